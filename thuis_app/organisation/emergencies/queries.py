"""Who has access in an emergency, now and lately."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.emergencies import policy, rules
from thuis_app.organisation.emergencies.models import EmergencyAccess

SHOWN_FOR = timedelta(days=92)


def lately(actor: Actor) -> Sequence[EmergencyAccess]:
    """The times of the last three months, the newest first."""
    since = EmergencyAccess.started_at > clock.now() - SHOWN_FOR
    found = _seen_by(actor).where(since).order_by(EmergencyAccess.id.desc())
    return db.session.scalars(found.limit(25)).all()


def get(actor: Actor, emergency_id: int) -> EmergencyAccess:
    """One of these times; raises Missing."""
    found = db.session.scalar(_seen_by(actor).where(EmergencyAccess.id == emergency_id))
    if found is None:
        raise Missing
    return found


def mine(actor: Actor) -> EmergencyAccess | None:
    """The access of the actor, while it lasts."""
    theirs = EmergencyAccess.user_id == actor.id
    query = select(EmergencyAccess).where(theirs, EmergencyAccess.is_open(clock.now()))
    return db.session.scalar(query)


def open_of(user_id: int) -> Sequence[EmergencyAccess]:
    """The access of a user, for what ends with an account."""
    theirs = EmergencyAccess.user_id == user_id, EmergencyAccess.is_open(clock.now())
    return db.session.scalars(select(EmergencyAccess).where(*theirs)).all()


def to_mail(actor: Actor) -> Sequence[User]:
    """Whom it is mailed to: coordinators, the board, and the other administrators."""
    require(policy.may_look(actor))
    is_one = or_(*(User.has_role(role) for role in sorted(rules.ARE_MAILED)))
    others = User.is_active, User.email != "", User.id != actor.id
    return db.session.scalars(select(User).where(is_one, *others)).all()


def until_of_user(now: datetime) -> ScalarSelect[datetime]:
    """Until when User has this access, for the query of a session; else nothing."""
    held = EmergencyAccess.user_id == User.id, EmergencyAccess.is_open(now)
    query = select(func.max(EmergencyAccess.until)).where(*held)
    return query.correlate(User).scalar_subquery()


def of_others_for_user(now: datetime) -> ScalarSelect[int]:
    """How often others than User had this access since a day, for the query of a
    session."""
    others = EmergencyAccess.user_id != User.id
    lately = EmergencyAccess.started_at > now - rules.NAMED_ON_PAGES
    query = select(func.count(EmergencyAccess.id)).where(others, lately)
    return query.correlate(User).scalar_subquery()


def every_area() -> frozenset[int]:
    """The numbers of all villages, for a session in an emergency."""
    return frozenset(db.session.scalars(select(Area.id)))


def _seen_by(actor: Actor) -> Select[EmergencyAccess]:
    named = select(EmergencyAccess).options(joinedload(EmergencyAccess.user))
    return named.where(policy.visible_to(actor))
