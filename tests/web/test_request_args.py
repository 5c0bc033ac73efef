"""What an address says is read as what it stands for, or counts as absent."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from thuis_app.web import request_args

READERS = [
    request_args.row_id,
    request_args.day,
    request_args.week,
    request_args.month,
    request_args.year,
    request_args.day_and_id,
    request_args.moment_and_id,
]


def read(reader: Callable[[str], Any], text: str) -> Any:
    return MultiDict({"name": text}).get("name", type=reader)


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (request_args.row_id, "0", 0),
        (request_args.row_id, "2147483647", 2**31 - 1),
        (request_args.day, "2026-11-25", date(2026, 11, 25)),
        (request_args.week, "2026-W48", date(2026, 11, 23)),
        (request_args.week, "2026-W53", date(2026, 12, 28)),
        (request_args.month, "2026-11", date(2026, 11, 1)),
        (request_args.year, "2026", 2026),
        (request_args.day_and_id, "2026-11-24.7", (date(2026, 11, 24), 7)),
        (
            request_args.moment_and_id,
            "2026-11-24T10:00:00.500000+00:00.7",
            (datetime(2026, 11, 24, 10, 0, 0, 500_000, UTC), 7),
        ),
    ],
)
def test_an_argument_is_read(
    reader: Callable[[str], Any], text: str, value: Any
) -> None:
    assert read(reader, text) == value


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (request_args.row_id, "-1"),
        (request_args.row_id, "2147483648"),
        (request_args.row_id, "9" * 10_000),
        (request_args.row_id, "²"),
        (request_args.row_id, "٣"),
        (request_args.row_id, " 1"),
        (request_args.day, "2026-02-30"),
        (request_args.week, "48"),
        (request_args.week, "2026-W54"),
        (request_args.week, "2026-W00"),
        (request_args.week, "1999-W01"),
        (request_args.month, "2026-13"),
        (request_args.month, "2026-1"),
        (request_args.year, "0"),
        (request_args.year, "10000"),
        (request_args.day_and_id, "2026-11-24"),
        (request_args.day_and_id, "2026-11-24.x"),
        (request_args.day_and_id, "2026-13-45.1"),
        (request_args.moment_and_id, "2026-11-24T25:00.1"),
        (request_args.moment_and_id, "x"),
    ],
)
def test_an_argument_that_cannot_be_read_is_absent(
    reader: Callable[[str], Any], text: str
) -> None:
    assert read(reader, text) is None


@pytest.mark.parametrize("reader", READERS)
@given(text=st.text())
def test_no_text_is_a_fault(reader: Callable[[str], Any], text: str) -> None:
    read(reader, text)


def test_of_a_search_the_first_hundred_characters_are_read() -> None:
    assert read(request_args.search, " bos\x00 ") == "bos"
    assert read(request_args.search, "a" * 5_000) == "a" * 100


@pytest.mark.parametrize(
    ("reader", "last"),
    [
        (request_args.day_and_id, (date(2026, 11, 24), 7)),
        (request_args.moment_and_id, (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), 7)),
        (request_args.moment_and_id, (datetime(2026, 11, 24, 10, 0, 0, 5, UTC), 7)),
    ],
)
def test_a_cursor_is_read_as_it_was_written(
    reader: Callable[[str], Any], last: Any
) -> None:
    assert reader(request_args.cursor(last)) == last
