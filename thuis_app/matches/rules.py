"""How a volunteer and a person are brought together, and how that ends."""

from enum import StrEnum

from thuis_app.core.states import Moves, move


class MatchKind(StrEnum):
    HOME_VISIT = "home_visit"
    BUDDY = "buddy"


class MatchState(StrEnum):
    INTRODUCED = "introduced"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSING = "closing"
    ENDED = "ended"


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class EndReason(StrEnum):
    GOAL_REACHED = "goal_reached"
    VOLUNTEER_STOPS = "volunteer_stops"
    NO_FIT = "no_fit"
    PERSON_STOPS = "person_stops"
    MOVED = "moved"
    DECEASED = "deceased"


MOVES: Moves[MatchState] = {
    MatchState.INTRODUCED: {MatchState.ACTIVE, MatchState.ENDED},
    MatchState.ACTIVE: {MatchState.PAUSED, MatchState.CLOSING, MatchState.ENDED},
    MatchState.PAUSED: {MatchState.ACTIVE, MatchState.CLOSING, MatchState.ENDED},
    MatchState.CLOSING: {MatchState.ENDED},
}

OPEN = frozenset(MOVES)


def next_state(current: MatchState, wanted: MatchState) -> MatchState:
    return move(MOVES, current, wanted)
