from datetime import timedelta

import pytest

from tests import make
from tests.statements import statements_of
from tests.visiting.visit_reports.written import in_days, reported
from thuis_app.core import clock
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.days import queries
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")


def test_a_day_has_three_lists() -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer)
    days = [-61, -3, 0, 14, 15]
    visits = {days: make.visit(match, starts_at=in_days(days)) for days in days}
    make.visit(match, starts_at=in_days(0, 12), state=VisitState.CANCELLED)
    make.visit(starts_at=in_days(0))

    day = queries.day(make.actor(volunteer), clock.today())

    assert [one.visit.id for one in day.to_report] == [visits[-3].id]
    assert [one.visit.id for one in day.today] == [visits[0].id]
    assert [one.visit.id for one in day.ahead] == [visits[14].id]


def test_a_day_tells_what_was_said_last_time_and_the_telephone() -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer)
    make.saved(ContactPhone(contact_id=match.contact_id, number="+31505550144"))
    reported(match, -30, note="She likes tea.")
    reported(match, -16, note="Her grandson passed.", agreed="To bring cards.")
    make.visit(match, starts_at=in_days(0))

    one = queries.day(make.actor(volunteer), clock.today()).today[0]

    assert one.telephone == "+31505550144"
    assert one.last and one.last.note == "Her grandson passed."
    assert one.last.agreed == "To bring cards."
    assert one.number == 3


def test_nothing_is_expected_of_visits_to_who_died() -> None:
    volunteer, today = make.volunteer(), clock.today()
    person = make.contact(stage=Stage.DECEASED, stopped_on=today - timedelta(days=1))
    match = make.match(volunteer, person)
    before = make.visit(match, starts_at=in_days(-2))
    make.visit(match, starts_at=in_days(0))
    make.visit(match, starts_at=in_days(3))

    day = queries.day(make.actor(volunteer), today)

    assert [one.id for one in day.farewells] == [before.id]
    assert day.to_report == []
    assert day.today == [] and day.ahead == []


def test_a_full_day_takes_no_more_statements_than_a_quiet_one() -> None:
    def wanted(people: int) -> int:
        volunteer = make.volunteer()
        for _ in range(people):
            match = make.match(volunteer)
            reported(match, -14, note="Tea.")
            make.visit(match, starts_at=in_days(0))
        actor, today = make.actor(volunteer), clock.today()
        return statements_of(lambda: queries.day(actor, today))

    assert wanted(2) == wanted(9)
