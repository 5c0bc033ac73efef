"""Who may sign in, and who keeps the accounts."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.accounts.models import Invitation, User, UserSession
from thuis_app.core.actors import SYSTEM, Actor


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The administrator sees every account; others see no list of them."""
    return true() if actor.is_administrator else false()


def may_sign_in(user: User | None) -> bool:
    """An account that is in use and has a password."""
    return user is not None and user.is_active and bool(user.password_hash)


def may_manage(actor: Actor) -> bool:
    """The administrator keeps the accounts, and sees no file of a person."""
    return actor.is_administrator


def may_end(actor: Actor, session: UserSession) -> bool:
    """Everybody ends their own sessions; the administrator ends any."""
    return actor.id == session.user_id or actor.is_administrator


def may_change_self(actor: Actor, user: User) -> bool:
    """Everybody chooses their own language and password."""
    return actor.id == user.id


def may_accept(invitation: Invitation | None) -> bool:
    """Whoever holds the link of an invitation that still stands."""
    return invitation is not None and invitation.used_at is None


def may_begin(actor: Actor) -> bool:
    """Only from the machine itself, before there is anybody to ask."""
    return actor == SYSTEM
