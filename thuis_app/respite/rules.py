"""A carer catches their breath: what is asked, talked over, and booked."""

from enum import StrEnum

from thuis_app.core.states import Moves, move


class RequestState(StrEnum):
    ASKED = "asked"
    CLARIFIED = "clarified"
    PLACED = "placed"
    CLOSED = "closed"
    UNMET = "unmet"


class AskedBy(StrEnum):
    CARER = "carer"
    CARED_FOR = "cared_for"
    PROFESSIONAL = "professional"


class HoldOut(StrEnum):
    """How long the carer can go on like this ('volhoudtijd')."""

    WEEKS = "weeks"
    MONTHS = "months"
    YEAR = "year"
    UNKNOWN = "unknown"


class CareForm(StrEnum):
    ROOM = "room"
    AT_HOME = "at_home"
    DAY_OUT = "day_out"


class CareRhythm(StrEnum):
    ONCE = "once"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class Need(StrEnum):
    """What the host has to know that afternoon. No illnesses."""

    WALKING_FRAME = "walking_frame"
    TOILET = "toilet"
    WANDERS = "wanders"
    HEARING = "hearing"
    EATING = "eating"
    SMOKE = "smoke"
    ALLERGY = "allergy"


class Urgency(StrEnum):
    SOON = "soon"
    NORMAL = "normal"


class UnmetReason(StrEnum):
    NO_PLACE = "no_place"
    TOO_MUCH_CARE = "too_much_care"
    NO_TRANSPORT = "no_transport"
    WITHDRAWN = "withdrawn"


class BookingState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NOT_ATTENDED = "not_attended"
    CANCELLED = "cancelled"


class CancelledBy(StrEnum):
    CARER = "carer"
    CARED_FOR = "cared_for"
    ROOM = "room"
    FOUNDATION = "foundation"


_R, _B = RequestState, BookingState

REQUEST_MOVES: Moves[RequestState] = {
    _R.ASKED: {_R.CLARIFIED, _R.UNMET},
    _R.CLARIFIED: {_R.PLACED, _R.UNMET},
    _R.PLACED: {_R.CLARIFIED, _R.CLOSED, _R.UNMET},
}

BOOKING_MOVES: Moves[BookingState] = {
    _B.HELD: {_B.CONFIRMED, _B.CANCELLED},
    _B.CONFIRMED: {_B.ATTENDED, _B.NOT_ATTENDED, _B.CANCELLED},
}

TAKES_A_PLACE = frozenset({_B.HELD, _B.CONFIRMED, _B.ATTENDED})


def next_request_state(current: RequestState, wanted: RequestState) -> RequestState:
    return move(REQUEST_MOVES, current, wanted)


def next_booking_state(current: BookingState, wanted: BookingState) -> BookingState:
    return move(BOOKING_MOVES, current, wanted)
