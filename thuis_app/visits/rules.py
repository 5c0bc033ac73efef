"""What a visit can become, and what a report can say."""

from enum import StrEnum

from thuis_app.core.states import Moves, move


class VisitState(StrEnum):
    PLANNED = "planned"
    REPORTED = "reported"
    CANCELLED = "cancelled"


class Happened(StrEnum):
    """Whether there was a visit at all."""

    YES = "yes"
    NOBODY_HOME = "nobody_home"
    CANCELLED = "cancelled"


class Mood(StrEnum):
    """How it was."""

    GOOD = "good"
    SO_SO = "so_so"
    HARD = "hard"


class Activity(StrEnum):
    """What was done together."""

    TALKED = "talked"
    COFFEE = "coffee"
    WALKED = "walked"
    GAME = "game"
    ERRAND = "errand"
    OUTING = "outing"


class Worry(StrEnum):
    """Whether something is not right."""

    NO = "no"
    A_LITTLE = "a_little"
    URGENT = "urgent"


class CancelledBy(StrEnum):
    PERSON = "person"
    VOLUNTEER = "volunteer"
    FOUNDATION = "foundation"


MOVES: Moves[VisitState] = {
    VisitState.PLANNED: {VisitState.REPORTED, VisitState.CANCELLED},
}


def is_open(state: VisitState) -> bool:
    return state in MOVES


def next_state(current: VisitState, wanted: VisitState) -> VisitState:
    return move(MOVES, current, wanted)
