"""Planning ahead, in the rhythm that people have together."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.visiting.visits import policy, queries
from thuis_app.visiting.visits.actions.steps import (
    appoint,
    forget_drafts,
    join,
    part,
    show_visits,
)
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import CancelledBy, VisitState
from thuis_app.visiting.visits.rules.rhythm import PLANNED_AHEAD


def plan_by_rhythm(actor: Actor, *, until: date | None = None) -> int:
    """Plan the visits whose turn it is and that nobody planned; says how many.

    Done again it plans nothing twice. What only the rhythm had planned is taken back
    where a match rests or ended since, or the volunteer has days off.
    """
    require(policy.may_plan_by_rhythm(actor))
    today = clock.today()
    for visit in queries.out_of_rhythm(actor, today):
        _take_back(actor, visit)
    count, diary = 0, queries.diary(actor, today)
    for turn in diary.turns:
        moments = diary.missing(turn, today, until or today + PLANNED_AHEAD)
        for starts_at in moments:
            visit = appoint(turn.match, starts_at, turn.minutes, made_by_rhythm=True)
            contact_id = visit.contact_id
            trail.record(actor, "visit.planned", visit, contact_id=contact_id)
            if other := diary.keep(turn, visit):
                join(visit, other)
        if moments:
            show_visits(actor, turn.match.contact)
        count += len(moments)
    return count


def _take_back(actor: Actor, visit: Visit) -> None:
    """Nobody chose this moment, so nothing is called off: it is simply gone."""
    contact = visit.contact
    trail.record(actor, "visit.taken_back", visit, contact_id=contact.id)
    part(visit)
    forget_drafts(visit)
    try:
        with db.session.begin_nested():
            db.session.delete(visit)
    except IntegrityError:
        _call_off(actor, visit)
    show_visits(actor, contact)


def _call_off(actor: Actor, visit: Visit) -> None:
    """Something else was written about it already: then it stays, as called off."""
    visit.state, visit.cancelled_by = VisitState.CANCELLED, CancelledBy.FOUNDATION
    visit.called_off_by, visit.called_off_at = actor.id, clock.now()
