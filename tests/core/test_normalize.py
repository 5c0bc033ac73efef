from collections.abc import Callable
from typing import Literal
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.normalize import clean, fold


@pytest.mark.parametrize(
    ("written", "searched"),
    [
        ("Özdemir", "ozdemir"),
        ("IJsbrandij", "ysbrandy"),
        ("IJsbrandij", "ijsbrandij"),
        ("Łukaszewicz", "lukaszewicz"),
        ("’t Hof", "t hof"),
        ("Mulder-de Jong", "mulder de jong"),
    ],
)
def test_a_name_is_found_however_it_is_typed(written: str, searched: str) -> None:
    assert fold(written) == fold(searched)


@given(st.text())
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "typed", ["a\x00b", "a\u200bb", "a\ufeffb", "a\u202eb", "a\x07b", " ab\u2060 "]
)
def test_what_nobody_can_see_is_not_kept(typed: str) -> None:
    assert clean(typed) == "ab"


def test_emoji_and_line_ends_are_kept() -> None:
    assert clean("👩‍🦳 tea\r\nand cake\rtoo") == "👩‍🦳 tea\nand cake\ntoo"


@pytest.mark.parametrize("typed", ["\u200b", "\u200d\u200d", " \t\n"])
def test_only_invisible_signs_are_nothing(typed: str) -> None:
    assert clean(typed) == ""


@pytest.mark.parametrize("marks", ["\u0300\u0316", "\u0316\u0300", "\u0345"])
@pytest.mark.parametrize("reads", [clean, fold])
def test_marks_in_a_row_are_sorted_thirty_at_a_time(
    monkeypatch: pytest.MonkeyPatch, marks: str, reads: Callable[[str], str]
) -> None:
    """Sorting takes time with the square of the marks in a row: 100,000 take 20 s."""
    runs: list[int] = []

    def counted(form: Literal["NFC", "NFKD"], text: str) -> str:
        runs.append(longest_run(text))
        return normalize(form, text)

    monkeypatch.setattr("unicodedata.normalize", counted)

    assert reads("a" + marks * 50_000 + "b")[-1] == "b"
    assert runs and max(runs) <= 30


@given(st.text(st.sampled_from("a\u0300\u0316\u200b\u0345é"), max_size=200))
def test_no_more_than_thirty_marks_in_a_row_are_kept(text: str) -> None:
    assert longest_run(normalize("NFD", clean(text))) <= 30 + 4


def test_what_stands_behind_the_limit_is_not_read() -> None:
    assert clean("abc" * 1000, 4) == "abca"
    assert clean("ab   c", 4) == "ab"


def test_a_name_with_accents_is_written_in_one_way() -> None:
    assert clean("Jose\u0301") == "José"
    assert clean("Nguy\u0065\u0302\u0303n") == "Nguyễn"


def longest_run(text: str) -> int:
    """How many combining marks stand in a row at most."""
    longest = marks = 0
    for character in text:
        marks = marks + 1 if combining(character) else 0
        longest = max(longest, marks)
    return longest
