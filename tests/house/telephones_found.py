"""The telephone numbers on a page, and whether each can be called from there."""

import re

from selectolax.lexbor import LexborNode

from tests.pages import Page

OF_A_VILLAGE = r"0\d{1,3}[ -]\d{3}[ -]?\d{2}[ -]?\d{2}"
MOBILE, FREE = r"06[ -]\d{4}[ -]?\d{4}", r"0800[ -]\d{4}"
TELEPHONE = re.compile(rf"(?<![\d+-])(?:{OF_A_VILLAGE}|{MOBILE}|{FREE})(?![\d-])")
AS_KEPT = re.compile(r"\+31\d{6}")
TYPED = {"input", "textarea", "option", "script", "style", "title", "template"}


def numbers_that_cannot_be_called(page: Page) -> list[str]:
    """The telephone numbers on a page that are no link, or stand as they are kept."""
    root = page.tree.body
    nodes = root.traverse(include_text=True) if root else []
    found: list[str] = []
    for node in nodes:
        if node.tag != "-text" or is_inside(node, TYPED):
            continue
        text = str(node.text_content or "")
        found += AS_KEPT.findall(text)
        if not is_inside(node, {"a"}):
            found += TELEPHONE.findall(text)
    return found


def is_inside(node: LexborNode, tags: set[str]) -> bool:
    around = node.parent
    while around is not None and around.tag not in tags:
        around = around.parent
    return around is not None


def assert_numbers_can_be_called(pages: list[Page]) -> None:
    """Where a number is shown one calls it: a link, as people write it."""
    for page in pages:
        if page.status == 200 and "text/html" in page.headers.get("Content-Type", ""):
            wrong = numbers_that_cannot_be_called(page)
            assert not wrong, (
                f"{wrong}: use `telephone` or `call` of _shared/parts.html"
            )
