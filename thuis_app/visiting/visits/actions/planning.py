"""Agreeing on a visit, on another moment, or that it does not go on."""

from datetime import datetime

from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visits import policy, queries, rules
from thuis_app.visiting.visits.actions.steps import (
    appoint,
    check_welcome,
    forget_drafts,
    join,
    part,
    show_visits,
)
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import CancelledBy, VisitState


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
    visit = appoint(match, starts_at, minutes, purpose)
    if together is not None:
        join(visit, plan(actor, together, starts_at=starts_at, minutes=minutes))
    show_visits(actor, match.contact)
    trail.record(actor, "visit.planned", visit, contact_id=match.contact_id)
    return visit


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
    check_welcome(visit.contact, queries.open_match(actor, visit))
    other = queries.in_one_go(actor, visit)
    if other is not None and both:
        _put(actor, other, starts_at, minutes)
    elif starts_at != visit.starts_at:
        part(visit)
    visit.purpose = purpose
    _put(actor, visit, starts_at, minutes)
    trail.record(actor, "visit.moved", visit, contact_id=visit.contact_id)


def cancel(
    actor: Actor,
    visit: Visit,
    *,
    cancelled_by: CancelledBy,
    because: str,
    both: bool = False,
) -> None:
    """Call a visit off: on whose account, and why; or both that are made in one go."""
    require(policy.may_change(actor, visit))
    rules.check_open(visit.state)
    other = queries.in_one_go(actor, visit)
    part(visit)
    if other is not None and both:
        cancel(actor, other, cancelled_by=cancelled_by, because=because)
    visit.state = rules.next_state(visit.state, VisitState.CANCELLED)
    visit.cancelled_by, visit.cancelled_because = cancelled_by, because
    visit.called_off_by, visit.called_off_at = actor.id, clock.now()
    forget_drafts(visit)
    show_visits(actor, visit.contact)
    trail.record(actor, "visit.cancelled", visit, contact_id=visit.contact_id)


def _put(actor: Actor, visit: Visit, starts_at: datetime, minutes: int) -> None:
    """On this moment; somebody chose it, so that it is no longer the rhythm's."""
    visit.starts_at, visit.minutes, visit.made_by_rhythm = starts_at, minutes, False
    show_visits(actor, visit.contact)
