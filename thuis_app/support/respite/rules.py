"""A carer catches their breath: what is asked, and talked over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails, TaskKind

LONG_WAIT = timedelta(days=28)
LOOK_AHEAD = timedelta(days=28)


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


class OwnView(StrEnum):
    """The view of the person who is cared for."""

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
    """A need that the host has to know. No illnesses."""

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


_R = RequestState

REQUEST_MOVES: Moves[RequestState] = {
    _R.ASKED: {_R.CLARIFIED, _R.UNMET},
    _R.CLARIFIED: {_R.PLACED, _R.UNMET},
    _R.PLACED: {_R.CLARIFIED, _R.CLOSED, _R.UNMET},
}

OPEN = frozenset({_R.ASKED, _R.CLARIFIED, _R.PLACED})
BOOKABLE = frozenset({_R.CLARIFIED, _R.PLACED})


class RespiteTask(StrEnum):
    """Why a request is on the coordinator's list today."""

    TALK = "talk"
    PLACE = "place"
    ANSWER = "answer"
    PRESENCE = "presence"
    NEXT = "next"
    ROUND_OFF = "round_off"


class RespiteReason(StrEnum):
    """Why a request stands where it does on the waiting list."""

    SOON = "soon"
    LONG_WAIT = "long_wait"
    WEEKS_LEFT = "weeks_left"


@dataclass(frozen=True)
class RespiteDetails(TaskDetails):
    """What a task about a request shows of it."""

    cared_for: str = ""
    wanted_for: str = ""
    asked_on: date | None = None


OWN_TASKS = frozenset(
    {
        *(TaskKind.RESPITE_TALK, TaskKind.RESPITE_PLACE, TaskKind.RESPITE_ANSWER),
        *(TaskKind.RESPITE_PRESENCE, TaskKind.RESPITE_NEXT),
    }
)
"""The kinds of tasks about a request, of which one is open at a time."""


TASKS: Mapping[RequestState, TaskKind] = {
    RequestState.ASKED: TaskKind.RESPITE_TALK,
    RequestState.CLARIFIED: TaskKind.RESPITE_PLACE,
    RequestState.PLACED: TaskKind.RESPITE_NEXT,
}
"""What is next in a state, where no booking says more."""


def next_request_state(current: RequestState, wanted: RequestState) -> RequestState:
    return move(REQUEST_MOVES, current, wanted)


def reasons(
    urgency: Urgency, hold_out: HoldOut, asked_on: date, today: date
) -> list[RespiteReason]:
    """The reasons that bring a request forward: the more of these, the sooner.

    Among equals the one who has waited longest comes first. After four weeks of
    waiting nobody stays behind for want of a reason.
    """
    answers = {
        RespiteReason.SOON: urgency is Urgency.SOON,
        RespiteReason.LONG_WAIT: asked_on <= today - LONG_WAIT,
        RespiteReason.WEEKS_LEFT: hold_out is HoldOut.WEEKS,
    }
    return [reason for reason, holds in answers.items() if holds]


def why(
    state: RequestState, rhythm: CareRhythm, is_held: bool, is_unsaid: bool
) -> RespiteTask:
    """The task of a request: a talk, a place, an answer, or to close it."""
    if state is RequestState.ASKED:
        return RespiteTask.TALK
    if is_unsaid:
        return RespiteTask.PRESENCE
    if state is RequestState.CLARIFIED:
        return RespiteTask.ANSWER if is_held else RespiteTask.PLACE
    return RespiteTask.ROUND_OFF if rhythm is CareRhythm.ONCE else RespiteTask.NEXT


class RespiteAuditEvent(AuditEvent):
    BROUGHT_IN = "respite.brought_in"
    ASKED = "respite.asked"
    CHANGED = "respite.changed"
    TALK_KEPT = "respite.talk_kept"
    CLARIFIED = "respite.clarified"
    UNMET = "respite.unmet"
    CLOSED = "respite.closed"
    STOPPED = "respite.stopped"
    LISTED = "respite.listed"
    OPENED = "respite.opened"
    SEARCHED = "respite.searched"
    WEEK_SEEN = "respite.week_seen"
