import re
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns import actions, queries
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.concerns.rules import (
    STEPS,
    ConcernKind,
    ConcernOutcome,
    ConcernState,
    ConcernStepKind,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def lead() -> Actor:
    return make.actor(make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD))


def taken_on(lead: Actor) -> Concern:
    concern = queries.get(lead, make.concern().id)
    actions.acknowledge(lead, concern)
    return concern


def take(lead: Actor, concern: Concern, *steps: ConcernStepKind) -> None:
    for step in steps:
        about: dict[str, Any] = {"taken_on": clock.today(), "note": "Called."}
        actions.take_step(lead, concern, step=step, **about)
    db.session.expire_all()


def test_a_concern_goes_at_once_to_the_safeguarding_lead(lead: Actor) -> None:
    match = make.match()
    volunteer = make.volunteer()
    contact = db.session.get_one(Contact, match.contact_id)
    make.match(volunteer, contact)

    actions.raise_concern(make.actor(volunteer), contact, words="Bruises.", urgent=True)

    found = queries.open_ones(lead)
    assert [(one.words, one.is_urgent) for one in found] == [("Bruises.", True)]
    assert found[0].raised_by == volunteer.id
    assert found[0].state is ConcernState.NEW


def test_who_does_not_visit_somebody_hands_in_nothing() -> None:
    with pytest.raises(Denied):
        actions.raise_concern(
            make.actor(make.volunteer()), make.contact(), words="Bruises."
        )


def test_the_number_of_a_concern_tells_nothing() -> None:
    first, second = make.concern(), make.concern()

    assert all(re.fullmatch("[0-9a-f]{32}", one.id) for one in (first, second))
    assert first.id != second.id


def test_handing_in_changes_nothing_that_others_see_of_the_person() -> None:
    volunteer, contact = make.volunteer(), make.contact()
    make.match(volunteer, contact)
    before = (contact.version, contact.next_step, contact.stage)

    actions.raise_concern(make.actor(volunteer), contact, words="Bruises.")
    db.session.commit()

    assert (contact.version, contact.next_step, contact.stage) == before


def test_the_audit_log_of_a_concern_names_no_person_and_gives_no_reason(
    lead: Actor,
) -> None:
    volunteer, contact = make.volunteer(), make.contact()
    make.match(volunteer, contact)

    actions.raise_concern(
        make.actor(volunteer), contact, words="Bruises.", kind=ConcernKind.HARM
    )
    concern = queries.get(lead, queries.open_ones(lead)[0].id)
    actions.acknowledge(lead, concern)
    take(lead, concern, ConcernStepKind.CONSULT)
    actions.close(lead, concern, outcome=ConcernOutcome.NOTHING_WRONG, words="A fall.")

    lines = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    events = ["raised", "acknowledged", "step_taken", "closed"]
    assert [line.event for line in lines] == [f"concern.{action}" for action in events]
    for line in lines:
        assert (line.contact_id, line.shown, line.ground) == (None, "", "")
        assert len(line.subject_id) == 32


def test_the_lead_takes_a_concern_on_once(lead: Actor) -> None:
    concern = taken_on(lead)

    assert concern.acknowledged_by == lead.id
    with pytest.raises(RuleBroken):
        actions.acknowledge(lead, concern)


def test_a_step_waits_until_the_concern_is_taken_on(lead: Actor) -> None:
    concern = queries.get(lead, make.concern().id)

    with pytest.raises(RuleBroken) as refused:
        take(lead, concern, ConcernStepKind.CONSULT)

    assert refused.value.code == "concern.not_taken_on"


def test_the_steps_may_be_taken_in_any_order_and_more_than_once(lead: Actor) -> None:
    concern = taken_on(lead)

    take(
        lead,
        concern,
        ConcernStepKind.TALK,
        ConcernStepKind.CONSULT,
        ConcernStepKind.TALK,
    )

    steps = [one.step for one in queries.get(lead, concern.id).steps]
    assert steps == [
        ConcernStepKind.TALK,
        ConcernStepKind.CONSULT,
        ConcernStepKind.TALK,
    ]


def test_a_concern_is_closed_with_what_came_of_it(lead: Actor) -> None:
    concern = taken_on(lead)
    take(lead, concern, *STEPS[ConcernKind.HARM])
    concern = queries.get(lead, concern.id)

    actions.close(
        lead, concern, outcome=ConcernOutcome.REPORTED, words="Safe at her son's."
    )

    assert concern.state is ConcernState.CLOSED
    assert list(queries.open_ones(lead)) == []
    assert [one.id for one in queries.closed_ones(lead)] == [concern.id]


def test_a_closed_concern_takes_no_more_steps(lead: Actor) -> None:
    concern = taken_on(lead)
    take(lead, concern, ConcernStepKind.CONSULT)
    concern = queries.get(lead, concern.id)
    actions.close(lead, concern, outcome=ConcernOutcome.NOTHING_WRONG, words="A fall.")

    with pytest.raises(RuleBroken):
        take(lead, concern, ConcernStepKind.TALK)


def test_urgent_concerns_stand_first_and_then_the_oldest(lead: Actor) -> None:
    old = make.concern(raised_at=make.at(clock.today(), 1))
    new = make.concern(raised_at=make.at(clock.today(), 2))
    urgent = make.concern(raised_at=make.at(clock.today(), 3), is_urgent=True)

    found = [one.id for one in queries.open_ones(lead)]

    assert found == [urgent.id, old.id, new.id]


def test_a_coordinator_handles_no_concern(lead: Actor) -> None:
    concern, other = taken_on(lead), make.actor(make.coordinator())

    with pytest.raises(Denied):
        take(other, concern, ConcernStepKind.CONSULT)
    with pytest.raises(Denied):
        actions.acknowledge(other, concern)
    with pytest.raises(Denied):
        actions.close(other, concern, outcome=ConcernOutcome.NOTHING_WRONG, words="No.")
