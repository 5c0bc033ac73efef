"""Queries about who is away: for pages, and for the tasks of others."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.absences import policy
from thuis_app.organisation.absences.models import Absence
from thuis_app.organisation.absences.rules import AwayDetails
from thuis_app.organisation.accounts.models import User, UserArea


def listed(actor: Actor) -> Sequence[Absence]:
    """The absences of today and later, the first at the top."""
    query = _named().where(policy.visible_to(actor), Absence.ended_at.is_(None))
    later = query.where(Absence.last_on >= clock.today())
    return db.session.scalars(later.order_by(Absence.first_on, Absence.id)).all()


def get(actor: Actor, absence_id: int) -> Absence:
    """An absence, also one that ended meanwhile; raises Missing."""
    query = _named().where(policy.visible_to(actor))
    found = db.session.scalar(query.where(Absence.id == absence_id))
    if found is None:
        raise Missing
    return found


def colleague(actor: Actor, user_id: int) -> User:
    """A coordinator whose absence this actor may record; Missing for any other."""
    query = _coordinators().where(User.id == user_id, policy.visible_to(actor))
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def colleagues(actor: Actor) -> Sequence[User]:
    """The coordinators, by name."""
    query = _coordinators().where(policy.visible_to(actor))
    return db.session.scalars(query.order_by(User.sort_name, User.id)).all()


def stand_ins_for(user: User) -> Sequence[User]:
    """The coordinators of all villages of this one, who see all their tasks."""
    others = _coordinators().where(User.id != user.id)
    mine = select(UserArea.area_id).where(UserArea.user_id == user.id)
    shared = (
        select(func.count())
        .where(UserArea.user_id == User.id, UserArea.area_id.in_(mine))
        .correlate(User)
        .scalar_subquery()
    )
    needed = select(func.count()).select_from(mine.subquery()).scalar_subquery()
    knows_all = (
        User.all_areas if user.all_areas else or_(User.all_areas, shared >= needed)
    )
    found = others.where(knows_all).order_by(User.sort_name, User.id)
    return db.session.scalars(found).all()


def of_user(user: User) -> Sequence[Absence]:
    """The absences of one coordinator that are not over."""
    query = select(Absence).where(
        Absence.user_id == user.id, Absence.ended_at.is_(None)
    )
    return db.session.scalars(query.where(Absence.last_on >= clock.today())).all()


def away(actor: Actor, today: date) -> dict[int, AwayDetails]:
    """Who is away on this day, until when, and who does their tasks, by user."""
    stand_in = aliased(User)
    rows = db.session.execute(
        select(Absence.user_id, Absence.last_on, stand_in.called)
        .outerjoin(stand_in, stand_in.id == Absence.stand_in_id)
        .where(policy.visible_to(actor), _is_away(today))
        .order_by(Absence.user_id)
    )
    return {
        user_id: AwayDetails(last_on, name or "") for user_id, last_on, name in rows
    }


def covered_by(actor: Actor, today: date) -> Select[int]:
    """Those whose tasks this actor does on a day, as a subquery.

    Where nobody was named, or the stand-in is away too, all colleagues do.
    """
    other = aliased(Absence)
    also_away = select(other.user_id).where(
        other.first_on <= today, other.last_on >= today, other.ended_at.is_(None)
    )
    is_mine = or_(
        Absence.stand_in_id == actor.id,
        Absence.stand_in_id.is_(None),
        Absence.stand_in_id.in_(also_away),
    )
    return select(Absence.user_id).where(_is_away(today), is_mine)


def _is_away(today: date) -> ColumnElement[bool]:
    return and_(
        Absence.first_on <= today,
        Absence.last_on >= today,
        Absence.ended_at.is_(None),
    )


def _coordinators() -> Select[User]:
    return select(User).where(User.is_active, User.has_role(Role.COORDINATOR))


def _named() -> Select[Absence]:
    names = joinedload(Absence.user), joinedload(Absence.stand_in)
    return select(Absence).options(*names)
