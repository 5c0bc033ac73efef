import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.words import clean, fold, holds_citizen_number


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("Özdemir", "ozdemir"),
        ("IJsbrandij", "ysbrandy"),
        ("IJsbrandij", "ijsbrandij"),
        ("Łukaszewicz", "lukaszewicz"),
        ("’t Hof", "t hof"),
        ("Mulder-de Jong", "mulder de jong"),
    ],
)
def test_a_name_is_found_however_it_is_typed(written: str, sought: str) -> None:
    assert fold(written) == fold(sought)


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


@pytest.mark.parametrize("text", ["111222333", "bsn 1112.22.333", "x123456782y"])
def test_a_citizen_number_is_seen(text: str) -> None:
    assert holds_citizen_number(text)


@pytest.mark.parametrize(
    "text", ["111222334", "0501112223", "+31501112223", "9781 AB 14", "1112223330"]
)
def test_other_numbers_are_let_through(text: str) -> None:
    assert not holds_citizen_number(text)


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_number_that_passes_the_test_is_seen(start: int) -> None:
    digits = f"{start:08d}"
    rest = sum(int(d) * w for d, w in zip(digits, range(9, 1, -1), strict=True)) % 11
    number = f"{digits}{rest}"

    assert rest == 10 or start == 0 or holds_citizen_number(f"about {number}.")
