"""The day of a first meeting, and when a volunteer visits from then on."""

from datetime import timedelta

from tests import make
from tests.visiting.visits.scenarios import GOOD, scenario
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visit_reports.rules import Findings, How
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits.rules import VisitCancelledBy


def acquainting(match: Match) -> Match:
    match.state = MatchState.INTRODUCED
    db.session.commit()
    return match


def test_a_first_meeting_has_the_day_of_the_first_visit(database: None) -> None:
    _, coordinator, match, visit = scenario()
    by = VisitCancelledBy.PERSON
    acquainting(match)
    visits.cancel(coordinator, visit, cancelled_by=by, because="Ill.")
    assert match.first_meeting_on is None

    on = clock.today() + timedelta(days=4)
    planned = visits.plan(coordinator, match, starts_at=make.at(on))
    assert match.first_meeting_on == on

    later = on + timedelta(days=2)
    starts_at = make.at(later)
    visits.move(coordinator, planned, starts_at=starts_at, minutes=60, purpose="")
    assert match.first_meeting_on == later


def test_after_the_first_report_the_volunteer_visits(database: None) -> None:
    volunteer, _, match, visit = scenario()
    acquainting(match)

    visit_reports.report(volunteer, visit, findings=GOOD)

    assert match.state is MatchState.ACTIVE


def test_nobody_home_is_no_first_meeting(database: None) -> None:
    volunteer, _, match, visit = scenario()
    acquainting(match)

    visit_reports.report(volunteer, visit, findings=Findings(How.NOBODY_HOME))

    assert match.state is MatchState.INTRODUCED


def test_a_match_that_rests_is_left_as_it_is(database: None) -> None:
    volunteer, _, match, visit = scenario()
    match.state = MatchState.PAUSED
    db.session.commit()

    visit_reports.report(volunteer, visit, findings=GOOD)

    assert match.state is MatchState.PAUSED
