"""The states of a visit, and what stands in the way of a moment for one."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails
from thuis_app.visiting.matches.rules import MatchState

AHEAD = timedelta(days=14)
WRITTEN_AFTERWARDS = timedelta(days=14)
PLANNED_AT_MOST = timedelta(days=366)
REPORTED_WITHIN = timedelta(days=2)
PLANNED_WITHIN, PAUSED_FOR = timedelta(days=7), timedelta(days=28)
SHORTEST, USUAL, LONGEST = 5, 60, 12 * 60
REPORTED_EARLY = timedelta(minutes=30)
UNDONE_WITHIN = timedelta(minutes=10)
LOOKED_AHEAD = timedelta(days=28)
URGENT_WITHIN = timedelta(days=2)
ARRANGED_BEFORE, CALLED_BY_VOLUNTEER = timedelta(days=14), timedelta(days=2)
REPORTED_BY_SUBSTITUTE = timedelta(days=14)
FIRST_HOUR, LAST_HOUR = time(7), time(22)
"""Before the first and after the last hour of a day a visit is asked about twice."""


class VisitState(StrEnum):
    PLANNED = "planned"
    REPORTED = "reported"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class VisitDetails(TaskDetails):
    """What the task of a visit shows: the moment, where it is known."""

    starts_at: datetime | None = None


class VisitCancelledBy(StrEnum):
    PERSON = "person"
    VOLUNTEER = "volunteer"
    FOUNDATION = "foundation"


class Informed(StrEnum):
    """Whether the person knows of a change: yes, the writer calls, or we are to."""

    KNOWS = "knows"
    CALLS = "calls"
    ASKED = "asked"


class Objection(StrEnum):
    """What stands in the way of a moment for a visit."""

    TWICE = "twice"
    VOLUNTEER_BUSY = "volunteer_busy"
    PERSON_BUSY = "person_busy"
    DAYS_OFF = "days_off"
    NIGHT = "night"


class Change(StrEnum):
    """What became of a visit that the person counted on."""

    MOVED = "moved"
    CANCELLED = "cancelled"
    SUBSTITUTED = "substituted"


MOVES: Moves[VisitState] = {
    VisitState.PLANNED: {VisitState.REPORTED, VisitState.CANCELLED},
}


class Slot(NamedTuple):
    """A stretch of time, without its end."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def overlaps(self, other: "Slot") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Engagement:
    """What stands in the agenda of a person or a volunteer.

    `name` is the volunteer of a visit, or the place of anything else.
    """

    slot: Slot
    name: str
    contact_id: int | None = None
    volunteer_id: int | None = None


@dataclass(frozen=True)
class DaysOff:
    """Days on which a volunteer does not come, the last one included."""

    volunteer_id: int
    name: str
    first: date
    last: date


Objections = list[tuple[Objection, Engagement | DaysOff | None]]


@dataclass(frozen=True)
class Agenda:
    """What stands already, on both sides of a visit."""

    engagements: Collection[Engagement] = ()
    days_off: Collection[DaysOff] = ()

    def shown_for(self, contact_id: int) -> Sequence[Engagement]:
        """One of what a volunteer has at one moment: that with this person, where it
        is one. A visit to a couple is one visit."""
        found: dict[object, Engagement] = {}
        for one in self.engagements:
            key = (one.slot, one.volunteer_id) if one.volunteer_id else one
            if key not in found or one.contact_id == contact_id:
                found[key] = one
        return list(found.values())

    def objections(
        self, slot: Slot, contact_id: int, volunteer_id: int
    ) -> Iterator[tuple[Objection, Engagement | DaysOff | None]]:
        """What stands in the way of a visit then, each with what stands there."""
        for one in self.engagements:
            about = _between(one, contact_id, volunteer_id)
            if about is not None and one.slot.overlaps(slot):
                yield about, one
        on = clock.local(slot.starts_at).date()
        for away in self.days_off:
            if away.volunteer_id == volunteer_id and away.first <= on <= away.last:
                yield Objection.DAYS_OFF, away
        if is_at_night(slot):
            yield Objection.NIGHT, None


@dataclass(frozen=True)
class AppointmentsWanted:
    """Question: what else a person has in these days, as `Engagement`s."""

    contact_id: int
    first: date
    last: date


@dataclass(frozen=True)
class TellDetails(TaskDetails):
    """What the task to tell a person of a change shows of it."""

    change: Change = Change.CANCELLED
    starts_at: datetime | None = None
    was_at: datetime | None = None


