"""Days, hours and numbers as a page writes them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, session

from thuis_app.core import clock
from thuis_app.web import filters
from thuis_app.web.filters import TelephoneFault as Fault

TODAY = date(2026, 11, 28)


@pytest.fixture(params=["en"])
def language(app: Flask, request: pytest.FixtureRequest) -> Iterator[str]:
    """A request in this language on 28 November 2026, at noon."""
    clock.set_source(lambda: datetime(2026, 11, 28, 11, tzinfo=UTC))
    with app.test_request_context():
        session["language"] = request.param
        yield request.param
    clock.set_source(None)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "Monday 30 November"),
        (-2, "Thursday 26 November"),
        (299, "Thursday 23 September"),
        (300, "24 September 2027"),
        (-300, "1 February 2026"),
    ],
)
def test_a_day_nearby_has_a_name_and_one_far_off_a_year(
    language: str, days: int, words: str
) -> None:
    assert filters.when(TODAY + timedelta(days=days)) == words


@pytest.mark.parametrize("language", ["nl"], indirect=True)
def test_days_are_said_in_dutch(language: str) -> None:
    near = [filters.when(TODAY + timedelta(days=days)) for days in (-1, 0, 1)]

    assert near == ["gisteren", "vandaag", "morgen"]
    assert filters.day(TODAY) == "28 november 2026"
    assert filters.day(TODAY, "weekday") == "zaterdag 28 november"
    assert filters.day(TODAY, "brief") == "za 28 nov"


def test_the_day_of_a_moment_is_that_of_the_village(language: str) -> None:
    """At half past eleven in London it is past midnight here."""
    late = datetime(2026, 11, 28, 23, 30, tzinfo=UTC)

    assert filters.when(late) == "tomorrow"
    assert filters.day(late, "short") == "29-11-2026"
    assert filters.hour(late) == "00:30"


def test_what_is_not_known_yet_is_left_open(language: str) -> None:
    said = [filters.day(None), filters.when(None), filters.hour(None)]

    assert [*said, filters.label(None)] == ["", "", "", ""]


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("+31505550144", "050 555 0144"),
        ("+3225550144", "+32 2 555 01 44"),
        ("ask the neighbour", "ask the neighbour"),
    ],
)
def test_a_number_is_written_as_people_write_it(kept: str, written: str) -> None:
    assert filters.telephone(kept) == written


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        *((one, "+31505550144") for one in ("050 - 555 01 44", "(050) 5550144")),
        *((one, "+31505550144") for one in ("0505550144", "050/5550144")),
        *((one, "+31505550144") for one in ("+31 (0)50 555 01 44", "0031505550144")),
        *(
            (one, "+31505550144")
            for one in ("050\u00a0555\u20090144", "050\u20115550144")
        ),
        *(("06-12 34 56 78", "+31612345678"), ("06.12345678", "+31612345678")),
        *(("0800-2000", "+318002000"), ("088 123 45 67", "+31881234567")),
        *(("+32 2 555 01 44", "+3225550144"), ("+49 30 123456", "+4930123456")),
    ],
)
def test_a_number_is_kept_in_one_way(typed: str, kept: str) -> None:
    assert (filters.as_kept(typed), filters.telephone_fault(typed)) == (kept, None)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        *((one, Fault.NO_AREA_CODE) for one in ("551234", "555 01 44", "5550144")),
        *((one, Fault.NO_NUMBER) for one in ("06 1234 567", "0612345678 9", "12", "-")),
        *((one, Fault.NO_NUMBER) for one in ("1234567890", "+31", "00000000000")),
        *((one, Fault.WORDS) for one in ("050-5550144 ext 23", "050 5550144 x23")),
        *((one, Fault.WORDS) for one in ("050 5550144 toestel 23", "06-1234567o")),
        *((one, Fault.WORDS) for one in ("0800-BUURTBUS", "06-12345678 (dochter)")),
        *((one, Fault.WORDS) for one in ("ask the neighbour", "050-5550144;ext=23")),
    ],
)
def test_what_cannot_be_dialled_is_refused_and_it_says_why(
    typed: str, fault: Fault
) -> None:
    assert (filters.as_kept(typed), filters.telephone_fault(typed)) == ("", fault)
