"""A place in a room on one part of a day: held, promised, used or given back."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails

BOOK_AHEAD = timedelta(days=366)
HOLD_AT_MOST = timedelta(days=14)
# A longer hold was dated by a wrong clock.
HELD_WITHIN = HOLD_AT_MOST + clock.SLACK
HOLD_UNTIL = time(17)


class BookingState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """The answer to a place that is held."""

    HOLD = "hold"
    YES = "yes"


class BookingCancelledBy(StrEnum):
    CARER = "carer"
    CARED_FOR = "cared_for"
    ROOM = "room"
    FOUNDATION = "foundation"


_B = BookingState

BOOKING_MOVES: Moves[BookingState] = {
    _B.HELD: {_B.CONFIRMED, _B.CANCELLED},
    _B.CONFIRMED: {_B.ATTENDED, _B.NOT_ATTENDED, _B.CANCELLED},
}

TAKES_A_PLACE = frozenset({_B.HELD, _B.CONFIRMED, _B.ATTENDED})


@dataclass(frozen=True)
class RoomClosedDetails(TaskDetails):
    """What the task to call about a closed room shows: which, when, and for whom."""

    room: str = ""
    on: date | None = None
    request_id: int = 0


@dataclass(frozen=True, slots=True)
class PlaceAsked:
    """A place is about to be held or promised for a request; a handler may refuse."""

    request_id: int


@dataclass(frozen=True, slots=True)
class BookingHeld:
    """A place is held for a request until this moment."""

    booking_id: int
    request_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class BookingConfirmed:
    """A place is promised to a request, on this day."""

    booking_id: int
    request_id: int
    on: date


@dataclass(frozen=True, slots=True)
class BookingAttended:
    """The place was used."""

    booking_id: int
    request_id: int


@dataclass(frozen=True, slots=True)
class BookingReleased:
    """The place is not used: it was cancelled or let go, or nobody came."""

    booking_id: int
    request_id: int


def next_booking_state(current: BookingState, wanted: BookingState) -> BookingState:
    return move(BOOKING_MOVES, current, wanted)


def takes_place(
    state: BookingState, held_until: datetime | None, now: datetime
) -> bool:
    """Whether a booking takes a place; what is held gives it back in time."""
    if state is BookingState.HELD:
        return held_until is not None and now < held_until <= now + HELD_WITHIN
    return state in TAKES_A_PLACE


def must_have_room(places: int, taken: int) -> None:
    """One more comes only where there is a place left."""
    if taken >= places:
        raise RuleBroken("room.full")


def must_be_ahead(ends_at: datetime, now: datetime) -> None:
    """Raise RuleBroken when the day part is over."""
    if ends_at <= now:
        raise RuleBroken("booking.past")


def must_have_begun(on: date, today: date) -> None:
    """Raise RuleBroken before the day itself."""
    if on > today:
        raise RuleBroken("booking.not_yet")


def must_be_holdable(
    held_until: datetime | None, starts_at: datetime, now: datetime
) -> None:
    """Raise RuleBroken for a hold of over two weeks, or that ends after the start."""
    if held_until is None:
        raise RuleBroken("hold.missing")
    if held_until <= now:
        raise RuleBroken("hold.past")
    if held_until > min(starts_at, now + HOLD_AT_MOST):
        raise RuleBroken("hold.late")


class BookingAuditEvent(AuditEvent):
    HELD = "booking.held"
    CONFIRMED = "booking.confirmed"
    ATTENDED = "booking.attended"
    NOT_ATTENDED = "booking.not_attended"
    CANCELLED = "booking.cancelled"
    RELEASED = "booking.released"


GIVEN = {
    BookingState.HELD: BookingAuditEvent.HELD,
    BookingState.CONFIRMED: BookingAuditEvent.CONFIRMED,
}
