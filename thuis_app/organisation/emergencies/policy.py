"""Who may see the files in an emergency, and who sees that another did."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor
from thuis_app.organisation.emergencies.models import EmergencyAccess
from thuis_app.organisation.emergencies.rules import ARE_MAILED, MAY_BEGIN


def may_look(actor: Actor) -> bool:
    """Those who may begin it, and those who are mailed about it."""
    return not ARE_MAILED.isdisjoint(actor.roles)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    return true() if may_look(actor) else false()


def may_begin(actor: Actor) -> bool:
    """An administrator, or a member of the board, who sees no files."""
    return not MAY_BEGIN.isdisjoint(actor.roles) and not actor.is_coordinator


def may_end(actor: Actor, access: EmergencyAccess) -> bool:
    """Everybody ends their own, and the others who were mailed end it for them."""
    return actor.id == access.user_id or may_look(actor)
