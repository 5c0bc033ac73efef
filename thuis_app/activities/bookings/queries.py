"""The places of the Thuis kamers: which are taken, by whom, and which are free."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import joinedload

from thuis_app.activities.bookings import policy
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.core.errors import Missing, require
from thuis_app.directory.rooms.models import Room, RoomPart, RoomRow
from thuis_app.directory.rooms.policy import planned_by, sees_attendance
from thuis_app.directory.rooms.rules import HOURS, RoomPartsKept
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.visits.rules import AppointmentsWanted, Engagement
from thuis_app.visiting.visits.rules import Slot as Hours

DAYS = 7


@dataclass(frozen=True, slots=True)
class FreePlace:
    """A day part on which a room still has places."""

    room: RoomRow
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
            joinedload(Booking.room, innerjoin=True),
            joinedload(Booking.carer, innerjoin=True),
            joinedload(Booking.cared_for, innerjoin=True),
        )
    )


def free_places(
    actor: Actor,
    first: date,
    last: date,
    where: ColumnElement[bool],
    limit: int | None = None,
) -> list[FreePlace]:
    """The day parts with a place left, by date and then by room; today at the earliest.

    In the rooms this coordinator plans; `where` narrows down `Room` and `RoomPart`.
    """
    require(policy.may_list(actor))
    if last < first:
        return []
    days = _days(first, last)
    rows = db.session.execute(
        _with_room(days, left := _left(days))
        .join_from(days, RoomPart, RoomPart.weekday == days.c.weekday)
        .join(Room)
        .join(Area)
        .where(_is_open(actor, days), left > 0, where)
        .order_by(days.c.on, Room.sort_name, RoomPart.opens)
        .limit(limit)
    )
    return [FreePlace(RoomRow(*row[:4]), *row[4:]) for row in rows]


def first_free(
    actor: Actor, first: date, last: date, parts: Iterable[WeekPart]
) -> list[FreePlace]:
    """Of these parts of the week, on each date only the first room by name with a place
    left. The rooms behind that one are not looked at: there may be hundreds."""
    require(policy.may_list(actor))
    found = _first_parts(actor, _days(first, last), parts)
    rows = db.session.execute(
        _with_room(found, _left(found))
        .join_from(found, RoomPart, RoomPart.id == found.c.part_id)
        .join(Room)
        .join(Area)
        .order_by(found.c.on, Room.sort_name, RoomPart.opens)
    )
    return [FreePlace(RoomRow(*row[:4]), *row[4:]) for row in rows]


def free_near(actor: Actor, room: Room, on: date) -> list[FreePlace]:
    """Other day parts of this room around that date, the nearest first."""
    week = timedelta(days=DAYS)
    begin, end = max(clock.today(), on - week), on + week
    found = free_places(actor, begin, end, Room.id == room.id)
    return sorted(found, key=lambda one: abs((one.on - on).days))[:3]


def week_parts(wanted: Iterable[WeekPart]) -> ColumnElement[bool]:
    """The condition that a `RoomPart` is one of these parts of the week."""
    return _among(wanted, RoomPart.weekday, RoomPart.day_part)


def _among(
    wanted: Iterable[WeekPart], weekday: Any, day_part: Any
) -> ColumnElement[bool]:
    known = [(part.weekday, part.day_part) for part in sorted(wanted)]
    found: ColumnElement[bool] = tuple_(weekday, day_part).in_(known)
    return found


def _with_room(days: CTE, left: ColumnElement[int]) -> Select[Any]:
    """The columns of a `FreePlace`, those of its room first."""
    room = select(Room.id, Room.name, Room.area_id, Area.name)
    return room.add_columns(days.c.on, RoomPart.day_part, left)


def _first_parts(actor: Actor, days: CTE, wanted: Iterable[WeekPart]) -> CTE:
    """By date and part of the day, the id of the `RoomPart` of the first room."""
    kind = RoomPart.day_part.type
    rows = (select(literal(part, kind).label("day_part")) for part in DayPart)
    parts = union_all(*rows).cte("day_parts")
    is_then = RoomPart.weekday == days.c.weekday, RoomPart.day_part == parts.c.day_part
    first = (
        select(RoomPart.id)
        .join(Room)
        .where(*is_then, _is_open(actor, days), _left(days) > 0)
        .order_by(Room.sort_name, Room.id)
        .limit(1)
        .correlate(days, parts)
        .scalar_subquery()
    )
    each = select(days.c.on, first.label("part_id")).join_from(days, parts, true())
    is_wanted = _among(wanted, days.c.weekday, parts.c.day_part)
    return each.where(is_wanted).cte("first_parts")


def _days(first: date, last: date) -> CTE:
    """Every date from the first to the last, with its day of the week, as rows."""
    found = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return union_all(*map(_day, found)).cte("days")


def _day(day: date) -> Select[date, int]:
    on, weekday = literal(day, Date), literal(day.weekday())
    return select(on.label("on"), weekday.label("weekday"))


def _is_open(actor: Actor, days: CTE) -> ColumnElement[bool]:
    """That the room is in use and this coordinator's, and the part is not over."""
    now = clock.local(clock.now())
    is_ahead = or_(days.c.on > now.date(), RoomPart.closes > now.time())
    return and_(planned_by(actor), Room.is_active, is_ahead)


