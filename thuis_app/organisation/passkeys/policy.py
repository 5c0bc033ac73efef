"""Who may add, use or take away a passkey."""

from thuis_app.core.actors import Actor, SignInStep
from thuis_app.organisation.accounts.models import Passkey, User
from thuis_app.organisation.passkeys.models import PasskeyLink


def may_add(actor: Actor, user: User) -> bool:
    """Everybody adds passkeys to their own account alone, and gives its second factor
    before anything is done with it."""
    return actor.id == user.id and actor.next_step is not SignInStep.CODE


def may_add_by_link(link: PasskeyLink | None) -> bool:
    """True for a link that was not used; it is the permission."""
    return link is not None and link.used_at is None


def may_use(actor: Actor, passkey: Passkey) -> bool:
    """A passkey is used for the account that it belongs to."""
    return passkey.user_id == actor.id


def may_remove(actor: Actor, passkey: Passkey) -> bool:
    """Everybody takes away their own, once they gave their second factor."""
    return may_use(actor, passkey) and actor.next_step is None
