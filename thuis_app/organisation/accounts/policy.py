"""Who may sign in, and who may manage accounts."""

from sqlalchemy import ColumnElement, false, select, true

from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import (
    User,
    UserArea,
)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The administrator sees every account; others see no list of them."""
    return true() if actor.is_administrator else false()


def names_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Any user with a role may see the names of users."""
    return true() if actor.roles or actor == SYSTEM else false()


def may_manage(actor: Actor) -> bool:
    """The administrator keeps the accounts, and sees no file of a person."""
    return actor.is_administrator


def may_create_volunteer_account(
    actor: Actor, area_ids: frozenset[int] = frozenset()
) -> bool:
    """A coordinator makes the account of a volunteer in their own villages."""
    return actor.is_coordinator and all(map(actor.works_in, area_ids))


def may_invite(actor: Actor, user: User) -> bool:
    """A coordinator lets in a new volunteer near them, who has no password yet."""
    is_new = user.roles == {Role.VOLUNTEER} and not user.password_hash
    return actor.is_coordinator and is_new and _works_near(actor, user)


def _works_near(actor: Actor, user: User) -> bool:
    theirs = select(UserArea.area_id).where(UserArea.user_id == user.id)
    return actor.all_areas or any(map(actor.works_in, db.session.scalars(theirs)))


def may_bootstrap_administrator(actor: Actor) -> bool:
    """True for commands alone (SYSTEM)."""
    return actor == SYSTEM
