"""Tasks: their kinds, which comes first, and what the line of one shows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken

MANUAL_UNDO = timedelta(minutes=10)
LONGEST_DELAY = timedelta(days=92)
LONGEST_WAIT = timedelta(days=21)


class TaskKind(StrEnum):
    """What has to happen; in the order of the board, the most urgent first."""

    INFORM = "inform"
    SIGNAL = "signal"
    REOPENED = "reopened"
    ATTEMPT = "attempt"
    RESTING = "resting"
    ABSENT = "absent"
    REPORT = "report"
    WAITING = "waiting"
    FIRST_MEETING = "first_meeting"
    PLAN_VISIT = "plan_visit"
    FIRST_MONTH = "first_month"
    VISIT = "visit"
    TABLET = "tablet"
    WISH = "wish"
    REFERRAL = "referral"
    RESPITE_TALK = "respite_talk"
    RESPITE_PLACE = "respite_place"
    RESPITE_ANSWER = "respite_answer"
    RESPITE_PRESENCE = "respite_presence"
    RESPITE_NEXT = "respite_next"
    INFORM_REPORTER = "inform_reporter"
    TALK = "talk"
    PAPER = "paper"
    HOURS = "hours"
    OFFERING = "offering"
    PROMISE = "promise"
    MATCH_ANSWER = "match_answer"
    TELL = "tell_visit"
    DAYS_OFF = "days_off"
    FOLLOW_UP = "follow_up"
    CALL_AGAIN = "call_again"
    VOLUNTEER_LEFT = "volunteer_left"
    LOST_SUPPORT = "lost_support"
    TELL_OFFERING = "tell_offering"
    ROOM_CLOSED = "room_closed"
    FETCH_KEY = "fetch_key"
    CARD = "card"
    FIRST_VISIT = "first_visit"
    FIRST_VISIT_ANSWER = "first_visit_answer"
    CALL_VOLUNTEER = "call_volunteer"
    ATTENDANCE = "attendance"
    REPEAT_QUESTION = "repeat_question"
    SETTLE_HOURS = "settle_hours"
    AGREEMENT = "agreement"


class TaskGroup(StrEnum):
    """Which tasks stand together on the board, in its order; FIRST are the urgent."""

    FIRST = "first"
    FOLLOW_UP = "follow_up"
    SIGNAL = "signal"
    ATTEMPT = "attempt"
    REPORT = "report"
    TABLET = "tablet"
    MATCH = "match"
    WISH = "wish"
    REFERRAL = "referral"
    RESPITE = "respite"
    VOLUNTEER = "volunteer"
    OFFERING = "offering"
    FAREWELL = "farewell"


class TaskOutcome(StrEnum):
    """How a task ended: what was to be done was done, or it is not needed any more."""

    DONE = "done"
    DROPPED = "dropped"


class TaskAuditEvent(AuditEvent):
    TAKEN = "task.taken"
    GIVEN = "task.given"
    PUT_OFF = "task.put_off"
    FINISHED = "task.finished"
    OPENED_AGAIN = "task.opened_again"
    OPENED = "task.opened"
    ALL_GIVEN = "task.all_given"
    ALL_GIVEN_BACK = "task.all_given_back"


class TaskOwner(StrEnum):
    """Whose tasks the board shows."""

    MINE = "mine"
    ALL = "all"


_K, _G = TaskKind, TaskGroup

GROUPS: Mapping[TaskGroup, tuple[TaskKind, ...]] = {
    _G.FOLLOW_UP: (_K.FOLLOW_UP,),
    _G.SIGNAL: (_K.SIGNAL, _K.INFORM_REPORTER),
    _G.ATTEMPT: (_K.ATTEMPT, _K.RESTING, _K.REOPENED, _K.CALL_AGAIN),
    _G.REPORT: (_K.ABSENT, _K.REPORT, _K.VISIT, _K.PROMISE),
    _G.TABLET: (_K.TABLET,),
    _G.MATCH: (
        *(_K.WAITING, _K.FIRST_MEETING, _K.PLAN_VISIT, _K.FIRST_MONTH),
        *(_K.MATCH_ANSWER, _K.TELL, _K.DAYS_OFF, _K.VOLUNTEER_LEFT),
        *(_K.FIRST_VISIT, _K.FIRST_VISIT_ANSWER, _K.CALL_VOLUNTEER),
        _K.REPEAT_QUESTION,
    ),
    _G.WISH: (_K.WISH,),
    _G.REFERRAL: (_K.REFERRAL, _K.TELL_OFFERING),
    _G.RESPITE: (
        *(_K.RESPITE_TALK, _K.RESPITE_PLACE, _K.RESPITE_ANSWER),
        *(_K.RESPITE_PRESENCE, _K.RESPITE_NEXT, _K.ROOM_CLOSED),
    ),
    _G.VOLUNTEER: (
        *(_K.TALK, _K.PAPER, _K.HOURS, _K.ATTENDANCE),
        *(_K.SETTLE_HOURS, _K.AGREEMENT),
    ),
    _G.OFFERING: (_K.OFFERING,),
    _G.FAREWELL: (_K.LOST_SUPPORT, _K.FETCH_KEY, _K.CARD),
}
"""The kinds of each group; each kind is in one, or in ALWAYS_FIRST."""

ALWAYS_FIRST = frozenset({_K.INFORM})
"""The kinds with a legal date, which are urgent whenever they are due."""

ONE_A_PERSON = frozenset(
    {
        *(_K.INFORM, _K.REOPENED, _K.ATTEMPT, _K.RESTING, _K.ABSENT, _K.WAITING),
        *(_K.CALL_AGAIN, _K.FETCH_KEY, _K.CARD),
    }
)
"""The kinds of which a person has one at a time: their source is the person."""

ONE_A_PAIR = frozenset(
    {
        *(_K.RESPITE_TALK, _K.RESPITE_PLACE, _K.RESPITE_ANSWER, _K.RESPITE_PRESENCE),
        *(_K.RESPITE_NEXT, _K.DAYS_OFF, _K.LOST_SUPPORT, _K.CALL_VOLUNTEER),
    }
)
"""The kinds whose source is something and a person, as '12:34'."""

AFTERWARDS = frozenset({_K.TELL_OFFERING, _K.FETCH_KEY, _K.CARD, _K.CALL_VOLUNTEER})
"""The kinds that are to be done when it has ended, also after contact stopped."""

NO_STEPS = AFTERWARDS | {
    *(_K.INFORM, _K.REPORT, _K.TABLET, _K.WISH, _K.PROMISE, _K.DAYS_OFF),
    _K.REPEAT_QUESTION,
}
"""The kinds that are done for a person, and are no next contact with them."""

KEPT_AT_STOP = AFTERWARDS | {_K.TABLET}
"""The kinds that stay when contact stops: what was sent in is still to be settled."""

NOT_URGENT = 100
"""The lowest rank of what is not urgent."""

ABOVE_ALL = -1
"""The rank of a signal that nobody handled in LONGEST_WAIT."""

DONE_BY_HAND = frozenset(
    {
        *(_K.REOPENED, _K.ABSENT, _K.REPORT, _K.FIRST_MONTH, _K.WISH),
        *(_K.INFORM_REPORTER, _K.PROMISE, _K.TELL, _K.DAYS_OFF, _K.FOLLOW_UP),
        *(_K.CALL_AGAIN, _K.VOLUNTEER_LEFT, _K.LOST_SUPPORT, _K.ROOM_CLOSED),
        *(_K.REPEAT_QUESTION, _K.SETTLE_HOURS),
        *AFTERWARDS,
    }
)
"""The kinds that a user marks as done. Any other ends when the thing itself is done."""

OWN_WORDS = frozenset({_K.FOLLOW_UP})
"""The kinds of which the details are all there is: kept when the task is closed, so
that it can be undone. They go with the closed task."""


@dataclass(frozen=True)
class TaskDetails:
    """What the line of a task shows of its source; each feature has its own.

    Its fields are of `str`, `int`, `bool`, `date`, `datetime` or a `StrEnum`, or None.
    """


@dataclass(frozen=True)
class AgreementDetails(TaskDetails):
    """The name of the user whom a request to agree is about."""

    name: str = ""


Details = TypeVar("Details", bound=TaskDetails)


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task as a feature opens it.

    `source` is the row that it is about, by which the feature finds it again: there is
    one open task of a kind and a source. `due_on` is the day from which it stands on
    the board; `planned_on` the day on which something is planned that it waits for,
    such as a visit. `number` counts, as of an attempt. Without an `owner_id` it is for
    all coordinators of the village.
    """

    kind: TaskKind
    source: int | str
    due_on: date
    area_id: int | None
    contact_id: int | None = None
    volunteer_id: int | None = None
    offering_id: int | None = None
    room_id: int | None = None
    planned_on: date | None = None
    number: int | None = None
    owner_id: int | None = None
    is_urgent: bool = False
    details: TaskDetails = TaskDetails()

    @property
    def columns(self) -> dict[str, Any]:
        """The values of the columns of the row of `task`, without who does it."""
        about = "contact_id", "volunteer_id", "offering_id", "room_id", "area_id"
        return {name: getattr(self, name) for name in about} | {
            "due_on": self.due_on,
            "planned_on": self.planned_on,
            "rank": rank_of(self.kind, is_urgent=self.is_urgent),
            "number": self.number,
            "details": as_json(self.details),
        }


