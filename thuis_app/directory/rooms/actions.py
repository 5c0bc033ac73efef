"""Opening a Thuis kamer, and keeping what is known of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from thuis_app.core import audit_log, events
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.directory.rooms import policy
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.directory.rooms.rules import Opening, RoomAuditEvent, RoomPartsKept


def create(
    actor: Actor, *, area_id: int, openings: Iterable[Opening], **facts: Any
) -> Room:
    """A new room, with the day parts on which it has places."""
    require(policy.may_keep_in(actor, area_id))
    parts = [_part(opening) for opening in openings]
    room = Room(area_id=area_id, parts=parts, **facts)
    db.session.add(room)
    audit_log.record(actor, RoomAuditEvent.CREATED, room, contact_id=None)
    return room


def change(
    actor: Actor, room: Room, *, openings: Iterable[Opening], **facts: Any
) -> None:
    """Change a room; one that is out of use stays, with all that happened there.

    Only an actor who keeps the rooms of both villages moves it to another.
    """
    require(policy.may_keep_in(actor, room.area_id))
    require(policy.may_keep_in(actor, facts.get("area_id", room.area_id)))
    for name, value in facts.items():
        setattr(room, name, value)
    wanted = {(one.weekday, one.day_part): one for one in openings}
    is_active = facts.get("is_active", room.is_active)
    kept = frozenset(wanted) if is_active else frozenset()
    _open(room, wanted)
    events.publish(actor, RoomPartsKept(room.id, kept))
    flag_modified(room, "name")
    audit_log.record(actor, RoomAuditEvent.CHANGED, room, contact_id=None)


def _open(room: Room, wanted: dict[Any, Opening]) -> None:
    for part in list(room.parts):
        opening = wanted.pop((part.weekday, part.day_part), None)
        if opening is None:
            room.parts.remove(part)
        else:
            part.places = opening.places
            part.opens, part.closes = opening.opens, opening.closes
    room.parts.extend(_part(opening) for opening in wanted.values())


def _part(opening: Opening) -> RoomPart:
    return RoomPart(
        weekday=opening.weekday,
        day_part=opening.day_part,
        places=opening.places,
        opens=opening.opens,
        closes=opening.closes,
    )
