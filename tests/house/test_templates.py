"""The conventions of `templates/`, kept by reading the files."""

import re
from pathlib import Path

import pytest

import thuis_app

TEMPLATES = thuis_app.PROJECT_ROOT / "templates"
FRAME = {"title", "content", "body_class", "main_class", "masthead", "footer"}

files = sorted(TEMPLATES.rglob("*.html"))
names = [str(file.relative_to(TEMPLATES)) for file in files]
each_template = pytest.mark.parametrize("file", files, ids=names)


@each_template
def test_a_block_is_named_after_the_element_it_holds(file: Path) -> None:
    text = file.read_text()
    blocks = dict.fromkeys(re.findall(r"{% block (\w+)", text))
    for block in set(blocks) - FRAME:
        opening = re.search(
            rf"{{% block {block}(?: scoped)? %}}\s*(?:{{[%#].*?[%#]}}\s*)*<\w+([^>]*)",
            text,
        )
        wanted = f'id="{block.replace("_", "-")}"'
        assert opening and wanted in opening[1], f"{block} holds one element: {wanted}"


@each_template
def test_a_folder_is_named_after_a_feature(file: Path) -> None:
    features = {
        path.parent.name for path in Path(thuis_app.__path__[0]).glob("*/*/views*")
    }
    assert file.parent.name in features | {"_shared", "errors"}, (
        "put it into templates/<district>/<feature>/, as its feature is called"
    )


@each_template
def test_nothing_is_marked_safe_by_hand(file: Path) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape", file.read_text()), (
        "let Jinja escape it; markup comes from a macro of ours"
    )


@each_template
def test_nothing_is_written_into_the_page_that_the_browser_runs(file: Path) -> None:
    text = file.read_text()
    assert not re.search(r"\sstyle=|\son\w+=|hx-on|hx-vals=.js:|<style", text)
    assert not re.search(r"<script(?![^>]* src=)", text)


@each_template
def test_what_htmx_does_a_plain_browser_can_do_too(file: Path) -> None:
    """Every hx-get sits on a link and every hx-post on a form; drafts are the one
    exception, as a browser without script simply keeps its text."""
    for tag in re.findall(r"<(\w+)([^>]*hx-(?:get|post)=[^>]*)>", file.read_text()):
        plain = "href=" in tag[1] or "action=" in tag[1]
        assert plain or "hx-trigger=" in tag[1], tag


# Forms whose sending twice changes nothing more than once.
WITHOUT_KEY = {
    "link('search')",
    "link('choose_language')",
    "link('sign_out')",
    'action="{{ undo }}"',
}


@each_template
def test_every_form_is_sent_by_htmx_with_its_token_and_key(file: Path) -> None:
    """So an answer that is not ours never takes the place of what was typed."""
    text = file.read_text()
    if file.name == "unavailable.html":
        return  # a page without scripts, for when the database is away
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL):
        opening, wanted = form.split(">", 1)
        is_swapped = "hx-post=" in opening or "boosted()" in opening
        assert is_swapped, f"add {{{{ boosted() }}}} to {opening}>"
        is_plain = any(name in opening for name in WITHOUT_KEY)
        has_key = "hidden(" in wanted or "typed.fields" in wanted
        is_whole = has_key or (is_plain and "csrf_token" in wanted)
        assert is_whole, f"add {{{{ hidden(form) }}}} inside {opening}>"


@each_template
def test_a_page_fits_in_a_head(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 200, "make partials of its parts"