@dataclass(frozen=True)
class NextStepChanged:
    """Event: what comes next for a person is another task, or none (`kind` is None)."""

    contact_id: int
    kind: TaskKind | None
    on: date | None
    number: int | None


@dataclass(frozen=True)
class TaskFinished:
    """Event: a user marked a task as done; a feature that goes on opens another."""

    kind: TaskKind
    contact_id: int | None
    source: str = ""


@dataclass(frozen=True)
class TaskOpenedAgain:
    """Event: a task that a user had marked as done is open again."""

    kind: TaskKind
    source: str


@dataclass(frozen=True)
class TaskPutOff:
    """Event: a task is asked for on a later day; its feature moves its own day along.

    A handler raises RuleBroken where that day may not be.
    """

    kind: TaskKind
    source: str
    until: date


def group_of(kind: TaskKind, rank: int) -> TaskGroup:
    """The group of the board in which a task of this kind and rank stands."""
    if rank < NOT_URGENT:
        return TaskGroup.FIRST
    [found] = (group for group, kinds in GROUPS.items() if kind in kinds)
    return found


def rank_of(kind: TaskKind, *, is_urgent: bool = False) -> int:
    """The place of a kind among those of one day: the lower, the sooner.

    What is urgent comes before all that is not.
    """
    place = list(TaskKind).index(kind)
    is_first = is_urgent or kind in ALWAYS_FIRST
    return place if is_first else place + NOT_URGENT


