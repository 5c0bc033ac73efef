"""Who puts a backup back, and who is shown that it was done."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.operations.restore.models import Restore


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Administrators see every one."""
    return true() if actor.is_administrator else false()


def may_restore(actor: Actor) -> bool:
    """A command of who runs the machine and holds a key."""
    return actor == SYSTEM


def may_look(actor: Actor) -> bool:
    """The administrator sees since when what was stored is gone, and when a backup was
    last tried; so do the checks."""
    return actor.is_administrator or actor == SYSTEM


def may_see(actor: Actor, restore: Restore) -> bool:
    """One administrator says for all that it is known; once."""
    return actor.is_administrator and restore.seen_at is None
