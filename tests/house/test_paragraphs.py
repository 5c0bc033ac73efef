"""A browser ends a paragraph where a form or a list begins, and its layout with it."""

import re
from pathlib import Path

import pytest

import thuis_app

TEMPLATES = thuis_app.PROJECT_ROOT / "templates"
INSIDE = re.compile(
    r"<p\b[^>]*>(?:(?!</p>|<p\b).)*?(button_form\(|<(?:form|ul|ol|dl|div|section)\b)",
    re.DOTALL,
)


@pytest.mark.parametrize(
    "page", sorted(TEMPLATES.rglob("*.html")), ids=lambda page: page.stem
)
def test_no_paragraph_holds_a_form_or_a_list(page: Path) -> None:
    text = page.read_text()
    found = [text[: one.start()].count("\n") + 1 for one in INSIDE.finditer(text)]

    assert found == [], "make the paragraph a div"