def as_json(details: TaskDetails) -> str:
    """The fields of the details as JSON."""
    found = {one.name: getattr(details, one.name) for one in fields(details)}
    return json.dumps(found, default=_plain)


def from_json(kind: type[Details], text: str) -> Details:
    """The details that `as_json` wrote; a field that is not in it has its default."""
    types, kept = get_type_hints(kind), json.loads(text)
    known = [one.name for one in fields(kind) if one.name in kept]
    return kind(**{name: _read(types[name], kept[name]) for name in known})


def check_open(is_open: bool) -> None:
    """Refuse a change of a task that was done meanwhile."""
    if not is_open:
        raise RuleBroken("task.closed")


def check_by_hand(kind: TaskKind) -> None:
    """Refuse to mark as done what ends with the thing itself."""
    if kind not in DONE_BY_HAND:
        raise RuleBroken("task.by_itself")


def check_delay(due_on: date, until: date, today: date) -> None:
    """Refuse a delay into the past, or so far that it is as good as lost."""
    if not today < until <= today + LONGEST_DELAY:
        raise RuleBroken("task.delay")


def check_given_back(
    made_at: datetime, undone_at: datetime | None, now: datetime
) -> None:
    """Refuse to give back twice, or longer than the limit ago."""
    if undone_at is not None or now - made_at > MANUAL_UNDO:
        raise RuleBroken("task.give_back_too_late")


def check_undo(closed_at: datetime, now: datetime, *, is_today: bool) -> None:
    """Refuse to undo what was done on an earlier day, longer than the limit ago.

    What was done today stands on the board all day, with a button.
    """
    if not is_today and now - closed_at > MANUAL_UNDO:
        raise RuleBroken("task.undo_too_late")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"details hold no {type(value).__name__}")


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if get_origin(kind) in (Union, UnionType):
        [kind] = (one for one in get_args(kind) if one is not type(None))
    return kind.fromisoformat(value) if kind in (date, datetime) else kind(value)


def moved_source(kind: TaskKind, source: str, gone_id: int, kept_id: int) -> str:
    """The source of a task once a record of a person is another."""
    if kind in ONE_A_PERSON:
        return str(kept_id) if source == str(gone_id) else source
    if kind not in ONE_A_PAIR or ":" not in source:
        return source
    what, who = source.split(":", 1)
    if kind is TaskKind.LOST_SUPPORT and what == str(gone_id):
        what = str(kept_id)
    return f"{what}:{kept_id}" if who == str(gone_id) else f"{what}:{who}"
