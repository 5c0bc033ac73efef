"""The places of the Thuis kamers: which are taken, by whom, and which are free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload

from thuis_app.activities.bookings import policy
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.core.errors import Missing, require
from thuis_app.directory.rooms import queries as rooms
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.directory.rooms.policy import sees_attendance
from thuis_app.people.contacts.models import Contact

DAYS = 7


@dataclass(frozen=True, slots=True)
class FreePlace:
    """A day part on which a room still has places."""

    room: Room
    on: date
    day_part: DayPart
    free: int

    @property
    def part(self) -> WeekPart:
        """The part of the week that this is."""
        return WeekPart.of(self.on.weekday(), self.day_part)


@dataclass(frozen=True, slots=True)
class Slot:
    """A day part of a room on a date: its places, and who has one."""

    on: date
    day_part: DayPart
    opening: RoomPart | None
    bookings: list[Booking]

    @property
    def coming(self) -> list[Booking]:
        """The bookings that take a place, confirmed ones first."""
        having = [one for one in self.bookings if one.has_place]
        return sorted(having, key=lambda one: one.is_held)

    @property
    def held(self) -> int:
        return sum(one.is_held for one in self.coming)

    @property
    def taken(self) -> int:
        return len(self.coming) - self.held

    @property
    def places(self) -> int:
        return self.opening.places if self.opening else 0

    @property
    def free(self) -> int:
        return max(0, self.places - len(self.coming))

    @property
    def too_many(self) -> int:
        """The number of bookings above the number of places."""
        return max(0, len(self.coming) - self.places)


Rows = list[tuple[DayPart, list[Slot]]]


def booking(actor: Actor, booking_id: int) -> Booking:
    """A place that was given, with whom and where."""
    found = db.session.scalar(shown(actor).where(Booking.id == booking_id))
    if found is None:
        raise Missing
    return found


def shown(actor: Actor) -> Select[Booking]:
    """The places this actor may see, with whom and where; to narrow down further."""
    return (
        select(Booking)
        .where(policy.visible_to(actor))
        .options(
            joinedload(Booking.room),
            joinedload(Booking.carer),
            joinedload(Booking.cared_for),
        )
    )


def free_places(actor: Actor, first: date, last: date) -> list[FreePlace]:
    """Where there is room between two dates, in the rooms this coordinator plans."""
    return free_in(actor, rooms.to_plan_in(actor), first, last)


def free_near(actor: Actor, room: Room, on: date) -> list[FreePlace]:
    """Other day parts of this room around that date, the nearest first."""
    require(policy.may_list(actor))
    week = timedelta(days=DAYS)
    known = [one for one in rooms.to_plan_in(actor) if one.id == room.id]
    found = free_in(actor, known, max(clock.today(), on - week), on + week)
    return sorted(found, key=lambda one: abs((one.on - on).days))[:3]


def free_in(
    actor: Actor, known: Sequence[Room], first: date, last: date
) -> list[FreePlace]:
    """Every day part with a place left, in order of date; one statement for all."""
    require(policy.may_list(actor))
    rows = db.session.execute(
        select(Booking.room_id, Booking.on, Booking.day_part, func.count(Booking.id))
        .where(
            Booking.room_id.in_([room.id for room in known]),
            Booking.on.between(first, last),
            policy.takes_place(),
        )
        .group_by(Booking.room_id, Booking.on, Booking.day_part)
    )
    busy = {(row[0], row[1], row[2]): row[3] for row in rows}
    now, found = clock.now(), []
    for day in (
        first + timedelta(days=ahead) for ahead in range((last - first).days + 1)
    ):
        for room in known:
            for part in room.open_on(day):
                left = part.places - busy.get((room.id, day, part.day_part), 0)
                if left > 0 and clock.at(day, part.closes) > now:
                    found.append(FreePlace(room, day, part.day_part, left))
    return found


def in_week(actor: Actor, room: Room, monday: date) -> Select[Booking]:
    """The places of a room in a week, but for those that were cancelled."""
    require(sees_attendance(actor, room))
    return shown(actor).where(
        Booking.room_id == room.id,
        Booking.on.between(monday, monday + timedelta(days=DAYS - 1)),
        Booking.state != BookingState.CANCELLED,
    )


def slots(room: Room, monday: date, bookings: Iterable[Booking]) -> Rows:
    """The week of a room: per day part its days, with the bookings.

    Sunday only when the room is open then, or there is a booking.
    """
    days = [monday + timedelta(days=ahead) for ahead in range(DAYS)]
    given: dict[tuple[date, DayPart], list[Booking]] = {}
    for one in sorted(bookings, key=lambda one: (one.cared_for.last_name, one.id)):
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
    """The number of places that are taken, without names."""
    require(policy.may_list(actor))
    there = (Booking.room_id == room.id, Booking.on == on, Booking.day_part == part)
    others = Booking.id != (besides or 0)
    found = select(func.count(Booking.id)).where(*there, others, policy.takes_place())
    return db.session.scalar(found) or 0


def is_expected(
    actor: Actor, person: Contact, on: date, part: DayPart
) -> Booking | None:
    """The place this person has already at that moment, wherever it is."""
    require(policy.may_list(actor))
    same_person = Booking.cared_for.has(id=person.id)
    then = and_(Booking.on == on, Booking.day_part == part)
    return db.session.scalar(
        select(Booking).where(same_person, then, policy.takes_place())
    )


def stopped_at(actor: Actor, room: Room, on: date, part: DayPart) -> Sequence[Booking]:
    """Places still written down for people who may not be approached any more."""
    require(policy.may_list(actor))
    there = (Booking.room_id == room.id, Booking.on == on, Booking.day_part == part)
    unused = Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED))
    found = select(Booking).where(*there, unused, ~policy.may_both_be_approached())
    return db.session.scalars(found.options(joinedload(Booking.carer))).all()
