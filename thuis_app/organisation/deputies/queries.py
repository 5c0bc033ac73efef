"""Queries about deputies."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ScalarSelect, Select, String, or_, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.functions import aggregate_strings

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within
from thuis_app.organisation.deputies import policy, rules
from thuis_app.organisation.deputies.models import Deputy


def listed(actor: Actor) -> Sequence[Deputy]:
    """The deputies of today and later, the first at the top."""
    later = _named(actor).where(
        Deputy.ended_at.is_(None), Deputy.last_on >= clock.today()
    )
    in_order = later.order_by(Deputy.first_on, Deputy.id)
    return db.session.scalars(in_order).all()


def get(actor: Actor, deputy_id: int) -> Deputy:
    """A deputy of one village, also one whose time is over; raises Missing."""
    found = db.session.scalar(_named(actor).where(Deputy.id == deputy_id))
    if found is None:
        raise Missing
    return found


def candidates(actor: Actor) -> Sequence[User]:
    """Who may be named: coordinators and members of the board, not oneself."""
    roles = or_(*(User.has_role(role) for role in sorted(rules.MAY_DEPUTISE)))
    found = db.session.scalars(
        select(User)
        .where(policy.visible_to(actor), User.is_active, User.id != actor.id, roles)
        .order_by(User.sort_name, User.id)
    )
    return [user for user in found if rules.may_be_deputy(user.roles)]


def villages(actor: Actor) -> Sequence[Area]:
    """The villages for which this actor names a deputy."""
    query = (
        select(Area).where(policy.visible_to(actor)).order_by(Area.sort_name, Area.id)
    )
    if not actor.is_administrator:
        query = query.where(within(actor, Area.id))
    found = db.session.scalars(query).all()
    mine = actor.is_administrator
    return [one for one in found if mine or actor.coordinates_oneself(one.id)]


def areas_of_user(today: date) -> ScalarSelect[str]:
    """The numbers of the villages of which User is deputy on this day, as words."""
    held = select(aggregate_strings(Deputy.area_id.cast(String), " ")).where(
        Deputy.user_id == User.id, Deputy.holds(today)
    )
    return held.correlate(User).scalar_subquery()


def open_of(user_id: int) -> Sequence[Deputy]:
    """What a user is deputy of, now or later, for what ends with a role."""
    theirs = select(Deputy).where(
        Deputy.user_id == user_id,
        Deputy.ended_at.is_(None),
        Deputy.last_on >= clock.today(),
    )
    return db.session.scalars(theirs.order_by(Deputy.id)).all()


def over() -> Sequence[Deputy]:
    """Those whose last day has passed, and of whom that was not settled yet."""
    past = select(Deputy).where(
        Deputy.ended_at.is_(None), Deputy.last_on < clock.today()
    )
    return db.session.scalars(past.order_by(Deputy.id)).all()


def is_volunteer_alone(user_id: int) -> bool:
    """Whether a user is a volunteer, and no coordinator."""
    user = db.session.get_one(User, user_id)
    return Role.VOLUNTEER in user.roles and Role.COORDINATOR not in user.roles


def _named(actor: Actor) -> Select[Deputy]:
    names = joinedload(Deputy.user), joinedload(Deputy.area)
    return select(Deputy).options(*names).where(policy.visible_to(actor))
