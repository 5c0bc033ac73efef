"""Agreeing on a visit, on another moment, or that it does not go on."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from thuis_app.core import audit_log, clock, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
    RestoreAsked,
)
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import (
    PersonFinished,
    PersonReopened,
    PersonStopped,
)
from thuis_app.people.relations import queries as relations
from thuis_app.people.relations.rules import ConsentWithdrawn, Purpose
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind, TaskOutcome
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN, MatchEnded, MatchPaused
from thuis_app.visiting.visits import policy, queries, rules
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import (
    VisitAuditEvent,
    VisitCancelled,
    VisitCancelledBy,
    VisitState,
)

VisitsEnd = (
    PersonStopped
    | PersonFinished
    | ConsentWithdrawn
    | MatchEnded
    | MatchPaused
    | RoleEnded
)
"""The events by which visits that are planned are not made."""


def plan(
    actor: Actor,
    match: Match,
    *,
    starts_at: datetime,
    minutes: int = rules.USUAL,
    purpose: str = "",
    together: Match | None = None,
) -> Visit:
    """Agree on a visit within a match that stands; `together` is at the same house."""
    require(policy.may_plan(actor, match))
    visit = _appoint(match, starts_at, minutes, purpose)
    if together is not None:
        _join(visit, plan(actor, together, starts_at=starts_at, minutes=minutes))
    schedule(actor, visit, match.contact)
    audit_log.record(actor, VisitAuditEvent.PLANNED, visit, contact_id=match.contact_id)
    return visit


def plan_ahead(
    actor: Actor,
    match: Match,
    *,
    starts_at: datetime,
    minutes: int,
    together: Visit | None = None,
) -> Visit:
    """Plan a visit at a moment that nobody chose; `together` is at the same house."""
    require(policy.may_plan_ahead(actor))
    visit = _appoint(match, starts_at, minutes, made_by_rhythm=True)
    schedule(actor, visit, match.contact)
    audit_log.record(actor, VisitAuditEvent.PLANNED, visit, contact_id=visit.contact_id)
    if together is not None:
        _join(visit, together)
    return visit


def take_back(actor: Actor, visit: Visit) -> None:
    """Delete a visit that was planned by rhythm alone."""
    require(policy.may_plan_ahead(actor))
    audit_log.record(
        actor, VisitAuditEvent.TAKEN_BACK, visit, contact_id=visit.contact_id
    )
    _part(visit)
    _drop(actor, visit)
    events.publish(actor, VisitCancelled(visit.id))
    try:
        with db.session.begin_nested():
            db.session.delete(visit)
    except IntegrityError:
        _call_off(actor, visit)


def move(
    actor: Actor,
    visit: Visit,
    *,
    starts_at: datetime,
    minutes: int,
    purpose: str,
    both: bool = False,
) -> None:
    """Agree on another moment for a visit, or for both that are made in one go."""
    require(policy.may_change(actor, visit))
    rules.check_open(visit.state)
    _check_welcome(visit.contact, queries.open_match(actor, visit))
    other = queries.in_one_go(actor, visit)
    moved = [other, visit] if other is not None and both else [visit]
    if other not in moved and starts_at != visit.starts_at:
        _part(visit)
    visit.purpose = purpose
    for one in moved:
        _put(actor, one, starts_at, minutes)
        audit_log.record(actor, VisitAuditEvent.MOVED, one, contact_id=one.contact_id)


def cancel(
    actor: Actor,
    visit: Visit,
    *,
    cancelled_by: VisitCancelledBy,
    because: str,
    both: bool = False,
) -> None:
    """Call a visit off: on whose account, and why; or both that are made in one go."""
    require(policy.may_change(actor, visit))
    rules.check_open(visit.state)
    other = queries.in_one_go(actor, visit)
    _part(visit)
    if other is not None and both:
        cancel(actor, other, cancelled_by=cancelled_by, because=because)
    visit.state = rules.next_state(visit.state, VisitState.CANCELLED)
    visit.cancelled_by, visit.cancelled_because = cancelled_by, because
    visit.called_off_by, visit.called_off_at = actor.id, clock.now()
    _drop(actor, visit)
    plan_next(actor, visit)
    events.publish(actor, VisitCancelled(visit.id))
    audit_log.record(
        actor, VisitAuditEvent.CANCELLED, visit, contact_id=visit.contact_id
    )


def hand_on(actor: Actor, match: Match, to: Match) -> None:
    """Let the visits ahead of one match be made in another, by its volunteer."""
    require(policy.may_plan(actor, match) and policy.may_plan(actor, to))
    for visit in queries.ahead_of_pair(match, to.started_on):
        _part(visit)
        visit.match_id, visit.volunteer_id = to.id, to.volunteer_id
        schedule(actor, visit, match.contact)
        audit_log.record(
            actor, VisitAuditEvent.HANDED_ON, visit, contact_id=visit.contact_id
        )


def on_ended(actor: Actor, event: VisitsEnd) -> None:
    """Call off the visits that are not made, without a word of why.

    What was said is for coordinators; the page of the volunteer has words of its own.
    """
    for visit in queries.open_under(event):
        _part(visit)
        visit.state = rules.next_state(visit.state, VisitState.CANCELLED)
        visit.cancelled_by = VisitCancelledBy.FOUNDATION
        visit.called_off_by, visit.called_off_at = actor.id, clock.now()
        _drop(actor, visit)
        events.publish(actor, VisitCancelled(visit.id))
        audit_log.record(
            actor, VisitAuditEvent.CANCELLED, visit, contact_id=visit.contact_id
        )


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The visits that are called off, each with who hears so."""
    return [
        EndingLine(
            EndingKind.VISIT,
            visit.id,
            EndingFate.CALLED_OFF,
            who=visit.volunteer.called,
            at=visit.starts_at,
        )
        for visit in queries.open_under(question.event)
    ]


