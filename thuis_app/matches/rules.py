"""How a volunteer and a person are brought together, and how that ends."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.states import Moves, move

MAY_STILL_REPORT = timedelta(days=14)
WATCHED = timedelta(days=28)
START_AHEAD = timedelta(days=90)
START_BACK = timedelta(days=365)


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


def choices(current: MatchState) -> tuple[MatchState, ...]:
    """Where a match can go from here, in the order of its life; it may stay, too."""
    return tuple(s for s in MatchState if s == current or s in MOVES.get(current, ()))


def may_still_report(ended_on: date | None, today: date) -> bool:
    """Whether a volunteer may finish a report of somebody they no longer visit."""
    return ended_on is None or today <= ended_on + MAY_STILL_REPORT


def is_watched(state: MatchState, started_on: date, today: date) -> bool:
    """The first month: the coordinator asks both how it goes."""
    return state in OPEN and started_on <= today < started_on + WATCHED


class Reason(StrEnum):
    """Why a volunteer would do for somebody, or would not."""

    SAME_VILLAGE = "same_village"
    VISITED_BEFORE = "visited_before"
    DRIVES = "drives"
    VISITS_NOW = "visits_now"
    OTHER_VILLAGE = "other_village"
    NO_ROOM = "no_room"
    NO_FIT = "no_fit"


AGAINST = frozenset({Reason.OTHER_VILLAGE, Reason.NO_ROOM, Reason.NO_FIT})


@dataclass(frozen=True)
class Candidate:
    """A volunteer seen with one person in mind."""

    user_id: int
    name: str
    in_village: bool
    people: int
    most_people: int
    drives: bool
    visits_now: bool = False
    earlier: frozenset[EndReason | None] = frozenset()

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What speaks for and against, the weightiest first."""
        holds = {
            Reason.NO_FIT: EndReason.NO_FIT in self.earlier,
            Reason.VISITS_NOW: self.visits_now,
            Reason.SAME_VILLAGE: self.in_village,
            Reason.OTHER_VILLAGE: not self.in_village,
            Reason.VISITED_BEFORE: bool(self.earlier - {EndReason.NO_FIT}),
            Reason.NO_ROOM: self.people >= self.most_people,
            Reason.DRIVES: self.drives,
        }
        return tuple(reason for reason, is_so in holds.items() if is_so)


def rank(candidates: list[Candidate]) -> list[Candidate]:
    """The volunteers in the order in which to think of them; nobody is left out."""
    return sorted(candidates, key=_place)


def _place(one: Candidate) -> tuple[bool, bool, bool, int, str]:
    found = one.reasons
    return (
        Reason.NO_FIT in found,
        not one.in_village,
        Reason.NO_ROOM in found,
        one.people,
        one.name,
    )
