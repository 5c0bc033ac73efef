"""Who may set up, use or take away a second factor."""

from thuis_app.core.actors import Actor, SignInStep
from thuis_app.organisation.accounts.models import (
    RecoveryCode,
    SecondFactor,
    User,
    UserSession,
)
from thuis_app.organisation.accounts.policy import may_manage


def may_use(actor: Actor, user: User) -> bool:
    """Everybody has a second factor of their own alone, and gives its code before
    anything is done with it."""
    return actor.id == user.id and actor.next_step is not SignInStep.CODE


def may_give(actor: Actor, row: SecondFactor | RecoveryCode | UserSession) -> bool:
    """Codes are given in a session of one's own, for an account of one's own."""
    return row.user_id == actor.id


def may_reset(actor: Actor, user: User) -> bool:
    """The administrator helps another who lost their telephone, and not themselves."""
    return may_manage(actor) and actor.id != user.id
