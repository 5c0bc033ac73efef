import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.search_words import (
    WORDS_AT_MOST,
    as_heard,
    as_spelled,
    asked,
    name_words,
    sounds,
    telephone_words,
)


@pytest.mark.parametrize(
    "typed",
    ["050 555 01 44", "050-5550144", "(050) 555 0144", "0505550144", "050–555 01 44"],
)
def test_a_telephone_number_is_one_word_however_it_is_written(typed: str) -> None:
    assert asked(typed) == ["0505550144"]


@pytest.mark.parametrize("typed", ["+31 50 555 01 44", "0031 (0)50 5550144"])
def test_a_number_from_abroad_is_one_word_too(typed: str) -> None:
    assert asked(typed) == ["31505550144"]


def test_a_number_is_kept_with_and_without_area_code_and_by_its_end() -> None:
    words = telephone_words(["+31505550144"])

    assert words >= {"0505550144", "31505550144", "5550144", "550144", "0144"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("mevr. Doornbos", ["doornbos"]),
        ("de heer De Vries", ["de", "vries"]),
        ("De Heer", ["de", "heer"]),
        ("vd Ploeg", ["v", "d", "ploeg"]),
        ("x", []),
        ("🙂", []),
        ("李", ["李"]),
    ],
)
def test_what_is_typed_becomes_words(typed: str, words: list[str]) -> None:
    assert asked(typed) == words


@given(st.text(max_size=300))
def test_what_is_searched_is_never_more_than_plain_words(typed: str) -> None:
    words = asked(typed)

    assert len(words) <= WORDS_AT_MOST
    assert all(word.isalnum() for word in words)


@given(st.text(max_size=60))
def test_a_name_is_found_by_itself(name: str) -> None:
    words = name_words(name)

    for word in asked(name):
        ways = (*as_spelled(word), *as_heard(word))
        assert any(one.startswith(ways) for one in words) or word.isdigit()


def test_a_name_without_letters_sounds_like_nothing() -> None:
    assert sounds("🙂") == frozenset()
