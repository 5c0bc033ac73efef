"""Handing in a concern, and what the safeguarding lead does with it.

The lines in the trail name no person: they must not tell anybody else that there is
a concern about somebody.
"""

from datetime import date

from thuis_app.concerns import policy, rules
from thuis_app.concerns.models import Concern, ConcernStep
from thuis_app.concerns.rules import ConcernState, Outcome, Step
from thuis_app.contacts.models import Contact
from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require


def raise_concern(
    actor: Actor, contact: Contact, *, words: str, urgent: bool = False
) -> None:
    """Hand a concern to the safeguarding lead; whoever does gets nothing back."""
    require(policy.may_raise(actor, contact))
    concern = Concern(
        contact_id=contact.id, words=words, is_urgent=urgent, raised_by=actor.id
    )
    db.session.add(concern)
    db.session.flush()
    trail.record(actor, "concern.raised", concern, contact_id=None)


def acknowledge(actor: Actor, concern: Concern) -> None:
    """Take a concern on: from now on it has somebody who acts."""
    require(policy.may_handle(actor))
    concern.state = rules.next_state(concern.state, ConcernState.ACKNOWLEDGED)
    concern.acknowledged_by, concern.acknowledged_at = actor.id, clock.now()
    db.session.flush()
    trail.record(actor, "concern.acknowledged", concern, contact_id=None)


def take_step(
    actor: Actor, concern: Concern, *, step: Step, taken_on: date, note: str
) -> None:
    """Write down a step of the reporting code."""
    require(policy.may_handle(actor))
    if concern.state is not ConcernState.ACKNOWLEDGED:
        raise RuleBroken("concern.not_taken_on")
    taken = ConcernStep(
        concern_id=concern.id,
        step=step,
        taken_on=taken_on,
        note=note,
        taken_by=actor.id,
    )
    db.session.add(taken)
    db.session.flush()
    trail.record(actor, "concern.step_taken", taken, contact_id=None)


def close(actor: Actor, concern: Concern, *, outcome: Outcome, words: str) -> None:
    """Close a concern with what came of it."""
    require(policy.may_handle(actor))
    state = rules.next_state(concern.state, ConcernState.CLOSED)
    rules.refuse_too_early(outcome, {taken.step for taken in concern.steps})
    concern.state, concern.closed_at = state, clock.now()
    concern.outcome, concern.closing_words = outcome, words
    db.session.flush()
    trail.record(actor, "concern.closed", concern, contact_id=None)
