"""When a Thuis kamer is open, and how many it has room for."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.day_parts import DayPart

HOURS = {
    DayPart.MORNING: (time(9, 30), time(12)),
    DayPart.AFTERNOON: (time(13), time(16, 30)),
    DayPart.EVENING: (time(17), time(20)),
}
WEEKDAYS = range(7)
MOST_PLACES = 30


@dataclass(frozen=True, slots=True)
class Opening:
    """A day part in the week on which a room has places."""

    weekday: int
    day_part: DayPart
    places: int
    opens: time
    closes: time


@dataclass(frozen=True)
class RoomPartsKept:
    """Event: a room is open on these parts of the week alone, or on none."""

    room_id: int
    parts: frozenset[tuple[int, DayPart]]


def hours(
    day_part: DayPart, opens: time | None, closes: time | None
) -> tuple[time, time]:
    """From when to when, where the usual hours stand in for what was not said."""
    usual = HOURS[day_part]
    return opens or usual[0], closes or usual[1]


def week_of(day: date) -> date:
    """The Monday of the week this day is in."""
    return day - timedelta(days=day.weekday())


def week_name(day: date) -> str:
    """The name of a week in an address: '2026-W48'."""
    return f"{day:%G-W%V}"


def week_number(day: date) -> int:
    """The number of a week as it is in its name: 53 of '2026-W53'."""
    return day.isocalendar().week


class RoomAuditEvent(AuditEvent):
    CREATED = "room.created"
    CHANGED = "room.changed"
