"""Who may undo a change, and put it right."""

from typing import Protocol

from sqlalchemy import ColumnElement, or_

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.organisation.changes.models import ChangeSet


class Person(Protocol):
    """The person whom a change is about, and in which village, where there is one."""

    @property
    def id(self) -> int | None: ...

    @property
    def area_id(self) -> int | None: ...


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The coordinators of the village see what was done there; anybody their own."""
    own = ChangeSet.made_by == actor.id
    return or_(own, within(actor, ChangeSet.area_id)) if actor.is_coordinator else own


def may_keep(actor: Actor) -> bool:
    """Coordinators, volunteers and administrators do what can be undone."""
    return actor.is_coordinator or actor.is_volunteer or actor.is_administrator


def may_undo(actor: Actor, change: ChangeSet) -> bool:
    """Who did it undoes it, and so do the coordinators of the village."""
    return change.made_by == actor.id or may_put_right(actor, change)


def may_put_right(actor: Actor, change: ChangeSet) -> bool:
    """The coordinators of the village put it right, also what a colleague did."""
    return change.area_id is not None and actor.coordinates(change.area_id)
