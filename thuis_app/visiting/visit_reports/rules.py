"""The fields of a report, and until when it may be changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.people.tasks.rules import TaskDetails
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.visits.rules import VisitState

LOOKED_BACK = timedelta(days=60)
TAKEN_BACK_WITHIN = timedelta(minutes=10)
DRAFT_KEPT = timedelta(weeks=4)
SENT_TOGETHER = timedelta(seconds=5)


class Happened(StrEnum):
    """Whether there was a visit at all."""

    YES = "yes"
    NOBODY_HOME = "nobody_home"
    CANCELLED = "cancelled"


class Mood(StrEnum):
    """The mood during the visit."""

    GOOD = "good"
    SO_SO = "so_so"
    HARD = "hard"


class How(StrEnum):
    """One question for two: whether the visit took place, and the mood."""

    GOOD = "good"
    SO_SO = "so_so"
    HARD = "hard"
    NOBODY_HOME = "nobody_home"
    CANCELLED = "cancelled"

    @property
    def is_visit(self) -> bool:
        """Whether they met."""
        return self not in (How.NOBODY_HOME, How.CANCELLED)


class Activity(StrEnum):
    """An activity during the visit."""

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


class Whose(StrEnum):
    """Which of two people at one house something is about."""

    FIRST = "first"
    OTHER = "other"
    BOTH = "both"


@dataclass(frozen=True)
class Findings:
    """The content of a report without a concern, which is stored elsewhere."""

    how: How
    minutes: int | None = None
    activities: Sequence[Activity] = ()
    wishes: Sequence[Subject] = ()
    wish_text: str = ""
    agreed: str = ""
    note: str = ""

    @property
    def happened(self) -> Happened:
        return Happened.YES if self.mood else Happened(self.how)

    @property
    def took_place(self) -> bool:
        return self.happened is Happened.YES

    @property
    def mood(self) -> Mood | None:
        """The mood; None when there was no visit."""
        return next((mood for mood in Mood if mood.value == self.how.value), None)

    @property
    def says_something(self) -> bool:
        """Whether a coordinator reads it; a wish is a task of its own."""
        return bool(self.agreed or self.note) or self.mood is Mood.HARD

    @property
    def subjects(self) -> list[Subject]:
        """The subjects of the wishes; a text without a subject is of another kind."""
        return list(self.wishes) or ([Subject.OTHER] if self.wish_text else [])

    @property
    def heard(self) -> list[tuple[Subject, str]]:
        """Each wish with its words; one sentence is said once, with the first."""
        words = (self.wish_text, *("" for _other in self.subjects[1:]))
        return list(zip(self.subjects, words, strict=False))

    @property
    def asked(self) -> "Findings":
        """The same without answers to questions that fall away: who saw nobody has
        heard no wish, did nothing and agreed on nothing."""
        if self.took_place:
            return self
        return Findings(self.how, note=self.note)

    @property
    def answers(self) -> list[tuple[str, str]]:
        """The same as the answers to a form."""
        found = [("how", self.how.value)]
        found += [("minutes", str(self.minutes))] if self.minutes else []
        found += [("activities", one.value) for one in self.activities]
        found += [("wishes", one.value) for one in self.wishes]
        words = {name: getattr(self, name) for name in ("wish_text", "agreed", "note")}
        return found + [(name, text) for name, text in words.items() if text]

    def is_as(self, other: "Findings") -> bool:
        """Whether it says the same, in whatever order things were ticked."""
        return self._as_said() == other._as_said()

    def _as_said(self) -> tuple[object, ...]:
        sets = frozenset(self.activities), frozenset(self.subjects)
        words = self.wish_text, self.agreed, self.note
        return (self.how, self.minutes, *sets, *words)

    @property
    def wishless(self) -> "Findings":
        """The same, for the one at this house who said nothing of a wish."""
        return replace(self, wishes=(), wish_text="")


@dataclass(frozen=True)
class VisitMade:
    """Event: a report says that there was a visit, or a correction that there was none.

    Not published for a correction that leaves that as it was.
    """

    contact_id: int
    on: date
    is_made: bool


@dataclass(frozen=True)
class ReportDetails(TaskDetails):
    """What the task to read a report shows of it; `in_a_row` counts the hard visits
    that came one after the other, this one among them."""

    mood: Mood | None = None
    words: str = ""
    in_a_row: int = 0


@dataclass(frozen=True)
class AbsenceDetails(TaskDetails):
    """What the task about a closed door shows: the visit, and what was written."""

    visit_id: int = 0
    words: str = ""


def in_a_row(latest: Sequence[How]) -> int:
    """How many of these, the latest first, are as the first one."""
    return sum(1 for _how in takewhile(lambda how: how is latest[0], latest))


def state_after(happened: Happened) -> VisitState:
    """The state after a report: REPORTED also when no one was home, or CANCELLED."""
    is_off = happened is Happened.CANCELLED
    return VisitState.CANCELLED if is_off else VisitState.REPORTED


def check_come(starts_at: datetime, today: date) -> None:
    """Nothing can be said yet of a visit on a day that has not come."""
    if clock.local(starts_at).date() > today:
        raise RuleBroken("visit.not_yet")


def check_same_day(written_at: datetime, today: date) -> None:
    """Raise RuleBroken after the day on which the report was written."""
    if clock.local(written_at).date() < today:
        raise RuleBroken("report.settled")


def check_take_back(number: int, written_at: datetime, now: datetime) -> None:
    """Refuse to undo what was sent longer than ten minutes ago, or put right since."""
    if number > 1 or now - written_at > TAKEN_BACK_WITHIN:
        raise RuleBroken("report.sent")


def is_expected(day: date, stopped_on: date | None, today: date) -> bool:
    """Whether a planned visit still counts, once nobody may approach the person.

    What was before that day can still be reported; nothing more is visited.
    """
    return stopped_on is None or (day < today and day <= stopped_on)


class VisitReportAuditEvent(AuditEvent):
    REPORTED = "visit.reported"
    CORRECTED = "visit.corrected"
    TAKEN_BACK = "visit.report_taken_back"
    DRAFT_BEGUN = "visit.draft_begun"
    DRAFT_SWEPT = "visit.draft_swept"
    REPORT_OPENED = "visit.report_opened"
