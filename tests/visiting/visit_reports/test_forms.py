from datetime import date, datetime, time

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from thuis_app.core import clock
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Salutation, Stage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import Rhythm
from thuis_app.visiting.visit_reports.forms import ReportForm
from thuis_app.visiting.visits.models import Visit
from thuis_app.web.forms import Form

BEFORE = date(2027, 3, 16)


@pytest.fixture
def noon(app: Flask, database: None) -> object:
    """The day of the visit, in the week before the clock goes forward."""
    clock.set_source(lambda: clock.at(BEFORE, time(12)))
    with app.test_request_context():
        yield


def visit_to(address: Salutation = Salutation.MRS, day: date = BEFORE) -> Visit:
    person = Contact(last_name="Ploeg", salutation=address, stage=Stage.PARTICIPANT)
    starts_at = clock.at(day, time(10, 30))
    return Visit(contact=person, starts_at=starts_at, minutes=60)


def asked(visit: Visit, typed: dict[str, str] | None = None) -> ReportForm:
    form = ReportForm(formdata=MultiDict(typed) if typed else None)
    match = Match(rhythm=Rhythm.FORTNIGHTLY, started_on=date(2026, 1, 5))
    form.read_by(["Marijke", "Jan"])
    return form.offer(visit, match, None)


@pytest.mark.usefixtures("noon")
def test_the_next_visit_is_at_the_same_hour_after_the_clock_changed() -> None:
    form = asked(visit_to(), {"next_visit": "2027-03-30"})

    assert form.next_at == clock.at(date(2027, 3, 30), time(10, 30))
    assert clock.local(form.next_at or datetime.min).hour == 10


@pytest.mark.usefixtures("noon")
def test_the_days_to_go_again_are_said_in_words_and_dates() -> None:
    form = asked(visit_to())

    labels = [str(label) for _, label in form.next_visit.choices or ()]
    assert labels == [
        "Over twee weken",
        "Volgende week",
        "Een andere dag",
        "Nog niet afgesproken",
    ]
    assert form.hints["2027-03-30"] == "dinsdag 30 maart, 10:30"


@pytest.mark.usefixtures("noon")
def test_a_late_report_says_the_days_by_their_dates() -> None:
    form = asked(visit_to(day=date(2027, 3, 13)))

    labels = [str(label) for _, label in form.next_visit.choices or ()]
    assert labels[:2] == ["zaterdag 27 maart", "zaterdag 20 maart"]


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(
    ("address", "own", "shown"),
    [
        (Salutation.MRS, "In haar eigen woorden", "haar"),
        (Salutation.MR, "In zijn eigen woorden", "hem"),
        (Salutation.NAME, "In eigen woorden", "hardop"),
    ],
)
def test_the_form_speaks_of_the_person(
    address: Salutation, own: str, shown: str
) -> None:
    form = asked(visit_to(address))

    assert form.wish_text.label.text == own
    assert shown in form.note.description
    assert form.worry.description == (
        "Wat je hier schrijft, lezen alleen Marijke en Jan."
    )


@pytest.mark.usefixtures("noon")
def test_a_draft_of_last_week_offers_the_days_of_now() -> None:
    form = asked(visit_to(), {"note": "Tea.", "next_visit": "2027-03-09"})

    assert form.note.data == "Tea."
    assert form.next_visit.data is None
    assert "2027-03-30" in dict(form.next_visit.choices or ())


@pytest.mark.usefixtures("noon")
def test_who_reads_a_worry_is_said_of_one_and_of_two() -> None:
    form = asked(visit_to())

    form.read_by(["Marijke"])

    assert form.worry.description == "Wat je hier schrijft, leest alleen Marijke."


def test_the_form_keeps_its_key_when_a_draft_is_taken_up(app: Flask) -> None:
    with app.test_request_context():
        kept = MultiDict({"note": "x"})
        first, second = ReportForm(formdata=kept), ReportForm(formdata=kept)

    assert isinstance(first, Form)
    assert first.form_key.data and first.form_key.data != second.form_key.data
