from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests import make
from tests.visiting.visits.scenarios import (
    GOOD,
    again,
    count,
    events,
    fresh,
    rule,
    scenario,
)
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.contacts.rules import Stage
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visit_reports.models import VisitDraft
from thuis_app.visiting.visits import actions
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")


def test_a_visit_is_planned_and_shows_as_the_next_step() -> None:
    volunteer, _, match, visit = scenario()
    visit_reports.report(volunteer, visit, findings=GOOD)
    day = clock.today() + timedelta(days=5)

    visit = actions.plan(volunteer, match, starts_at=make.at(day, 14), minutes=90)

    assert (visit.state, visit.minutes) == (VisitState.PLANNED, 90)
    assert fresh(match.contact_id).next_step_on == day
    assert fresh(match.contact_id).next_step == "visit"
    assert "visit.planned" in events()


@pytest.mark.parametrize(
    ("hour", "utc"),
    [
        (time(1, 30), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
        (time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (time(3, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_the_night_the_clock_changes_has_visits_too(hour: time, utc: datetime) -> None:
    volunteer, _, match, _visit = scenario()

    starts_at = clock.at(date(2027, 3, 28), hour)
    visit = actions.plan(volunteer, match, starts_at=starts_at)

    assert visit.starts_at.astimezone(UTC) == utc


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_nobody_visits_who_may_not_be_approached(stage: Stage) -> None:
    _, coordinator, match, visit = scenario(stage=stage, stopped_on=clock.today())

    with pytest.raises(RuleBroken) as planned:
        actions.plan(coordinator, match, starts_at=clock.now())
    with pytest.raises(RuleBroken) as moved:
        at = clock.now()
        actions.move(coordinator, visit, starts_at=at, minutes=60, purpose="")

    assert rule(planned) == rule(moved) == "contact.stopped"


def test_without_a_match_that_stands_nothing_is_planned() -> None:
    _, coordinator, match, visit = scenario()
    match.state = MatchState.ENDED
    db.session.flush()

    with pytest.raises(RuleBroken) as planned:
        actions.plan(coordinator, match, starts_at=clock.now())
    with pytest.raises(RuleBroken) as reported:
        next_at = clock.now() + timedelta(days=7)
        visit_reports.report(coordinator, visit, findings=GOOD, next_at=next_at)

    assert rule(planned) == rule(reported) == "visit.no_match"


def test_another_volunteer_does_nothing_with_a_visit() -> None:
    _, _, match, visit = scenario()
    db.session.commit()
    other = make.actor(make.volunteer())
    visit, match = again(visit, match)

    with pytest.raises(Denied):
        actions.plan(other, match, starts_at=clock.now())
    with pytest.raises(Denied):
        visit_reports.report(other, visit, findings=GOOD)
    with pytest.raises(Denied):
        actions.cancel(other, visit, cancelled_by=VisitCancelledBy.PERSON, because="x")
    with pytest.raises(Denied):
        visit_reports.keep_draft(other, visit, answers=[("note", "x")], is_begun=True)


def test_a_visit_is_called_off_by_somebody_for_a_reason() -> None:
    volunteer, _, match, visit = scenario()
    visit_reports.keep_draft(volunteer, visit, answers=[("note", "x")], is_begun=True)

    by, why = VisitCancelledBy.PERSON, "Her sister is here."
    actions.cancel(volunteer, visit, cancelled_by=by, because=why)

    assert visit.state is VisitState.CANCELLED
    assert visit.cancelled_because == "Her sister is here."
    assert fresh(match.contact_id).next_step == "plan_visit"
    assert count(VisitDraft) == 0
    with pytest.raises(RuleBroken):
        visit_reports.report(volunteer, visit, findings=GOOD)


def test_an_old_visit_that_is_moved_belongs_to_the_match_that_stands_now() -> None:
    contact, volunteer = make.contact(), make.volunteer()
    make.assent(contact)
    ended = make.match(volunteer, contact, state=MatchState.ENDED)
    stands = make.match(volunteer, contact)
    visit = make.visit(ended, starts_at=clock.now() - timedelta(days=9))
    coordinator, tomorrow = make.actor(make.coordinator()), clock.now() + timedelta(1)
    visit, stands = again(visit, stands)

    actions.move(coordinator, visit, starts_at=tomorrow, minutes=60, purpose="")

    assert visit.match_id == stands.id
