"""Hands in concerns, and records what the safeguarding lead does.

The audit log names no person: it must not show other users that there is one.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import update

from thuis_app.core import audit_log, clock, outbox
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonMerged
from thuis_app.visiting.concerns import policy, queries, rules
from thuis_app.visiting.concerns.models import Concern, ConcernStep, ConcernTerms
from thuis_app.visiting.concerns.rules import (
    ConcernAuditEvent,
    ConcernKind,
    ConcernOutcome,
    ConcernState,
    ConcernStepKind,
    LookMail,
)


def raise_concern(
    actor: Actor,
    contact: Contact,
    *,
    words: str,
    urgent: bool = False,
    kind: ConcernKind | None = None,
) -> None:
    """Create a concern for the safeguarding lead; returns nothing, on purpose.

    Without a kind, as a visit report hands it in, the lead chooses that first.
    """
    require(policy.may_raise(actor, contact))
    if kind is not None:
        rules.must_be_handed_in(kind)
    urgent = urgent or kind is ConcernKind.DANGER
    now, terms = clock.now(), queries.terms().terms
    concern = Concern(
        contact_id=contact.id,
        kind=kind,
        words=words,
        is_urgent=urgent,
        raised_by=actor.id,
        raised_at=now,
        act_by=terms.act_by(now, is_urgent=urgent),
    )
    db.session.add(concern)
    db.session.flush()
    _call(concern, "handed_in", queries.leads())
    audit_log.record(actor, ConcernAuditEvent.RAISED, concern, contact_id=None)


def acknowledge(actor: Actor, concern: Concern) -> None:
    """Take a concern on: the actor acts on it from now on."""
    require(policy.may_handle(actor, concern))
    concern.state = rules.next_state(concern.state, ConcernState.ACKNOWLEDGED)
    concern.acknowledged_by, concern.acknowledged_at = actor.id, clock.now()
    db.session.flush()
    audit_log.record(actor, ConcernAuditEvent.ACKNOWLEDGED, concern, contact_id=None)


def sort(actor: Actor, concern: Concern, *, kind: ConcernKind) -> None:
    """Say of which kind a concern is; the steps that were taken stay."""
    require(policy.may_handle(actor, concern))
    rules.must_be_handed_in(kind)
    if not concern.is_open:
        raise RuleBroken("concern.not_taken_on")
    concern.kind = kind
    db.session.flush()
    audit_log.record(actor, ConcernAuditEvent.SORTED, concern, contact_id=None)


def take_step(
    actor: Actor, concern: Concern, *, step: ConcernStepKind, taken_on: date, note: str
) -> None:
    """Write down a step that was taken."""
    require(policy.may_handle(actor, concern))
    if concern.state is not ConcernState.ACKNOWLEDGED:
        raise RuleBroken("concern.not_taken_on")
    rules.refuse_other_step(concern.kind, step)
    taken = ConcernStep(
        concern_id=concern.id,
        step=step,
        taken_on=taken_on,
        note=note,
        taken_by=actor.id,
    )
    db.session.add(taken)
    db.session.flush()
    audit_log.record(actor, ConcernAuditEvent.STEP_TAKEN, taken, contact_id=None)


def close(
    actor: Actor, concern: Concern, *, outcome: ConcernOutcome, words: str
) -> None:
    """Close a concern with what came of it."""
    require(policy.may_handle(actor, concern))
    state = rules.next_state(concern.state, ConcernState.CLOSED)
    taken = {one.step for one in concern.steps}
    rules.refuse_too_early(concern.kind, outcome, taken)
    concern.state, concern.closed_at = state, clock.now()
    concern.outcome, concern.closing_words = outcome, words
    db.session.flush()
    audit_log.record(actor, ConcernAuditEvent.CLOSED, concern, contact_id=None)


def set_terms(
    actor: Actor, terms: ConcernTerms, *, urgent_hours: int, usual_hours: int
) -> None:
    """Say how long a concern may wait from now on; what waits keeps its term."""
    require(policy.may_set_terms(actor))
    terms.urgent_hours, terms.usual_hours = urgent_hours, usual_hours
    db.session.add(terms)
    db.session.flush()
    audit_log.record(actor, ConcernAuditEvent.TERMS_SET, terms, contact_id=None)


def escalate(actor: Actor) -> None:
    """Tell the leads and their stand-ins, once, what nobody took on in time.

    Nothing is given back: not even how many there were.
    """
    require(policy.may_escalate(actor))
    values = [*queries.leads(), *queries.stand_ins()]
    for concern in queries.waiting_too_long(actor):
        concern.escalated_at = clock.now()
        concern.act_by = min(concern.act_by, concern.escalated_at)
        _call(concern, "waited", values)
        audit_log.record(actor, ConcernAuditEvent.ESCALATED, concern, contact_id=None)


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """The concerns about one record of a person are about the record that stays."""
    theirs = update(Concern).where(Concern.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))


def _call(concern: Concern, why: str, users: Iterable[User]) -> None:
    """Ask these to look, in a mail that says nothing of what there is to see."""
    for user in users:
        outbox.post(f"look:{concern.id}:{why}:{user.id}", user.id, LookMail())
