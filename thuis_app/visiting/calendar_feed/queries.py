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


def owner_of(key: str) -> Actor | None:
    """The volunteer of this address, without their other roles; or None."""
    user = db.session.scalar(
        select(User)
        .join(VisitFeed, VisitFeed.user_id == User.id)
        .where(
            VisitFeed.key_hash == hash_key(key),
            VisitFeed.revoked_at.is_(None),
            User.is_active,
        )
    )
    if user is None or Role.VOLUNTEER not in user.roles:
        return None
    roles = frozenset({Role.VOLUNTEER})
    return Actor(user.id, user.name, user.called, roles, language=user.language)


def in_calendar(actor: Actor, today: date) -> list[Visit]:
    """The visits of these weeks, as a calendar shows them: none that is called off."""
    first, last = today - rules.CALENDAR_BACK, today + rules.CALENDAR_AHEAD
    stands = (VisitState.PLANNED, VisitState.REPORTED)
    return visits.to_make(actor, actor.id, first, last, stands)


def was_read_today(actor: Actor) -> bool:
    """True when the audit log has a line of today for this calendar."""
    query = select(AuditEntry.id).where(
        AuditEntry.actor_id == actor.id,
        AuditEntry.event == rules.FeedAuditEvent.READ.value,
        AuditEntry.at >= start_of(clock.today()),
    )
    return db.session.scalar(query.limit(1)) is not None
