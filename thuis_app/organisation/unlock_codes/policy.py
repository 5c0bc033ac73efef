"""Who may have an unlock code on this device, and who is asked for it."""

from thuis_app.core.actors import Actor, SignInStep
from thuis_app.organisation.accounts.rules import MUST_SIGN_IN_DAILY


def may_choose(actor: Actor) -> bool:
    """Who reads no files of others, on a device that nobody shares."""
    if actor.next_step or actor.is_shared:
        return False
    return not actor.roles & MUST_SIGN_IN_DAILY


def may_unlock(actor: Actor) -> bool:
    """The user of a session that is locked."""
    return actor.next_step is SignInStep.UNLOCK
