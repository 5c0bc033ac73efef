"""`docs/security.md` answers each line of the standard, and names what there is."""

import re
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from tests.pages import Browser
from thuis_app import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs/security.md").read_text(encoding="utf-8")
STANDARD, MORE = PAGE.split("### More than level 2")
ANSWERS = {"met", "partly", "not", "none"}
OF_A_FILE = (
    "tests/",
    "templates/",
    "thuis_app/",
    "docs/",
    "requirements",
    "package-lock",
    "eslint",
)

# How many lines of levels 1 and 2 each section of ASVS 5.0.0 has: they come first.
LINES = """
1.1 2, 1.2 9, 1.3 11, 1.4 3, 1.5 2, 2.1 3, 2.2 3, 2.3 4, 2.4 1,
3.2 2, 3.3 4, 3.4 6, 3.5 5, 3.7 2, 4.1 3, 4.2 1, 4.3 2, 4.4 4,
5.1 1, 5.2 3, 5.3 2, 5.4 3, 6.1 3, 6.2 12, 6.3 4, 6.4 4, 6.5 5, 6.6 3, 6.8 4,
7.1 3, 7.2 4, 7.3 2, 7.4 5, 7.5 2, 7.6 2, 8.1 2, 8.2 3, 8.3 1, 8.4 1, 9.1 3, 9.2 4,
11.1 2, 11.2 3, 11.3 3, 11.4 4, 11.5 1, 11.6 1, 12.1 3, 12.2 2, 12.3 4,
13.1 1, 13.2 5, 13.3 2, 13.4 5, 14.1 2, 14.2 4, 14.3 3, 15.1 3, 15.2 3, 15.3 7,
16.1 1, 16.2 5, 16.3 4, 16.4 3, 16.5 3
"""
WHOLE_CHAPTERS = ["V10", "V17"]
"""Chapters of which there is nothing in Thuis: one row for each."""


def rows(text: str) -> list[tuple[list[str], str, str]]:
    """The lines, the answer and the words of each row."""
    found = re.findall(r"^\| (V?\d[\d., V]*) \| (\w+) \| (.+) \|$", text, re.MULTILINE)
    return [(lines.split(", "), answer, words) for lines, answer, words in found]


def files_in(text: str) -> list[str]:
    return [one for one in re.findall(r"`([^`]+)`", text) if one.startswith(OF_A_FILE)]


def test_each_line_of_levels_1_and_2_is_answered_once() -> None:
    wanted = [
        f"{section}.{number}"
        for section, count in (one.split() for one in LINES.split(","))
        for number in range(1, int(count) + 1)
    ]

    found = Counter(line for lines, _answer, _words in rows(STANDARD) for line in lines)

    assert len(wanted) == 217
    assert found == Counter([*wanted, *WHOLE_CHAPTERS])


def test_every_answer_is_one_of_four_and_has_words() -> None:
    assert {answer for _lines, answer, _words in rows(PAGE)} == ANSWERS


@pytest.mark.parametrize("name", sorted(set(files_in(PAGE))))
def test_every_file_that_is_named_exists(name: str) -> None:
    assert Path(PROJECT_ROOT / name).exists()


def test_what_is_met_says_where_to_see_it() -> None:
    without = [
        lines
        for lines, answer, words in rows(PAGE)
        if answer == "met" and not files_in(words) and "this page" not in words
    ]

    assert without == []


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_a_method_that_a_page_does_not_have_is_refused(
    app: Flask, database: None, method: str
) -> None:
    with app.test_client() as client:
        assert client.open("/account/sign-in", method=method).status_code == 405


def test_an_answer_says_its_type_and_how_its_signs_are_written(
    stranger: Browser,
) -> None:
    for address in ("/account/sign-in", "/nowhere", "/foundation/style.css"):
        kind = stranger.get(address).headers["Content-Type"]
        assert kind.endswith("; charset=utf-8")
