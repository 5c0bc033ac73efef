"""What ends: what hangs on it, what becomes of that, and until when it is undone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.row_changes import RowChange

UNDO = timedelta(minutes=10)
PUT_RIGHT = timedelta(days=92)


class EndingCause(StrEnum):
    """What ended."""

    ASSENT = "assent"
    CONSENT = "consent"
    MATCH = "match"
    FINISHED = "finished"
    NO_CONTACT = "no_contact"
    MOVED = "moved"
    DECEASED = "deceased"


STOPS = frozenset(
    {
        *(EndingCause.FINISHED, EndingCause.NO_CONTACT),
        *(EndingCause.MOVED, EndingCause.DECEASED),
    }
)
"""The causes by which contact with a person ends."""


class EndingKind(StrEnum):
    """What hangs on it; each value is the name of a table."""

    ASSENT = "assent"
    CONSENT = "consent"
    OUTREACH = "outreach_plan"
    MATCH_REQUEST = "match_request"
    MATCH = "match"
    VISIT = "visit"
    REFERRAL = "referral"
    BOOKING = "booking"
    RESPITE = "respite_request"
    TASK = "task"
    CLAIM = "claim"


class EndingFate(StrEnum):
    """What becomes of it."""

    ENDS = "ends"
    PAUSES = "pauses"
    CALLED_OFF = "called_off"
    CALL = "call"
    HANDED_ON = "handed_on"
    STAYS = "stays"
    NEW = "new"


@dataclass(frozen=True)
class EndingLine:
    """One thing that hangs on what ends, and what becomes of it.

    `what` names it, `who` is the user or person who hears of it, `at` when it is.
    """

    kind: EndingKind
    row_id: int | str
    fate: EndingFate
    what: str | StrEnum = ""
    who: str = ""
    on: date | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class OpenUnder:
    """Question: what hangs on that which ends, and what becomes of it?

    `event` is the event that is published when it does end. Each handler returns a
    list of `EndingLine`, by the same query by which it takes things back.
    """

    event: object


@dataclass(frozen=True)
class RestoreAsked:
    """Question: which of these rows cannot be what they were, as their day has passed?

    Each handler returns those that stay as they are.
    """

    changes: tuple[RowChange, ...]

    def keys(self, table: str) -> list[int]:
        """The ids of the rows of a table."""
        return [one.key[0] for one in self.changes if one.table == table]


@dataclass(frozen=True)
class EndingUndone:
    """Event: rows are what they were before something ended; `left` stayed so."""

    contact_id: int
    restored: tuple[RowChange, ...]
    left: tuple[RowChange, ...]

    def keys(self, table: str) -> list[int]:
        """The ids of the rows of a table that are what they were."""
        return [one.key[0] for one in self.restored if one.table == table]


class EndingAuditEvent(AuditEvent):
    UNDONE = "ending.undone"
    PUT_RIGHT = "ending.put_right"


def fingerprint(lines: Collection[EndingLine]) -> str:
    """Short for what a page showed, to see whether that is still all there is."""
    words = sorted(f"{line.kind} {line.row_id}" for line in lines)
    return sha256("\n".join(words).encode()).hexdigest()[:16]


def count(lines: Sequence[EndingLine], kind: EndingKind) -> int:
    """The number of lines of one kind."""
    return sum(line.kind is kind for line in lines)


def may_undo(made_at: datetime, now: datetime) -> bool:
    """Whether it ended so short ago that a word is enough to undo it."""
    return now - made_at <= UNDO


def check_undo(made_at: datetime, now: datetime, *, is_undone: bool) -> None:
    """Refuse to undo twice, or after ten minutes."""
    if is_undone or not may_undo(made_at, now):
        raise RuleBroken("ending.undo_too_late")


def check_put_right(made_at: datetime, now: datetime, *, is_undone: bool) -> None:
    """Refuse to put right twice, or after three months."""
    if is_undone or now - made_at > PUT_RIGHT:
        raise RuleBroken("ending.too_late")
