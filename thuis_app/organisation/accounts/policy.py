"""Who may sign in, and who may manage accounts."""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import (
    User,
    UserArea,
    UserRole,
)
from thuis_app.organisation.areas.policy import within


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The administrator sees every account; others see no list of them."""
    return true() if actor.is_administrator else false()


def names_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Any user with a role may see the names of users."""
    return true() if actor.roles or actor == SYSTEM else false()


def works_with(actor: Actor) -> ColumnElement[bool]:
    """The condition that an account is that of a volunteer in one of the villages of
    this coordinator."""
    if not actor.is_coordinator:
        return false()
    return and_(is_volunteer(), _near(actor))


def is_volunteer() -> ColumnElement[bool]:
    """Nearly every account has this role, so it is looked up for those that are read
    and no list of all of them is made first."""
    held = select(UserRole.id).where(
        UserRole.user_id == User.id,
        UserRole.role == Role.VOLUNTEER,
        UserRole.until.is_(None),
    )
    return held.correlate(User).exists()


def may_manage(actor: Actor) -> bool:
    """The administrator keeps the accounts, and sees no file of a person."""
    return actor.is_administrator


def may_give(actor: Actor, user: User) -> bool:
    """What was asked for an account is given in the name of a second person, who
    agreed and is not its owner; the command on the server is SYSTEM."""
    return actor == SYSTEM or (bool(actor.roles) and actor.id != user.id)


def may_create_volunteer_account(
    actor: Actor, area_ids: frozenset[int] = frozenset()
) -> bool:
    """A coordinator makes the account of a volunteer in their own villages."""
    return _lets_in(actor) and all(map(actor.works_in, area_ids))


def may_invite(actor: Actor, user: User) -> bool:
    """A coordinator lets in a new volunteer near them, who has no password yet."""
    is_new = user.roles == {Role.VOLUNTEER} and not user.password_hash
    return _lets_in(actor) and is_new and _works_near(actor, user)


def may_help(actor: Actor, user: User) -> bool:
    """A coordinator helps a volunteer near them, who is nothing else besides."""
    is_volunteer = user.roles == {Role.VOLUNTEER}
    return actor.is_coordinator and is_volunteer and _works_near(actor, user)


def _lets_in(actor: Actor) -> bool:
    """A coordinator, but not who does that work for an hour, in an emergency: a way in
    would last longer."""
    return actor.is_coordinator and actor.emergency_until is None


def _near(actor: Actor) -> ColumnElement[bool]:
    if actor.all_areas:
        return true()
    here = select(UserArea.user_id).where(within(actor, UserArea.area_id))
    return or_(User.all_areas, User.id.in_(here))


def _works_near(actor: Actor, user: User) -> bool:
    theirs = select(UserArea.area_id).where(UserArea.user_id == user.id)
    return actor.all_areas or any(map(actor.works_in, db.session.scalars(theirs)))


def may_bootstrap_administrator(actor: Actor) -> bool:
    """True for commands alone (SYSTEM)."""
    return actor == SYSTEM


def may_note_mail(actor: Actor) -> bool:
    """Whether an address takes mail is found out by the job that sends it."""
    return actor == SYSTEM
