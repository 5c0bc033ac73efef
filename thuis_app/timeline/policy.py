"""Which part of what happened to somebody an actor may know."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, false, not_, or_, true

from thuis_app.contacts.models import Somebody
from thuis_app.core.actors import Actor
from thuis_app.outreach.models import Attempt
from thuis_app.rooms.models import Room
from thuis_app.visits.models import Visit

ME = bindparam("me", type_=Integer)
IN_MY_VILLAGES = Room.area_id.in_(bindparam("my_villages", expanding=True))


def sees_all(actor: Actor, contact: Somebody) -> bool:
    """The coordinator of the village sees it all; a volunteer their own part."""
    return actor.coordinates(contact.area_id)


def visible_visits(sees_all: bool) -> ColumnElement[bool]:
    """A volunteer sees the visits they made themselves."""
    return true() if sees_all else Visit.volunteer_id == ME


def visible_attempts(sees_all: bool) -> ColumnElement[bool]:
    """A volunteer sees the tries they made themselves."""
    return true() if sees_all else Attempt.made_by == ME


def visible_rooms(sees_all: bool, all_areas: bool) -> ColumnElement[bool]:
    """Who comes to a protected room is for the coordinators of that room only."""
    if not sees_all:
        return false()
    return true() if all_areas else or_(not_(Room.is_protected), IN_MY_VILLAGES)


def asking(actor: Actor) -> dict[str, Any]:
    """Who asks, for the conditions above, which are built once for everybody."""
    return {"me": actor.id, "my_villages": sorted(actor.area_ids)}
