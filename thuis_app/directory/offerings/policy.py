"""Who may read the local directory, and who may change it. It holds no contacts."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor
from thuis_app.directory.offerings.models import Offering


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Users who work with people see current offerings; editors see all of them."""
    if may_keep(actor):
        return true()
    return Offering.is_active.is_(True) if actor.is_volunteer else false()


def may_read(actor: Actor) -> bool:
    """Coordinators, volunteers and the administrator read the directory."""
    return actor.is_volunteer or may_keep(actor)


def only_reads(actor: Actor) -> bool:
    """Volunteers look up what there is nearby, under a name of their own."""
    return may_read(actor) and not may_keep(actor)


def may_keep(actor: Actor) -> bool:
    """Coordinators and the administrator add, correct, confirm and retire."""
    return actor.is_coordinator or actor.is_administrator
