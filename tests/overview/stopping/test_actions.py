from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Denied
from thuis_app.overview.stopping import actions
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.outreach import actions as outreach
from thuis_app.reaching.outreach.models import OutreachPlan
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.rules import RequestState
from thuis_app.visiting.matches.rules import EndReason, MatchState
from thuis_app.visiting.visits.rules import VisitState

pytestmark = pytest.mark.usefixtures("database")
ENDS = [
    *("contact.became_deceased", "visit.cancelled", "match.ended"),
    *("referral.withdrawn", "respite.stopped"),
]
"""The lines of the audit log when a person stops: from the features below upwards."""


def test_all_that_is_planned_for_somebody_stops_at_once() -> None:
    coordinator = make.actor(make.coordinator())
    contact = make.contact()
    match = make.match(contact=contact)
    visit = make.visit(match, starts_at=clock.now() + timedelta(days=2))
    referral = make.referral(contact, ReferralState.SENT)
    request = make.respite_request(contact)

    actions.stop(
        coordinator,
        contact,
        stage=Stage.DECEASED,
        on=clock.today(),
        because="Her daughter called.",
    )

    assert contact.stage is Stage.DECEASED
    assert visit.state is VisitState.CANCELLED
    assert (match.state, match.ended_because) == (MatchState.ENDED, EndReason.DECEASED)
    assert referral.state is ReferralState.WITHDRAWN
    assert request.state is RequestState.UNMET
    written = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id))
    assert list(written) == ENDS


def test_who_was_in_outreach_is_in_it_again_with_a_step_for_today() -> None:
    coordinator = make.actor(make.coordinator())
    contact = make.contact(stage=Stage.KNOWN)
    outreach.begin(coordinator, contact)
    _in_peace(coordinator, contact)

    actions.reopen(coordinator, contact, because="She called us.")

    plan = db.session.get_one(OutreachPlan, contact.id)
    assert contact.stage is Stage.OUTREACH
    assert plan.is_open and plan.next_on == clock.today() and plan.step.is_given
    assert (contact.next_step, contact.next_step_number) == ("attempt", 1)
    assert contact.next_step_on == clock.today()


def test_a_no_at_the_door_stops_all_that_stood_on_a_yes() -> None:
    coordinator = make.actor(make.coordinator())
    contact = make.contact()
    match, given = make.match(contact=contact), make.assent(contact)
    plan = outreach.begin(coordinator, contact)

    outreach.record_attempt(
        coordinator,
        plan,
        made_on=clock.today(),
        day_part=DayPart.MORNING,
        channel=Channel.DOOR,
        outcome=AttemptOutcome.REFUSED,
    )

    db.session.expire_all()
    assert contact.stage is Stage.NO_CONTACT and given.withdrawn_on == clock.today()
    assert match.ended_because is EndReason.PERSON_STOPS


def test_who_took_part_takes_part_again_and_hears_from_us_today() -> None:
    coordinator, contact = make.actor(make.coordinator()), make.contact()
    _in_peace(coordinator, contact)

    actions.reopen(coordinator, contact, because="She called us.")

    assert contact.stage is Stage.PARTICIPANT
    assert (contact.next_step, contact.next_step_on) == ("reopened", clock.today())
    assert db.session.get(OutreachPlan, contact.id) is None


def test_a_volunteer_does_not_open_a_file_again() -> None:
    volunteer, contact = make.volunteer(), make.contact(stage=Stage.MOVED)

    with pytest.raises(Denied):
        actions.reopen(make.actor(volunteer), contact, because="She is back.")


def _in_peace(coordinator: Actor, contact: Contact) -> None:
    day, because = clock.today(), "No."
    stage = Stage.NO_CONTACT
    actions.stop(coordinator, contact, stage=stage, on=day, because=because)
    assert contact.is_stopped


def test_a_volunteer_does_not_stop_a_file() -> None:
    volunteer, contact = make.volunteer(), make.contact()
    make.match(volunteer, contact)

    with pytest.raises(Denied):
        actions.stop(
            make.actor(volunteer),
            contact,
            stage=Stage.NO_CONTACT,
            on=clock.today(),
            because="No.",
        )
