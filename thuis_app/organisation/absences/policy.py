"""Who may see and record when coordinators are away."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor
from thuis_app.organisation.accounts.models import User


def may_see(actor: Actor) -> bool:
    """Coordinators see it of each other, and the administrator of all."""
    return actor.is_coordinator or actor.is_administrator


def visible_to(actor: Actor) -> ColumnElement[bool]:
    return true() if may_see(actor) else false()


def may_record(actor: Actor, user: User) -> bool:
    """One's own, and that of a colleague who is ill and cannot do it."""
    return may_see(actor) and user.is_active
