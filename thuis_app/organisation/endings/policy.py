"""Who may undo what ended."""

from typing import Protocol

from sqlalchemy import ColumnElement, false

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.organisation.endings.models import Ending


class Person(Protocol):
    """A person for whom something ends, and in which village."""

    @property
    def id(self) -> int: ...

    @property
    def area_id(self) -> int: ...


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The coordinators of the village see what ended there."""
    return within(actor, Ending.area_id) if actor.is_coordinator else false()


def may_end(actor: Actor, person: Person) -> bool:
    """The coordinators of the village let things end for a person."""
    return actor.coordinates(person.area_id)


def may_undo(actor: Actor, ending: Ending) -> bool:
    """The coordinators of the village undo it, also what a colleague did."""
    return actor.coordinates(ending.area_id)
