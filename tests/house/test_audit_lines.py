"""Each action leaves the lines that are named here, and none for derived columns."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.reaching.outreach.test_queries import plan
from tests.visiting.visits.scenarios import GOOD, scenario
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.wishes.rules import Subject
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.support.referrals import actions as referrals
from thuis_app.support.referrals.rules import (
    ReferralShare,
    ReferralState,
    ReferralStepDetails,
)
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches import queries as match_queries
from thuis_app.visiting.matches.rules import (
    EndReason,
    MatchKind,
    MatchState,
    Rhythm,
)
from thuis_app.visiting.matching import actions as matching
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visit_reports import queries as report_queries
from thuis_app.visiting.visit_reports.rules import (
    Findings,
    How,
)
from thuis_app.visiting.visits import actions as visits
from thuis_app.visiting.visits.rules import VisitCancelledBy

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def coordinator(database: None) -> Actor:
    return make.actor(make.coordinator())


def lines() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_a_report_with_a_wish_and_a_next_visit_leaves_three_lines() -> None:
    volunteer, _, _, visit = scenario()
    findings = Findings(How.GOOD, wishes=[Subject.EATING], wish_text="Soup")
    next_at = make.at(clock.today() + timedelta(days=14))

    visit_reports.report(volunteer, visit, findings=findings, next_at=next_at)

    assert lines() == ["wish.heard", "visit.planned", "visit.reported"]


def test_a_corrected_report_leaves_one_line() -> None:
    volunteer, _, _, visit = scenario()
    visit_reports.report(volunteer, visit, findings=GOOD)
    written = report_queries.current_report(volunteer, visit)

    visit_reports.correct(volunteer, visit, written, findings=Findings(How.SO_SO))

    assert lines()[1:] == ["visit.corrected"]


def test_a_visit_that_is_planned_moved_and_called_off_leaves_a_line_each() -> None:
    _, coordinator, match, _ = scenario()
    soon = clock.today() + timedelta(days=2)
    visit = visits.plan(coordinator, match, starts_at=make.at(soon))
    later = make.at(soon + timedelta(days=1))

    visits.move(coordinator, visit, starts_at=later, minutes=60, purpose="")
    by = VisitCancelledBy.PERSON
    visits.cancel(coordinator, visit, cancelled_by=by, because="Ill.")

    assert lines() == ["visit.planned", "visit.moved", "visit.cancelled"]


def test_two_visits_in_one_call_that_are_moved_leave_a_line_each() -> None:
    _, coordinator, match, _ = scenario()
    other = make.match(db.session.get_one(User, match.volunteer_id))
    soon = clock.today() + timedelta(days=2)
    visit = visits.plan(
        coordinator,
        match,
        starts_at=make.at(soon),
        together=match_queries.get(coordinator, other.id),
    )
    before, later = len(lines()), make.at(soon + timedelta(days=1))

    visits.move(coordinator, visit, starts_at=later, minutes=60, purpose="", both=True)

    about = select(AuditEntry.contact_id).where(AuditEntry.event == "visit.moved")
    assert lines()[before:] == ["visit.moved", "visit.moved"]
    assert set(db.session.scalars(about)) == {match.contact_id, other.contact_id}


def test_a_match_leaves_its_own_line_and_those_of_the_stage_and_of_outreach(
    coordinator: Actor,
) -> None:
    contact = plan().contact
    make.assent(contact)
    village = db.session.get_one(Area, contact.area_id)

    matching.bring_together(
        coordinator,
        contact,
        volunteer=make.volunteer(village).id,
        kind=MatchKind.HOME_VISIT,
        rhythm=Rhythm.WEEKLY,
        started_on=clock.today(),
    )

    assert lines() == [
        "contact.became_participant",
        "outreach.stopped",
        "match.introduced",
    ]


def test_the_end_of_a_match_leaves_one_line() -> None:
    _, coordinator, match, _ = scenario()

    matches.change(
        coordinator,
        match,
        state=MatchState.ENDED,
        rhythm=match.rhythm,
        note="",
        ended_because=EndReason.VOLUNTEER_STOPS,
    )

    assert lines() == ["match.ended"]


def test_an_attempt_leaves_one_line(coordinator: Actor) -> None:
    outreach.record_attempt(
        coordinator,
        plan(),
        made_on=clock.today(),
        day_part=DayPart.MORNING,
        channel=Channel.DOOR,
        outcome=AttemptOutcome.NOBODY_HOME,
    )

    assert lines() == ["outreach.attempted"]


def test_a_referral_leaves_a_line_per_step_and_where_the_wish_moves(
    coordinator: Actor,
) -> None:
    contact = make.contact()
    referral = referrals.propose(
        coordinator,
        contact,
        offering=make.offering(),
        wish=make.wish(contact),
        why="Singing.",
    )
    assert lines() == ["wish.became_running", "referral.proposed"]

    referrals.advance(
        coordinator,
        referral,
        ReferralStepDetails(
            to=ReferralState.AGREED,
            on=clock.today(),
            agreed_how=GivenHow.SPOKEN,
            shares=[ReferralShare.NAME],
        ),
    )
    assert lines()[2:] == ["contact.consent_given", "referral.agreed"]

    sent = ReferralStepDetails(to=ReferralState.SENT, on=clock.today())
    referrals.advance(coordinator, referral, sent)
    assert lines()[4:] == ["referral.sent"]

    referrals.add_note(coordinator, referral, words="Called once more.")
    assert lines()[5:] == ["referral.noted"]


def test_who_stops_and_is_reopened_leaves_a_line_each(coordinator: Actor) -> None:
    contact: Contact = make.contact(stage=Stage.KNOWN)
    stopping.stop(
        coordinator,
        contact,
        stage=Stage.NO_CONTACT,
        on=clock.today(),
        because="She said so.",
    )
    stopping.reopen(coordinator, contact, because="She called us.")

    assert lines() == ["contact.became_no_contact", "contact.became_known"]
