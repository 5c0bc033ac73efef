"""The words of `docs/glossary.md` and the names in the code are the same."""

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

import thuis_app
from thuis_app.core.database import Base

GLOSSARY = thuis_app.PROJECT_ROOT / "docs" / "glossary.md"
FOLDERS = [Path(thuis_app.__path__[0]), thuis_app.PROJECT_ROOT / "tests"]

OF_BRICKS = "a real house, of bricks"
OF_PAPER = "a real card, for the letter box or to play with"
EXCEPTIONS = {
    "DOOR": "a real door; the stored name of a channel",
    "TALK_AT_DOOR": "a real door",
    "house_number": OF_BRICKS,
    "CARD": OF_PAPER,
    "STANDARD_CARD": OF_PAPER,
    "CARDS_AND_GAMES": OF_PAPER,
    "cards": OF_PAPER,
    "may_hear_back": "a column and a form field",
    "sealed": "a field of the envelopes that tablets in use send",
    "ask": "an endpoint; the audit log names it when it refuses",
    "ask_form": "an endpoint; the audit log names it when it refuses",
    "ask_talk": "an endpoint; the audit log names it when it refuses",
    "add_tie": "an endpoint; the audit log names it when it refuses",
    "end_tie": "an endpoint; the audit log names it when it refuses",
    "tie_form": "an endpoint; the audit log names it when it refuses",
    "tie_id": "the part of an address",
    "test_views_ask": "named as the endpoint that it tests",
}
"""Names with such a word that stay: each with its reason."""
IN_PROSE = re.compile(
    r"\b(pen|pocket|seals?|sealed|deeds?|trail|somebody|whoever)\b", re.IGNORECASE
)
"""The forbidden words that docstrings and comments of the application do without."""
ONLY_AS_METAPHOR = {"house", "door", "road", "card", "hear", "ask", "told", "crowd"}
ONLY_AS_METAPHOR |= {"somebody", "whoever"}
"""Ordinary English in a sentence, such as the name of a test."""


@cache
def sections() -> dict[str, list[list[str]]]:
    """The cells of each line of a table, under the heading of the table."""
    found: dict[str, list[list[str]]] = {}
    heading = ""
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        elif line.startswith("| ") and heading:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            found.setdefault(heading, []).append(cells)
    return {name: lines[1:] for name, lines in found.items()}


def code_in(text: str) -> list[str]:
    """The names between backticks."""
    return re.findall(r"`([^`]+)`", text)


@cache
def forbidden() -> frozenset[str]:
    lines = sections()["Words that are not used"]
    return frozenset(word for line in lines for word in line[0].split(", "))


@cache
def trees() -> dict[Path, ast.Module]:
    files = (file for folder in FOLDERS for file in sorted(folder.rglob("*.py")))
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def names_in(tree: ast.Module) -> Iterator[str]:
    """Each function, class, parameter, variable and attribute that is made here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def words_in(name: str) -> set[str]:
    """The words of a name in snake_case or CamelCase, in small letters."""
    parts = re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+", name)
    return {part.lower() for part in parts}


def metaphors_in(name: str) -> set[str]:
    """The forbidden words in a name; a test's name is a sentence and may hold more."""
    if name in EXCEPTIONS:
        return set()
    found = words_in(name) & forbidden()
    return found - ONLY_AS_METAPHOR if name.startswith("test_") else found


def classes() -> dict[str, ast.ClassDef]:
    return {
        node.name: node
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }


def members(node: ast.ClassDef) -> set[str]:
    """The attributes and methods that stand in the body of a class."""
    found = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
    for one in node.body:
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
            found.add(one.target.id)
        elif isinstance(one, ast.Assign):
            found |= {name.id for name in one.targets if isinstance(name, ast.Name)}
    return found


def test_every_table_has_its_line_in_the_glossary(app: Flask) -> None:
    text = GLOSSARY.read_text(encoding="utf-8").split("## Words that are not used")[0]
    missing = {mapper.class_.__name__ for mapper in Base.registry.mappers} - set(
        code_in(text)
    )

    assert app and not missing, (
        f"give {', '.join(sorted(missing))} a line in docs/glossary.md, with the Dutch "
        "word, or name it in the line of what it is a part of, after 'Parts:'"
    )


@pytest.mark.parametrize("heading", ["The words of the field", "Technical words"])
def test_every_class_in_the_glossary_exists(heading: str) -> None:
    known = classes()
    named = {
        name
        for line in sections()[heading]
        for name in code_in(" ".join(line))
        if re.fullmatch(r"[A-Z][A-Za-z]+(\.\w+)?", name)
    }
    unknown = {name for name in named if name.split(".")[0] not in known}
    unknown |= {
        name
        for name in named - unknown
        if "." in name and name.split(".")[1] not in members(known[name.split(".")[0]])
    }

    assert named
    assert not unknown, (
        f"docs/glossary.md names {', '.join(sorted(unknown))}, which the code has not "
        "(any more): put the new name there"
    )


def test_no_name_is_a_metaphor() -> None:
    found = {
        f"{file.relative_to(thuis_app.PROJECT_ROOT)}: {name}"
        for file, tree in trees().items()
        for name in {file.stem, *names_in(tree)}
        if metaphors_in(name)
    }

    assert not found, (
        f"{', '.join(sorted(found))}: use the word of docs/glossary.md instead, or, "
        "where the name is stored or means the real thing, add it to EXCEPTIONS with "
        "its reason"
    )


def prose_in(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The docstrings and comments of a module, each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.lineno, str(node.value.value)
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def test_docstrings_and_comments_use_the_words_of_the_field() -> None:
    found = {
        f"{path.relative_to(thuis_app.PROJECT_ROOT)}:{line}: {word[0]}"
        for path, tree in trees().items()
        if path.is_relative_to(FOLDERS[0])
        for line, text in prose_in(path, tree)
        if (word := IN_PROSE.search(re.sub(r"`[^`]*`", "", text)))
    }

    assert not found, (
        f"{', '.join(sorted(found))}: say it with a word of docs/glossary.md"
    )


def test_no_exception_is_left_over() -> None:
    used = {name for tree in trees().values() for name in names_in(tree)}
    used |= {file.stem for file in trees()}

    assert set(EXCEPTIONS) <= used, (
        f"remove {set(EXCEPTIONS) - used} from EXCEPTIONS: no name is so any more"
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("take_the_pen", {"pen"}),
        ("PenHolder", {"pen"}),
        ("open_until", set()),
        ("test_the_deed_is_done_at_the_house", {"deed"}),
        ("house_number", set()),
    ],
)
def test_metaphors_are_found_word_by_word(name: str, words: set[str]) -> None:
    assert metaphors_in(name) == words
