"""Trainings and peer consultation: who is coming, who was there, and how long ago."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails
from thuis_app.team.volunteers.rules import months_after

FEWEST_PLACES, MOST_PLACES = 1, 500
PLANNED_AT_MOST = timedelta(days=2 * 366)
WRITTEN_AFTERWARDS = timedelta(days=366)
CONSULTED_EVERY = 6


class TrainingKind(StrEnum):
    """The kind of a training."""

    BASIC = "basic"
    DEEPENING = "deepening"
    PEER_CONSULTATION = "peer_consultation"


class TrainingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class AttendanceDetails(TaskDetails):
    """What the task to record who was at a training shows of it."""

    title: str = ""
    on: date | None = None


class Attends(StrEnum):
    """The relation of a volunteer to a training."""

    INVITED = "invited"
    SIGNED_UP = "signed_up"
    ATTENDED = "attended"
    ABSENT = "absent"
    NO_SHOW = "no_show"


MOVES: Moves[TrainingState] = {
    TrainingState.PLANNED: {TrainingState.HELD, TrainingState.CANCELLED},
}
TAKES_A_PLACE = (Attends.SIGNED_UP, Attends.ATTENDED, Attends.NO_SHOW)
COMES = (Attends.INVITED, Attends.SIGNED_UP)
TICKED = (Attends.ATTENDED, Attends.ABSENT, Attends.NO_SHOW)


def next_state(current: TrainingState, wanted: TrainingState) -> TrainingState:
    return move(MOVES, current, wanted)


def check_planned(state: TrainingState) -> None:
    """Raise RuleBroken when the training was called off or is over."""
    if state is not TrainingState.PLANNED:
        raise RuleBroken("training.over")


def check_open(state: TrainingState, on: date, today: date) -> None:
    """One signs up and off for what is still to come."""
    if state is not TrainingState.PLANNED or on < today:
        raise RuleBroken("training.over")


def check_come(state: TrainingState, on: date, today: date) -> None:
    """Raise RuleBroken when it was called off, or before its day."""
    if state is TrainingState.CANCELLED:
        raise RuleBroken("training.over")
    if on > today:
        raise RuleBroken("training.not_yet")


def check_places(places: int | None, taken: int, more: int = 1) -> None:
    """No more people than there are places; no number of places means no end to it."""
    if places is not None and taken + more > places:
        raise RuleBroken("training.full")


def check_enough(places: int | None, taken: int) -> None:
    """There are never fewer places than people who were promised one."""
    if places is not None and places < taken:
        raise RuleBroken("training.too_few")


def is_right(starts: time, ends: time) -> bool:
    """Whether it ends after it begins."""
    return starts < ends


def consulted_since(today: date) -> date:
    """The first day that is not too long ago for a peer consultation."""
    return months_after(today, -CONSULTED_EVERY)


class TrainingAuditEvent(AuditEvent):
    CREATED = "training.created"
    EDITED = "training.edited"
    CANCELLED = "training.cancelled"
    INVITED = "training.invited"
    SIGNED_UP = "training.signed_up"
    SIGNED_OFF = "training.signed_off"
    ATTENDED = "training.attended"
    ABSENT = "training.absent"
    NO_SHOW = "training.no_show"
    TICKED = "training.ticked"


ATTENDANCE = {attends: TrainingAuditEvent[attends.name] for attends in Attends}
