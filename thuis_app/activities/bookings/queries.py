"""The places of the Thuis kamers: which are taken, by whom, and which are free."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Missing, require
from thuis_app.directory.rooms import queries as rooms
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.directory.rooms.policy import sees_attendance
from thuis_app.support.respite import policy
from thuis_app.support.respite.models import Booking, Free, RespiteRequest, Slot
from thuis_app.support.respite.queries import free_in, shown
from thuis_app.support.respite.rules import BookingState


def booking(actor: Actor, booking_id: int) -> Booking:
    """A place that was given, with whom and where."""
    found = db.session.scalar(shown(actor).where(Booking.id == booking_id))
    if found is None:
        raise Missing
    return found


def free_near(actor: Actor, room: Room, on: date) -> list[Free]:
    """Other day parts of this room around that date, the nearest first."""
    require(policy.may_list(actor))
    week = timedelta(days=7)
    known = [one for one in rooms.to_plan_in(actor) if one.id == room.id]
    found = free_in(actor, known, max(clock.today(), on - week), on + week)
    return sorted(found, key=lambda one: abs((one.on - on).days))[:3]


def week(actor: Actor, room: Room, monday: date) -> list[tuple[DayPart, list[Slot]]]:
    """The week of a room: per part of the day its days, with who comes."""
    require(sees_attendance(actor, room))
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    found = db.session.scalars(
        shown(actor).where(
            Booking.room_id == room.id,
            Booking.on.between(days[0], days[-1]),
            Booking.state != BookingState.CANCELLED,
        )
    )
    given: dict[tuple[date, DayPart], list[Booking]] = {}
    for one in sorted(found, key=lambda one: (one.request.cared_for.last_name, one.id)):
        given.setdefault((one.on, one.day_part), []).append(one)
    if not any(one.weekday == 6 for one in room.parts) and not any(
        on == days[-1] for on, _part in given
    ):
        days.pop()
    return [
        (
            part,
            [
                Slot(on, part, room.part_on(on, part), given.get((on, part), []))
                for on in days
            ],
        )
        for part in DayPart
    ]


def opening(actor: Actor, room: Room, on: date, part: DayPart) -> RoomPart | None:
    """When the room is open that day part, as it stands now; None when it is closed."""
    require(policy.may_list(actor))
    return db.session.scalar(
        select(RoomPart)
        .join(Room)
        .where(
            RoomPart.room_id == room.id,
            RoomPart.weekday == on.weekday(),
            RoomPart.day_part == part,
            Room.is_active,
        )
        .execution_options(populate_existing=True)
    )


def taken(
    actor: Actor, room: Room, on: date, part: DayPart, *, besides: int | None = None
) -> int:
    """How many places are taken, by whomever; who comes is not said."""
    require(policy.may_list(actor))
    there = (Booking.room_id == room.id, Booking.on == on, Booking.day_part == part)
    others = Booking.id != (besides or 0)
    found = select(func.count(Booking.id)).where(*there, others, policy.takes_place())
    return db.session.scalar(found) or 0


def is_expected(
    actor: Actor, request: RespiteRequest, on: date, part: DayPart
) -> Booking | None:
    """The place this person has already at that moment, wherever it is."""
    require(policy.may_list(actor))
    same_person = Booking.request.has(cared_for_id=request.cared_for_id)
    then = and_(Booking.on == on, Booking.day_part == part)
    return db.session.scalar(
        select(Booking).where(same_person, then, policy.takes_place())
    )


def stopped_at(actor: Actor, room: Room, on: date, part: DayPart) -> Sequence[Booking]:
    """Places still written down for people who may not be approached any more."""
    require(policy.may_list(actor))
    there = (Booking.room_id == room.id, Booking.on == on, Booking.day_part == part)
    unused = Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED))
    found = select(Booking).where(
        *there, unused, ~Booking.request.has(policy.may_both_be_approached())
    )
    return db.session.scalars(found.options(joinedload(Booking.request))).all()
