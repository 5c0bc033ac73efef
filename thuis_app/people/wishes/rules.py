"""Wishes and contributions, which have the same states."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails

SEEN_TO_WITHIN = timedelta(days=7)


class Side(StrEnum):
    WISH = "wish"
    CONTRIBUTION = "contribution"


class Subject(StrEnum):
    """The subject of a wish."""

    GOING_OUT = "going_out"
    EATING = "eating"
    TALKING = "talking"
    CHORE = "chore"
    TRANSPORT = "transport"
    FOR_OTHERS = "for_others"
    OTHER = "other"


class WishState(StrEnum):
    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class WishDetails(TaskDetails):
    """What the task to see to a wish shows of it."""

    subject: Subject = Subject.OTHER
    words: str = ""


MOVES: Moves[WishState] = {
    WishState.OPEN: {WishState.RUNNING, WishState.DONE, WishState.DROPPED},
    WishState.RUNNING: {WishState.OPEN, WishState.DONE, WishState.DROPPED},
    WishState.DONE: {WishState.OPEN},
    WishState.DROPPED: {WishState.OPEN},
}


def next_state(current: WishState, wanted: WishState) -> WishState:
    return move(MOVES, current, wanted)


def next_states(current: WishState) -> list[WishState]:
    """Where it can go from here, in the order of the enumeration."""
    return [state for state in WishState if state in MOVES[current]]


class WishAuditEvent(AuditEvent):
    HEARD = "wish.heard"
    TAKEN_BACK = "wish.taken_back"
    BECAME_OPEN = "wish.became_open"
    BECAME_RUNNING = "wish.became_running"
    BECAME_DONE = "wish.became_done"
    BECAME_DROPPED = "wish.became_dropped"
    OPENED = "wishes.opened"


BECAME = {state: WishAuditEvent[f"BECAME_{state.name}"] for state in WishState}