def on_restore_asked(_actor: Actor, question: RestoreAsked) -> list[RowChange]:
    """What has become of a visit, and of its task, stays once its moment has passed."""
    passed = queries.passed(question.keys("visit"))
    theirs = queries.tasks_of(passed)
    return [
        one
        for one in question.changes
        if (one.table == "visit" and one.key[0] in passed)
        or (one.table == "task" and one.key[0] in theirs)
    ]


def on_person_reopened(actor: Actor, event: PersonReopened) -> None:
    """Schedule the visits that are planned still, and the reports of those made."""
    contact = db.session.get_one(Contact, event.contact_id)
    for visit in queries.standing(contact):
        schedule(actor, visit, contact)


def plan_next(actor: Actor, visit: Visit) -> None:
    """Schedule the planning of a next visit, where none is planned in this match."""
    match = queries.standing_match(visit)
    if match is None or visit.contact.is_stopped or queries.ahead_of_match(match.id):
        return
    due_on = clock.today() + rules.planned_within(match.state)
    matches.schedule(actor, match, visit.contact, TaskKind.PLAN_VISIT, due_on)


def schedule(actor: Actor, visit: Visit, contact: Contact) -> None:
    """Schedule a visit, and so the planning that it puts an end to."""
    tasks.schedule(actor, visit.task_for(contact))
    planned = {TaskKind.FIRST_MEETING, TaskKind.PLAN_VISIT}
    tasks.close(actor, planned, visit.match_id or 0)


def _drop(actor: Actor, visit: Visit) -> None:
    tasks.close(actor, TaskKind.VISIT, visit.id, outcome=TaskOutcome.DROPPED)


def _appoint(
    match: Match,
    starts_at: datetime,
    minutes: int,
    purpose: str = "",
    *,
    made_by_rhythm: bool = False,
) -> Visit:
    """Put a visit of these two on the calendar."""
    _check_welcome(match.contact, match)
    visit = Visit(
        contact_id=match.contact_id,
        volunteer_id=match.volunteer_id,
        match_id=match.id,
        starts_at=starts_at,
        minutes=minutes,
        purpose=purpose,
        made_by_rhythm=made_by_rhythm,
    )
    db.session.add(visit)
    db.session.flush()
    return visit


def _check_welcome(contact: Contact, match: Match | None) -> None:
    """Refuse to go where nobody may come, or where nobody is matched."""
    rules.check_welcome(
        is_stopped=contact.is_stopped,
        is_withdrawn=relations.is_withdrawn(contact.id, Purpose.VISIT),
        is_matched=match is not None and match.state in OPEN,
    )


def _join(visit: Visit, other: Visit) -> None:
    """Make one call at one house of two visits."""
    _part(visit)
    _part(other)
    visit.together_with, other.together_with = other.id, visit.id
    db.session.flush()


def _part(visit: Visit) -> None:
    """From here on this visit goes its own way."""
    db.session.flush()
    pointing = update(Visit).where(Visit.together_with == visit.id)
    db.session.execute(pointing.values(together_with=None))
    visit.together_with = None


def _put(actor: Actor, visit: Visit, starts_at: datetime, minutes: int) -> None:
    """Set the moment of a visit by hand, so that the rhythm no longer changes it."""
    visit.starts_at, visit.minutes, visit.made_by_rhythm = starts_at, minutes, False
    schedule(actor, visit, visit.contact)


def _call_off(actor: Actor, visit: Visit) -> None:
    """Something else was written about it already: then it stays, as called off."""
    visit.state, visit.cancelled_by = VisitState.CANCELLED, VisitCancelledBy.FOUNDATION
    visit.called_off_by, visit.called_off_at = actor.id, clock.now()
