"""Who may see and change the Thuis kamers."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.policy import within


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The rooms as places: all of them to who keeps them, else those of one's area."""
    return true() if actor.is_administrator else planned_by(actor)


def planned_by(actor: Actor) -> ColumnElement[bool]:
    """The rooms whose places this coordinator gives away, knowing who comes."""
    return within(actor, Room.area_id) if actor.is_coordinator else false()


def may_list(actor: Actor) -> bool:
    """Coordinators and the administrator know the rooms."""
    return actor.is_coordinator or actor.is_administrator


def may_keep(actor: Actor) -> bool:
    """The administrator keeps the rooms, and a coordinator those of their villages.

    The administrator never sees who comes.
    """
    return actor.is_administrator or actor.is_coordinator


def may_keep_in(actor: Actor, area_id: int) -> bool:
    """Whether this actor keeps the rooms of that village."""
    return actor.is_administrator or actor.coordinates(area_id)


def has_place_for(actor: Actor) -> ColumnElement[bool]:
    """The condition that this actor may open a room in a village."""
    return true() if actor.is_administrator else within(actor, Area.id)


def sees_attendance(actor: Actor, room: Room) -> bool:
    """Who comes to a room is for the coordinators of its area alone."""
    return actor.coordinates(room.area_id)
