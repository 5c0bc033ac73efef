"""Every message has its Dutch, and Dutch is what people see first."""

from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import thuis_app
from tests import make
from tests.conftest import SignIn

ROOT = thuis_app.PROJECT_ROOT
CATALOGUES = sorted((Path(thuis_app.__path__[0]) / "translations/nl").rglob("*.po"))
KEYWORDS: dict[str, tuple[int, int] | None] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "ngettext": (1, 2),
}
KEYWORDS |= {"_n": (1, 2), "lazy_gettext": None, "lazy_ngettext": (1, 2)}
NEVER = ("cliënt", "client", "eenzaam", "eenzame")


@cache
def said() -> set[str]:
    """The message ids in the code and in the pages."""
    found: set[str] = set()
    method = [("**.py", "python"), ("**.html", "jinja2")]
    for folder in (Path(thuis_app.__path__[0]), ROOT / "templates"):
        for _file, _line, message, _notes, _context in extract_from_dir(
            str(folder), method, keywords=KEYWORDS, directory_filter=lambda _name: True
        ):
            found.add(str(message[0] if isinstance(message, tuple) else message))
    return found


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="nl")


@pytest.fixture(scope="module")
def translated() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in CATALOGUES:
        for message in catalogue(path):
            if message.id and not message.fuzzy:
                key = message.id if isinstance(message.id, str) else message.id[0]
                words = message.string
                found[key] = [words] if isinstance(words, str) else list(words or [""])
    return found


def test_every_message_is_translated(translated: dict[str, list[str]]) -> None:
    missing = {message for message in said() if not all(translated.get(message, [""]))}

    assert missing == set(), "add it to the .po of its feature, in translations/nl"


def test_no_translation_is_left_over(translated: dict[str, list[str]]) -> None:
    left_over = set(translated) - said()
    assert left_over == set(), "nothing says this any more: take it out of its .po"


def test_nobody_is_called_what_we_call_nobody(translated: dict[str, list[str]]) -> None:
    texts = [text.lower() for texts in translated.values() for text in texts]

    assert [text for text in texts if any(word in text for word in NEVER)] == []


def test_what_is_filled_in_stands_in_both_languages(
    translated: dict[str, list[str]],
) -> None:
    for message, texts in translated.items():
        places = {part.split(")")[0] for part in message.split("%(")[1:]}
        for text in texts:
            found = {part.split(")")[0] for part in text.split("%(")[1:]}
            assert found <= places | {"num"}, message


def test_the_first_language_is_dutch(sign_in: SignIn) -> None:
    page = sign_in(make.user(language="nl")).get("/account/")

    assert page.one("html")["lang"] == "nl"
    assert page.text("h1") == "Je profiel"
