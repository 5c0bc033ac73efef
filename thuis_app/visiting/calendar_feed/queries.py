"""Queries for the calendar of a volunteer."""

from datetime import date

from sqlalchemy import select

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.secrets import hash_key
from thuis_app.organisation.accounts.models import User
from thuis_app.visiting.calendar_feed import policy, rules
from thuis_app.visiting.calendar_feed.models import VisitFeed
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState, start_of


def feed(actor: Actor) -> VisitFeed | None:
    """The address that this volunteer made for their calendar, while it stands."""
    return db.session.scalar(
        select(VisitFeed).where(policy.own_feeds(actor), VisitFeed.revoked_at.is_(None))
    )


def of_key(key: str) -> tuple[VisitFeed, Actor] | None:
    """The feed of this key, and its volunteer without their other roles; or None."""
    row = db.session.execute(
        select(VisitFeed, User)
        .join(User, VisitFeed.user_id == User.id)
        .where(
            VisitFeed.key_hash == hash_key(key),
            VisitFeed.revoked_at.is_(None),
            User.is_active,
        )
    ).one_or_none()
    if row is None or Role.VOLUNTEER not in row.User.roles:
        return None
    user, roles = row.User, frozenset({Role.VOLUNTEER})
    owner = Actor(user.id, user.name, user.called, roles, language=user.language)
    return row.VisitFeed, owner


def in_calendar(actor: Actor, today: date) -> list[Visit]:
    """The visits of these weeks, and for some weeks those that were called off."""
    first, last = today - rules.CALENDAR_BACK, today + rules.CALENDAR_AHEAD
    states = (VisitState.PLANNED, VisitState.REPORTED, VisitState.CANCELLED)
    found = visits.to_make(actor, actor.id, first, last, states)
    return [visit for visit in found if _is_shown(visit)]


def _is_shown(visit: Visit) -> bool:
    if visit.state is not VisitState.CANCELLED:
        return True
    return rules.is_shown_cancelled(visit.called_off_at, clock.now())


def was_read_today(actor: Actor) -> bool:
    """True when the audit log has a line of today for this calendar."""
    query = select(AuditEntry.id).where(
        AuditEntry.actor_id == actor.id,
        AuditEntry.event == rules.FeedAuditEvent.READ.value,
        AuditEntry.at >= start_of(clock.today()),
    )
    return db.session.scalar(query.limit(1)) is not None
