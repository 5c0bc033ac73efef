"""Texts of a browser, read as a day, an hour or a choice."""

from datetime import date, time
from enum import StrEnum

import pytest

from thuis_app.web import field_values


class Kind(StrEnum):
    VISIT = "visit"


@pytest.mark.parametrize(
    "text",
    [
        *("1934-11-24", "24-11-1934", "24/11/1934", "24.11.1934", "24 11 1934"),
        *("24 november 1934", "24 nov 1934", "24 Nov. 1934", "24-nov-1934"),
        *("24\u201111\u20111934", "24\u00a0november\u00a01934", "24 - 11 - 1934"),
        "\u200e24-11-1934",
    ],
)
def test_a_day_is_read_as_people_and_browsers_write_it(text: str) -> None:
    assert field_values.day(field_values.entered([text])) == date(1934, 11, 24)


@pytest.mark.parametrize(
    "text",
    [
        *("", "tomorrow", "31-02-2026", "11-24-1934", "24-11-34", "24-11", "1934"),
        *("29-02-1933", "31-04-1930", "24-11-1934-1", "24 nowember 1934", "0-0-0000"),
        *("24-11-19345", "--", "24-11-\u0661\u0669\u0663"),
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert field_values.day(field_values.entered([text])) is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        *((one, time(14, 30)) for one in ("14:30", "14.30", "14u30", "14 uur 30")),
        *((one, time(14, 30)) for one in ("1430", "14h30", "14:30 uur", "14 u 30")),
        *((one, time(14, 0)) for one in ("14", "14u", "14 uur", "14:00", "14.00 uur")),
        *((one, time(9, 5)) for one in ("9:05", "09:05", "9.05", "0905", "9u05")),
        *(("0:00", time(0, 0)), ("9", time(9, 0)), ("14\u202f:\u202f30", time(14, 30))),
    ],
)
def test_an_hour_is_read_as_people_write_it(text: str, read: time) -> None:
    assert field_values.hour(field_values.entered([text])) == read


@pytest.mark.parametrize(
    "text",
    [
        *("", "24:00", "half past two", "half drie", "14:60", "25", "14:3:0", "930"),
        *("-9:00", "14:30:00:00", "u30", "2500"),
    ],
)
def test_what_is_no_hour_is_none(text: str) -> None:
    assert field_values.hour(field_values.entered([text])) is None


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        *(("12,50", 1250), ("12.50", 1250), ("12,5", 1250), ("12", 1200)),
        *(("€ 12,50", 1250), ("€12,50", 1250), ("EUR 12,50", 1250)),
        *(
            ("12,50 euro", 1250),
            ("12,-", 1200),
            ("12,--", 1200),
            ("€\u00a012,50", 1250),
        ),
        *(("1.234,56", 123456), ("12 euro", 1200), ("0,05", 5), ("12,\u2013", 1200)),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, cents: int) -> None:
    assert field_values.cents(field_values.entered([text])) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "3,505",
        "3.505",
        "-1",
        "12,5,0",
        "1.23,45",
        "1,234.56",
        "12 13",
        "euro",
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert field_values.cents(field_values.entered([text])) is None


def test_the_first_answer_counts_and_only_so_many_letters_of_it() -> None:
    assert field_values.typed(["  Ploeg\u200b ", "Wad"]) == "Ploeg"
    assert field_values.typed(["abcdef"], 3) == "abc"
    assert field_values.typed([]) == ""


def test_what_is_not_of_a_kind_is_no_answer() -> None:
    kind, number = field_values.coerced(Kind), field_values.coerced(int)

    assert kind("visit") is Kind.VISIT
    assert [kind("dance"), kind(""), kind(None), number("many")] == [None] * 4
