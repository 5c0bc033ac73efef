"""Who may sign in, and who may end a session."""

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.organisation.accounts.models import Invitation, User, UserSession
from thuis_app.organisation.accounts.policy import may_help, may_manage


def may_sign_in(user: User | None) -> bool:
    """An account that is in use and has a password."""
    return user is not None and user.is_active and bool(user.password_hash)


def may_deactivate(actor: Actor, session: UserSession) -> bool:
    """Everybody ends their own sessions; the administrator ends any."""
    return actor.id == session.user_id or actor.is_administrator


def may_change_self(actor: Actor, user: User) -> bool:
    """Everybody chooses their own language and password."""
    return actor.id == user.id


def may_report_lost(actor: Actor, user: User) -> bool:
    """Everybody their own tablet, and for others the administrator, or a coordinator
    near a volunteer."""
    return may_change_self(actor, user) or may_manage(actor) or may_help(actor, user)


def may_announce_guessing(actor: Actor) -> bool:
    """A job finds out that passwords are guessed."""
    return actor == SYSTEM


def may_see_guessing(actor: Actor) -> bool:
    """The administrator, and jobs and checks."""
    return actor.is_administrator or actor == SYSTEM


def may_accept(invitation: Invitation | None) -> bool:
    """True for an invitation that was not used, and waits for nobody's agreement; its
    link is the permission."""
    if invitation is None or invitation.used_at is not None:
        return False
    return invitation.is_agreed
