"""What ends: what hangs on it, and what becomes of that."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256


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
    TRAINING = "training_attendance"


PLANNED = frozenset(EndingKind) - {
    *(EndingKind.ASSENT, EndingKind.CONSENT),
    *(EndingKind.TASK, EndingKind.CLAIM),
}
"""The kinds that are planned, or that a person waits for."""


class EndingFate(StrEnum):
    """What becomes of it."""

    ENDS = "ends"
    PAUSES = "pauses"
    CALLED_OFF = "called_off"
    CALL = "call"
    HANDED_ON = "handed_on"
    STAYS = "stays"
    NEW = "new"
    NEW_UNLESS_ASKED = "new_unless_asked"


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


def fingerprint(lines: Collection[EndingLine]) -> str:
    """Short for what a page showed, to see whether that is still all there is."""
    words = sorted(f"{line.kind} {line.row_id}" for line in lines)
    return sha256("\n".join(words).encode()).hexdigest()[:16]


def count(lines: Sequence[EndingLine], kind: EndingKind) -> int:
    """The number of lines of one kind."""
    return sum(line.kind is kind for line in lines)