def _left(days: CTE) -> ColumnElement[int]:
    """The number of places left on a `RoomPart`, on the date of `days`."""
    there = Booking.room_id == RoomPart.room_id, Booking.day_part == RoomPart.day_part
    then = Booking.on == days.c.on
    taken = select(func.count(Booking.id)).where(*there, then, policy.takes_place())
    return RoomPart.places - taken.correlate_except(Booking).scalar_subquery()


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
    for one in sorted(bookings, key=lambda one: (one.cared_for.sort_key, one.id)):
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


def on_closed_parts(event: RoomPartsKept) -> list[Booking]:
    """The places ahead in a room on parts of the week on which it is open no more."""
    unused = Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED))
    ahead = Booking.room_id == event.room_id, Booking.on >= clock.today()
    query = select(Booking).where(unused, *ahead).order_by(Booking.on, Booking.id)
    both = joinedload(Booking.room), joinedload(Booking.carer, innerjoin=True)
    rows = db.session.scalars(query.options(*both)).all()
    return [one for one in rows if (one.on.weekday(), one.day_part) not in event.parts]


def stopped_at(actor: Actor, room: Room, on: date, part: DayPart) -> Sequence[Booking]:
    """Places still written down for people who may not be approached any more."""
    require(policy.may_list(actor))
    there = (Booking.room_id == room.id, Booking.on == on, Booking.day_part == part)
    unused = Booking.state.in_((BookingState.HELD, BookingState.CONFIRMED))
    found = select(Booking).where(*there, unused, ~policy.may_both_be_approached())
    return db.session.scalars(
        found.options(joinedload(Booking.carer, innerjoin=True))
    ).all()


def appointments(actor: Actor, wanted: AppointmentsWanted) -> list[Engagement]:
    """The places in a room that a person has in these days, with the usual hours, as
    far as this actor may see bookings."""
    theirs = Booking.cared_for.has(Contact.id == wanted.contact_id)
    rows = db.session.execute(
        select(Booking.on, Booking.day_part, Room.name)
        .join(Room, Room.id == Booking.room_id)
        .where(
            policy.visible_to(actor),
            theirs,
            Booking.on.between(wanted.first, wanted.last),
            policy.takes_place(),
        )
        .order_by(Booking.on, Booking.id)
    )
    found = []
    for on, part, name in rows:
        opens, closes = HOURS[part]
        hours = Hours(clock.at(on, opens), clock.at(on, closes))
        found.append(Engagement(hours, name, wanted.contact_id))
    return found
