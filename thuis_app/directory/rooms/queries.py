"""Which Thuis kamers there are."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import joinedload, selectinload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.errors import Missing, require
from thuis_app.core.normalize import fold
from thuis_app.directory.rooms import policy
from thuis_app.directory.rooms.models import OpeningRow, Room, RoomPart, RoomRow
from thuis_app.organisation.areas.models import Area


def get(actor: Actor, room_id: int) -> Room:
    """The room with its day parts; to who may not see it, there is none."""
    found = db.session.scalar(
        _rooms().where(policy.visible_to(actor), Room.id == room_id)
    )
    if found is None:
        raise Missing
    return found


def in_order(actor: Actor) -> Sequence[Room]:
    """Every room this actor knows, without its parts; those no longer in use last."""
    require(policy.may_list(actor))
    rooms = select(Room).options(joinedload(Room.area, innerjoin=True))
    found = db.session.scalars(rooms.where(policy.visible_to(actor)))
    return sorted(found, key=lambda one: (not one.is_active, fold(one.name), one.id))


def openings(actor: Actor) -> list[OpeningRow]:
    """When these rooms are open, in the order of the week."""
    require(policy.may_list(actor))
    part = RoomPart
    rows = db.session.execute(
        select(part.room_id, part.weekday, part.opens, part.closes, part.places)
        .join(Room)
        .where(policy.visible_to(actor))
        .order_by(part.weekday, part.opens)
    )
    return [OpeningRow(*row) for row in rows]


def to_plan_in(actor: Actor) -> list[RoomRow]:
    """The rooms in use where this coordinator gives places away."""
    rows = db.session.execute(
        select(Room.id, Room.name, Room.area_id, Area.name)
        .join(Area)
        .where(policy.planned_by(actor), Room.is_active)
    )
    return sorted(
        (RoomRow(*row) for row in rows), key=lambda one: (fold(one.name), one.id)
    )


def open_parts(actor: Actor, where: ColumnElement[bool] | None = None) -> set[WeekPart]:
    """The parts of the week on which one of these rooms is open."""
    rows = db.session.execute(
        select(RoomPart.weekday, RoomPart.day_part)
        .join(Room)
        .where(policy.planned_by(actor), Room.is_active)
        .where(true() if where is None else where)
        .distinct()
    )
    return {WeekPart.of(row[0], row[1]) for row in rows}


def villages(actor: Actor) -> list[tuple[int, str]]:
    """The villages in which this actor may open a room."""
    require(policy.may_keep(actor))
    rows = db.session.execute(
        select(Area.id, Area.name)
        .where(policy.has_place_for(actor), Area.is_active)
        .order_by(Area.sort_name)
    )
    return [(row[0], row[1]) for row in rows]


def is_named(actor: Actor, name: str, *, besides: int | None = None) -> bool:
    """Whether another room has this name already."""
    require(policy.may_keep(actor))
    same = select(Room.id).where(Room.sort_name == fold(name))
    return bool(
        db.session.scalar(select(same.where(Room.id != (besides or 0)).exists()))
    )


def _rooms() -> Select[Room]:
    return select(Room).options(joinedload(Room.area), selectinload(Room.parts))
