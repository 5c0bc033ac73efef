"""The states of a visit."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move
from thuis_app.visiting.matches.rules import MatchState

AHEAD = timedelta(days=14)
WRITTEN_AFTERWARDS = timedelta(days=14)
PLANNED_AT_MOST = timedelta(days=366)
REPORTED_WITHIN = timedelta(days=2)
PLANNED_WITHIN, PAUSED_FOR = timedelta(days=7), timedelta(days=28)
SHORTEST, USUAL, LONGEST = 5, 60, 12 * 60


class VisitState(StrEnum):
    PLANNED = "planned"
    REPORTED = "reported"
    CANCELLED = "cancelled"


class VisitCancelledBy(StrEnum):
    PERSON = "person"
    VOLUNTEER = "volunteer"
    FOUNDATION = "foundation"


MOVES: Moves[VisitState] = {
    VisitState.PLANNED: {VisitState.REPORTED, VisitState.CANCELLED},
}


@dataclass(frozen=True)
class VisitCancelled:
    """A planned visit is not made: it was called off, or taken back.

    Published before the row of a visit that was taken back is deleted.
    """

    visit_id: int


def start_of(day: date) -> datetime:
    """The moment at which this day begins in the village."""
    return clock.at(day, time())


def planned_within(state: MatchState) -> timedelta:
    """How soon after a visit the next one is to be planned; a pause takes longer."""
    return PAUSED_FOR if state is MatchState.PAUSED else PLANNED_WITHIN


def is_open(state: VisitState) -> bool:
    return state in MOVES


def next_state(current: VisitState, wanted: VisitState) -> VisitState:
    return move(MOVES, current, wanted)


def check_open(state: VisitState) -> None:
    """A visit is reported, moved or called off once."""
    if not is_open(state):
        raise RuleBroken("visit.closed")


def check_welcome(
    *, is_stopped: bool, is_matched: bool, is_withdrawn: bool = False
) -> None:
    """Refuse to go where nobody may come, or where nobody is matched."""
    if is_stopped:
        raise RuleBroken("contact.stopped")
    if is_withdrawn:
        raise RuleBroken("visit.withdrawn")
    if not is_matched:
        raise RuleBroken("visit.no_match")


class VisitAuditEvent(AuditEvent):
    PLANNED = "visit.planned"
    TAKEN_BACK = "visit.taken_back"
    MOVED = "visit.moved"
    HANDED_ON = "visit.handed_on"
    CANCELLED = "visit.cancelled"
    TOOK_PLACE = "visit.took_place"
    OPENED = "visit.opened"
    PLAN_OPENED = "visit.plan_opened"
    PAPER_SHOWN = "visit.paper_shown"
