"""The states of a match, and when it may change."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move
from thuis_app.organisation.endings.rules import EndingFate, EndingKind, EndingLine
from thuis_app.people.assents.rules import AssentWithdrawn
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import TaskDetails

MAY_STILL_REPORT = timedelta(days=14)
WATCHED = timedelta(days=28)
START_AHEAD = timedelta(days=90)
START_BACK = timedelta(days=365)


class MatchKind(StrEnum):
    """A visit at home, or an Oudermaatje: going out and doing things together."""

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


# The rhythms of each kind; the default one stands first.
RHYTHMS = {
    MatchKind.HOME_VISIT: (Rhythm.FORTNIGHTLY, Rhythm.WEEKLY, Rhythm.MONTHLY),
    MatchKind.BUDDY: (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY),
}


class EndReason(StrEnum):
    GOAL_REACHED = "goal_reached"
    VOLUNTEER_STOPS = "volunteer_stops"
    NO_FIT = "no_fit"
    PERSON_STOPS = "person_stops"
    MOVED = "moved"
    DECEASED = "deceased"


# The reason of an end when contact stops.
END_OF_STAGE = {
    Stage.NO_CONTACT: EndReason.PERSON_STOPS,
    Stage.MOVED: EndReason.MOVED,
    Stage.DECEASED: EndReason.DECEASED,
}


OF_PERSON = frozenset({EndReason.PERSON_STOPS, EndReason.MOVED, EndReason.DECEASED})
"""The reasons for which nobody has to call the person about a visit that is off."""


@dataclass(frozen=True)
class CallVolunteerDetails(TaskDetails):
    """Why a volunteer is called: a match ended, or a visit was called off (None)."""

    because: EndReason | None = None


@dataclass(frozen=True)
class MatchEnded:
    """Event: a volunteer and a person are brought together no more, since this day."""

    match_id: int
    contact_id: int
    volunteer_id: int
    on: date


@dataclass(frozen=True)
class MatchPaused:
    """Event: a volunteer does not come for the time being."""

    match_id: int
    contact_id: int
    volunteer_id: int


MOVES: Moves[MatchState] = {
    MatchState.INTRODUCED: {MatchState.ACTIVE, MatchState.ENDED},
    MatchState.ACTIVE: {MatchState.PAUSED, MatchState.CLOSING, MatchState.ENDED},
    MatchState.PAUSED: {MatchState.ACTIVE, MatchState.CLOSING, MatchState.ENDED},
    MatchState.CLOSING: {MatchState.ENDED},
}

OPEN = frozenset(MOVES)
CAN_PAUSE = frozenset(one for one in MOVES if MatchState.PAUSED in MOVES[one])


def next_state(current: MatchState, wanted: MatchState) -> MatchState:
    return move(MOVES, current, wanted)


def choices(current: MatchState) -> tuple[MatchState, ...]:
    """Where a match can go from here, in the order of its life; it may stay, too."""
    return tuple(s for s in MatchState if s == current or s in MOVES.get(current, ()))


def pauses(event: object, state: MatchState, *, is_stopped: bool) -> bool:
    """Whether a match waits, rather than ends, when this event is published."""
    if isinstance(event, MatchPaused):
        return True
    is_choice = isinstance(event, AssentWithdrawn) and not event.ends_matches
    return is_choice and state in CAN_PAUSE and not is_stopped


def is_watched(state: MatchState, started_on: date, today: date) -> bool:
    """The first month: the coordinator asks both how it goes."""
    return state in OPEN and started_on <= today < started_on + WATCHED


def rhythm_of(kind: MatchKind, wanted: Rhythm | None) -> Rhythm:
    """The wanted rhythm if it suits this kind, or the default one."""
    if wanted is None:
        return RHYTHMS[kind][0]
    if wanted not in RHYTHMS[kind]:
        raise RuleBroken("match.too_seldom")
    return wanted


class MatchAuditEvent(AuditEvent):
    INTRODUCED = "match.introduced"
    CHANGED = "match.changed"
    ENDED = "match.ended"
    HANDED_OVER = "match.handed_over"
    KEPT = "match.kept"
    OPENED = "match.opened"
    LISTED = "match.listed"


def pair_source(contact_id: int, volunteer_id: int) -> str:
    """The source of a task about a volunteer and a person: one for these two."""
    return f"{volunteer_id}:{contact_id}"


def call_line(
    contact_id: int,
    volunteer_id: int,
    called: str,
    fate: EndingFate = EndingFate.NEW,
) -> EndingLine:
    """That calling a volunteer becomes a task, before it does."""
    source = pair_source(contact_id, volunteer_id)
    return EndingLine(EndingKind.TASK, source, fate, who=called)
