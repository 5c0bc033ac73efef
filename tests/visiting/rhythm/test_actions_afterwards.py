from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.visiting.rhythm.pairs import TUESDAY, WEEK, ahead, pair, plan, visitor_of
from tests.visiting.visits.scenarios import events
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.models import VolunteerBlock
from thuis_app.visiting.matches.rules import MatchState, Rhythm
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits import queries as visit_queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("on_a_tuesday")


def test_a_visit_that_was_called_off_is_not_planned_again() -> None:
    match = pair()
    plan()
    visit = visit_queries.planned(SYSTEM, match.contact_id)[0]
    volunteer = make.actor(visitor_of(match))
    visit = visit_queries.get(volunteer, visit.id)
    by = VisitCancelledBy.VOLUNTEER
    visits.cancel(volunteer, visit, cancelled_by=by, because="Away.")

    assert plan() == 0

    assert ahead(match) == [TUESDAY + 2 * WEEK, TUESDAY + 3 * WEEK]


def test_a_visit_that_was_moved_stays_and_is_the_peoples_own() -> None:
    match = pair(Rhythm.FORTNIGHTLY)
    plan()
    volunteer = make.actor(visitor_of(match))
    visit = visit_queries.planned(volunteer, match.contact_id)[0]
    thursday = TUESDAY + timedelta(days=16)
    at = make.at(thursday, 10)
    visits.move(volunteer, visit, starts_at=at, minutes=60, purpose="")

    assert plan() == 0

    assert ahead(match) == [thursday] and not visit.made_by_rhythm


@pytest.mark.parametrize("why", ["pause", "end", "stop"])
def test_what_only_the_rhythm_planned_goes_when_it_cannot_be(why: str) -> None:
    match = pair()
    plan()
    by_hand = make.at(TUESDAY + WEEK, 9)
    make.visit(match, starts_at=by_hand)
    if why == "stop":
        match.contact.stage, match.contact.stopped_on = Stage.MOVED, TUESDAY
    else:
        match.state = MatchState.PAUSED if why == "pause" else MatchState.ENDED
    db.session.commit()

    assert plan() == 0

    assert ahead(match) == [TUESDAY + WEEK]
    assert events().count("visit.taken_back") == 3


def test_in_days_off_it_stays_until_who_is_visited_knows() -> None:
    match = pair()
    plan()
    before = ahead(match)
    off = {"from_on": TUESDAY, "until_on": TUESDAY + 9 * WEEK}
    make.saved(VolunteerBlock(user_id=match.volunteer_id, **off))

    assert plan() == 0

    assert ahead(match) == before and before


def test_what_something_was_written_about_is_called_off_instead() -> None:
    match = pair()
    plan()
    visit = visit_queries.planned(SYSTEM, match.contact_id)[0]
    make.saved(VisitReport(visit_id=visit.id, happened=Happened.YES, written_by=1))
    match.state = MatchState.PAUSED

    plan()

    assert ahead(match) == []
    [left] = db.session.scalars(select(Visit).where(Visit.made_by_rhythm))
    assert (left.state, left.called_off_by) == (VisitState.CANCELLED, SYSTEM.id)


def test_after_a_pause_the_same_days_can_be_planned_again() -> None:
    match = pair()
    plan()
    match.state = MatchState.PAUSED
    plan()
    match.state = MatchState.ACTIVE

    assert plan() == 3
