"""Who may make a practice person, and remove one."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within
from thuis_app.people.practice.models import PracticePerson


def may_look(actor: Actor) -> bool:
    """Coordinators practise; the administrator prepares it, and opens no file."""
    return actor.is_coordinator or actor.is_administrator


def may_practise_in(actor: Actor, area_id: int) -> bool:
    """Whether this actor may make or remove the practice person of a village."""
    return actor.is_administrator or actor.coordinates(area_id)


def may_remove(actor: Actor, practice: PracticePerson) -> bool:
    """The same actors, in the village for which the practice person was made."""
    return may_practise_in(actor, practice.area_id)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that a village is one in which this actor may practise."""
    if actor.is_administrator:
        return true()
    return within(actor, Area.id) if actor.is_coordinator else false()
