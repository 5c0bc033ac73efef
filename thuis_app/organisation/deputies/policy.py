"""Who may see who is a deputy, and who may name one."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.organisation.accounts.models import User


def may_see(actor: Actor) -> bool:
    """Coordinators and deputies see it of each other, the administrator of all."""
    return actor.is_coordinator or actor.is_administrator


def visible_to(actor: Actor) -> ColumnElement[bool]:
    return true() if may_see(actor) else false()


def may_name(actor: Actor, user: User, area_ids: Collection[int]) -> bool:
    """The administrator names a deputy for any village, a coordinator for their own:
    nobody names oneself, and a deputy names no other."""
    if user.id == actor.id or not (user.is_active and may_see(actor)):
        return False
    return actor.is_administrator or all(map(actor.coordinates_oneself, area_ids))


def may_settle(actor: Actor) -> bool:
    """The nightly job settles what ended by itself."""
    return actor == SYSTEM


def may_end(actor: Actor, area_id: int) -> bool:
    """The administrator, and the coordinators of the village."""
    return actor.is_administrator or actor.coordinates_oneself(area_id)
