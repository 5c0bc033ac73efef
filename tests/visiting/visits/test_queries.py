from datetime import datetime, timedelta
from typing import Any

import pytest

from tests import make
from tests.statements import statements_of
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState, Rhythm
from thuis_app.visiting.visits import queries
from thuis_app.visiting.visits.models import Visit, VisitReport
from thuis_app.visiting.visits.rules import Happened, Mood, VisitState

pytestmark = pytest.mark.usefixtures("database")


def in_days(days: int, hour: int = 10) -> datetime:
    return make.at(clock.today() + timedelta(days=days), hour)


def reported(match: Match, days: int, **more: Any) -> Visit:
    visit = make.visit(match, starts_at=in_days(days), state=VisitState.REPORTED)
    values: dict[str, Any] = {
        "happened": Happened.YES,
        "mood": Mood.GOOD,
        "written_by": 1,
    }
    make.saved(VisitReport(visit_id=visit.id, **(values | more)))
    return visit


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


def test_the_last_words_are_those_of_the_newest_version_of_a_real_visit() -> None:
    coordinator, match = make.coordinator(), make.match()
    visit = reported(match, -16, note="Wrong words.", is_current=False)
    right = {"number": 2, "note": "Right words.", "happened": Happened.YES}
    make.saved(VisitReport(visit_id=visit.id, written_by=1, **right))
    reported(match, -2, note="Dark house.", happened=Happened.NOBODY_HOME, mood=None)

    found = queries.last_words(make.actor(coordinator), [match.contact_id])

    assert found[match.contact_id].note == "Right words."
    assert found[match.contact_id].visits == 1


def test_last_words_are_for_who_may_know_them() -> None:
    person, other = make.contact(), make.volunteer()
    make.match(other, person)
    reported(make.match(contact=person), -2, note="Hers.")

    assert queries.last_words(make.actor(other), [person.id]) == {}


def test_nothing_is_expected_at_who_wants_to_be_left_in_peace() -> None:
    volunteer, today = make.volunteer(), clock.today()
    person = make.contact(stage=Stage.DECEASED, stopped_on=today - timedelta(days=1))
    match = make.match(volunteer, person)
    before = make.visit(match, starts_at=in_days(-2))
    make.visit(match, starts_at=in_days(0))
    make.visit(match, starts_at=in_days(3))

    day = queries.day(make.actor(volunteer), today)

    assert [one.visit.id for one in day.to_report] == [before.id]
    assert day.today == [] and day.ahead == []


def test_unreported_visits_come_on_the_board_after_two_days() -> None:
    here, there, volunteer = make.area(), make.area(), make.volunteer()
    match = make.match(volunteer, make.contact(area=here))
    late = make.visit(match, starts_at=in_days(-2))
    make.visit(match, starts_at=in_days(-1))
    stopped = make.contact(area=here, stage=Stage.NO_CONTACT)
    make.visit(make.match(contact=stopped), starts_at=in_days(-5))
    actor, today = make.actor(make.coordinator()), clock.today()

    assert [v.id for v in queries.unreported(actor, today)] == [late.id]
    assert queries.count_unreported(actor, today, here.id) == 1
    assert queries.count_unreported(actor, today, there.id) == 0
    elsewhere = make.actor(make.coordinator(there))
    assert queries.count_unreported(elsewhere, today) == 0
    assert queries.unreported(make.actor(volunteer), today) == []


def test_a_full_day_takes_no_more_statements_than_a_quiet_one() -> None:
    def asked(people: int) -> int:
        volunteer = make.volunteer()
        for _ in range(people):
            match = make.match(volunteer)
            reported(match, -14, note="Tea.")
            make.visit(match, starts_at=in_days(0))
        actor, today = make.actor(volunteer), clock.today()
        return statements_of(lambda: queries.day(actor, today))

    assert asked(2) == asked(9)


def test_the_versions_of_a_report_are_for_coordinators() -> None:
    volunteer = make.volunteer()
    visit = reported(make.match(volunteer), -1, note="First.", is_current=False)
    make.saved(
        VisitReport(
            visit_id=visit.id,
            number=2,
            happened=Happened.YES,
            note="Second.",
            written_by=1,
        )
    )

    def notes(actor: Actor) -> list[str]:
        found = queries.get(actor, visit.id)
        return [report.note for report in queries.reports(actor, found)]

    assert notes(make.actor(make.coordinator())) == ["Second.", "First."]
    assert notes(make.actor(volunteer)) == ["Second."]


def test_one_goes_again_only_within_a_match_that_stands() -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, rhythm=Rhythm.WEEKLY)
    actor = make.actor(volunteer)
    visit = queries.get(actor, make.visit(match).id)

    assert queries.open_match(actor, visit) is not None
    match.state, match.ended_on = MatchState.ENDED, clock.today()
    db.session.commit()
    assert queries.open_match(actor, queries.get_to_report(actor, visit.id)) is None


def test_the_coordinator_of_the_village_itself_is_named_first() -> None:
    here = make.area()
    make.coordinator(called="Jan Willem")
    make.coordinator(here, called="Marijke")
    make.coordinator(make.area(), called="Elsewhere")

    found = queries.coordinators(make.contact(area=here))

    assert found == ["Marijke", "Jan Willem"]
