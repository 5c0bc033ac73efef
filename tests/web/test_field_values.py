"""Texts of a browser, read as a day, an hour or a choice."""

from datetime import date, time
from enum import StrEnum

import pytest

from thuis_app.web import field_values


class Kind(StrEnum):
    VISIT = "visit"


@pytest.mark.parametrize("text", ["1934-11-24", "24-11-1934", "24/11/1934"])
def test_a_day_is_read_as_people_and_browsers_write_it(text: str) -> None:
    assert field_values.day(text) == date(1934, 11, 24)


@pytest.mark.parametrize("text", ["", "tomorrow", "31-02-2026", "11-24-1934"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert field_values.day(text) is None


@pytest.mark.parametrize("text", ["14:30", "14.30"])
def test_an_hour_is_read_with_a_colon_or_a_dot(text: str) -> None:
    assert field_values.hour(text) == time(14, 30)


@pytest.mark.parametrize("text", ["", "24:00", "half past two"])
def test_what_is_no_hour_is_none(text: str) -> None:
    assert field_values.hour(text) is None


def test_the_first_answer_counts_and_only_so_many_letters_of_it() -> None:
    assert field_values.typed(["  Ploeg\u200b ", "Wad"]) == "Ploeg"
    assert field_values.typed(["abcdef"], 3) == "abc"
    assert field_values.typed([]) == ""


def test_what_is_not_of_a_kind_is_no_answer() -> None:
    kind, number = field_values.coerced(Kind), field_values.coerced(int)

    assert kind("visit") is Kind.VISIT
    assert [kind("dance"), kind(""), kind(None), number("many")] == [None] * 4
