"""Who reads the local directory, and who keeps it. It holds nobody who is helped."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor
from thuis_app.directory.offerings.models import Offering


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Whoever works with people sees what there is; who keeps it, also what was."""
    if may_keep(actor):
        return true()
    return Offering.is_active.is_(True) if actor.is_volunteer else false()


def may_read(actor: Actor) -> bool:
    """Coordinators, volunteers and the administrator read the directory."""
    return actor.is_volunteer or may_keep(actor)


def may_keep(actor: Actor) -> bool:
    """Coordinators and the administrator add, correct, confirm and retire."""
    return actor.is_coordinator or actor.is_administrator
