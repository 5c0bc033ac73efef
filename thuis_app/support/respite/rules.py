"""A carer catches their breath: what is asked, talked over, and booked."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from thuis_app.core import clock
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move

LONG_WAIT = timedelta(days=28)
LOOK_AHEAD = timedelta(days=28)
BOOK_AHEAD = timedelta(days=366)
HOLD_AT_MOST = timedelta(days=14)
# What is held for longer was held by a clock that was wrong.
HELD_WITHIN = HOLD_AT_MOST + clock.SLACK
HOLD_UNTIL = time(17)


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


class Says(StrEnum):
    """What the one who is cared for thinks of it."""

    LIKES_IT = "likes_it"
    LOOK_FIRST = "look_first"
    RATHER_NOT = "rather_not"
    CANNOT_SAY = "cannot_say"


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


class Answer(StrEnum):
    """What they say of a place."""

    HOLD = "hold"
    YES = "yes"


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

OPEN = frozenset({_R.ASKED, _R.CLARIFIED, _R.PLACED})
BOOKABLE = frozenset({_R.CLARIFIED, _R.PLACED})
TAKES_A_PLACE = frozenset({_B.HELD, _B.CONFIRMED, _B.ATTENDED})


class Why(StrEnum):
    """Why a request is on the coordinator's list today."""

    TALK = "talk"
    PLACE = "place"
    ANSWER = "answer"
    PRESENCE = "presence"
    NEXT = "next"
    ROUND_OFF = "round_off"


class Step(StrEnum):
    """What comes next for a carer, as their line in the list of people shows it."""

    TALK = "respite:talk"
    CALL = "respite:call"
    ANSWER = "respite:answer"
    PRESENCE = "respite:presence"


class Reason(StrEnum):
    """Why a request stands where it does on the waiting list."""

    SOON = "soon"
    LONG_WAIT = "long_wait"
    WEEKS_LEFT = "weeks_left"


def next_request_state(current: RequestState, wanted: RequestState) -> RequestState:
    return move(REQUEST_MOVES, current, wanted)


def next_booking_state(current: BookingState, wanted: BookingState) -> BookingState:
    return move(BOOKING_MOVES, current, wanted)


def reasons(
    urgency: Urgency, hold_out: HoldOut, asked_on: date, today: date
) -> list[Reason]:
    """What brings a request forward: the more of these, the sooner its turn.

    Among equals the one who has waited longest comes first. After four weeks of
    waiting nobody stays behind for want of a reason.
    """
    told = {
        Reason.SOON: urgency is Urgency.SOON,
        Reason.LONG_WAIT: asked_on <= today - LONG_WAIT,
        Reason.WEEKS_LEFT: hold_out is HoldOut.WEEKS,
    }
    return [reason for reason, holds in told.items() if holds]


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
    """Nobody is booked on a day part that is over."""
    if ends_at <= now:
        raise RuleBroken("booking.past")


def must_have_begun(on: date, today: date) -> None:
    """Whether somebody came is known on the day itself, not before."""
    if on > today:
        raise RuleBroken("booking.not_yet")


def must_be_holdable(
    held_until: datetime | None, starts_at: datetime, now: datetime
) -> None:
    """A place is held for two weeks at most, and not after the door opens."""
    if held_until is None:
        raise RuleBroken("hold.missing")
    if held_until <= now:
        raise RuleBroken("hold.past")
    if held_until > min(starts_at, now + HOLD_AT_MOST):
        raise RuleBroken("hold.late")


def why(state: RequestState, rhythm: CareRhythm, is_held: bool, is_unsaid: bool) -> Why:
    """What a request waits for: a talk, a place, an answer, or to be rounded off."""
    if state is RequestState.ASKED:
        return Why.TALK
    if is_unsaid:
        return Why.PRESENCE
    if state is RequestState.CLARIFIED:
        return Why.ANSWER if is_held else Why.PLACE
    return Why.ROUND_OFF if rhythm is CareRhythm.ONCE else Why.NEXT