@dataclass(frozen=True)
class CoverDetails(TaskDetails):
    """The first visit to a person in the days off of their volunteer."""

    starts_at: datetime | None = None
    visit_id: int = 0


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


class VisitRef(Protocol):
    """A visit, as a record or as a page reads it: by whom and when, and what was
    changed of it last."""

    @property
    def id(self) -> int: ...

    @property
    def volunteer_id(self) -> int: ...

    @property
    def starts_at(self) -> datetime: ...

    @property
    def together_with(self) -> int | None: ...

    @property
    def state(self) -> VisitState: ...

    @property
    def called_off_by(self) -> int | None: ...

    @property
    def called_off_at(self) -> datetime | None: ...

    @property
    def moved_by(self) -> int | None: ...

    @property
    def moved_at(self) -> datetime | None: ...


AnyVisit = TypeVar("AnyVisit", bound=VisitRef)


def is_open(state: VisitState) -> bool:
    return state in MOVES


def next_state(current: VisitState, wanted: VisitState) -> VisitState:
    return move(MOVES, current, wanted)


def check_open(state: VisitState) -> None:
    """A visit is reported, moved or called off once."""
    if not is_open(state):
        raise RuleBroken("visit.closed")


def is_at_night(slot: Slot) -> bool:
    """Whether hardly anybody is visited then."""
    start = clock.local(slot.starts_at)
    return not FIRST_HOUR <= start.time() < LAST_HOUR


def exists(day: date, hour: time) -> bool:
    """Whether the village clock shows this hour on this day; once a year it skips."""
    return clock.local(clock.at(day, hour)).time() == hour


def check_moment(found: Collection[Objection], *, anyway: bool) -> None:
    """Refuse to plan the same visit twice; anything else only where nobody asked."""
    if Objection.TWICE in found:
        raise RuleBroken("visit.twice")
    if found and not anyway:
        raise RuleBroken("visit.objection")


def may_undo(by: int | None, at: datetime | None, actor_id: int, now: datetime) -> bool:
    """Whether a user may undo what they did a moment ago."""
    return by == actor_id and at is not None and now - at <= UNDONE_WITHIN


def is_same_call(visit: VisitRef, other: VisitRef) -> bool:
    """Whether the other is made in the same call at the same house."""
    same = visit.volunteer_id, visit.starts_at
    return (
        same == (other.volunteer_id, other.starts_at)
        and visit.together_with == other.id
        and visit.state is other.state
    )


class Undo(StrEnum):
    """What may be undone of a visit that was changed a moment ago."""

    MOVED = "moved"
    CANCELLED = "cancelled"


def unless_usual(found: Objections, *, is_usual: bool) -> Objections:
    """What stands in the way, without the night for people who meet at night."""
    return [one for one in found if not is_usual or one[0] is not Objection.NIGHT]


def check_undo(allowed: bool) -> None:
    if not allowed:
        raise RuleBroken("visit.undo_too_late")


def first_of_each(
    visits: Iterable[AnyVisit], key: Callable[[AnyVisit], object]
) -> list[AnyVisit]:
    """Of visits in order of time the first of each person, or of each other `key`."""
    firsts: dict[object, AnyVisit] = {}
    for one in visits:
        firsts.setdefault(key(one), one)
    return list(firsts.values())


def tell_urgently(starts_at: datetime, now: datetime) -> bool:
    """Whether the person counts on a visit so soon that the call comes first."""
    return starts_at <= now + URGENT_WITHIN


def _between(one: Engagement, contact_id: int, volunteer_id: int) -> Objection | None:
    """Whose time something takes: of both, of one of them, or of neither."""
    if one.contact_id == contact_id:
        is_same = one.volunteer_id == volunteer_id
        return Objection.TWICE if is_same else Objection.PERSON_BUSY
    is_busy = one.volunteer_id == volunteer_id
    return Objection.VOLUNTEER_BUSY if is_busy else None


def check_unvisited(visitors: Collection[str]) -> None:
    """Refuse a first visit where a volunteer visits already: that one goes."""
    if visitors:
        raise RuleBroken("visit.has_visitor")


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
    SUBSTITUTED = "visit.substituted"
    MOVED_BACK = "visit.moved_back"
    GOES_ON = "visit.goes_on"
    TOOK_PLACE = "visit.took_place"
    OPENED = "visit.opened"
    PLAN_OPENED = "visit.plan_opened"
    PAPER_SHOWN = "visit.paper_shown"
    IN_DAYS_OFF_SHOWN = "visit.in_days_off_shown"
