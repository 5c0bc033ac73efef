"""Until when a change is undone or put right, and when not any more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.row_changes import RowChange

UNDO = timedelta(minutes=10)
PUT_RIGHT = timedelta(days=92)


class ChangeKind(StrEnum):
    """What was done; ASSENT to DECEASED ended something."""

    ASSENT = "assent"
    CONSENT = "consent"
    MATCH = "match"
    FINISHED = "finished"
    NO_CONTACT = "no_contact"
    MOVED = "moved"
    DECEASED = "deceased"
    ATTEMPT = "attempt"
    SIGNAL = "signal"
    REGISTRATION = "registration"
    MATCHED = "matched"
    REFERRAL = "referral"
    BOOKING = "booking"
    CONSENT_GIVEN = "consent_given"
    ASSENT_GIVEN = "assent_given"
    NOTE = "note"
    TASK = "task"
    VISIT = "visit"
    DAYS_AWAY = "days_away"
    OUTREACH = "outreach"
    REOPENED = "reopened"
    FIRST_VISIT = "first_visit"
    INFORMED = "informed"
    WISH = "wish"
    RELATION = "relation"
    RESPITE = "respite"
    INCIDENT = "incident"
    PERSON = "person"
    DECLINED = "declined"


STOPS = frozenset(
    {
        *(ChangeKind.FINISHED, ChangeKind.NO_CONTACT),
        *(ChangeKind.MOVED, ChangeKind.DECEASED),
    }
)
"""The kinds by which contact with a person ends."""

ENDINGS = STOPS | {ChangeKind.ASSENT, ChangeKind.CONSENT, ChangeKind.MATCH}
"""The kinds by which something ends: what still lies ahead comes back, in part too."""

BRIEF = frozenset(
    {
        *(ChangeKind.NOTE, ChangeKind.TASK),
        *(ChangeKind.VISIT, ChangeKind.DAYS_AWAY),
        *(ChangeKind.OUTREACH, ChangeKind.REOPENED, ChangeKind.FIRST_VISIT),
        *(ChangeKind.INFORMED, ChangeKind.WISH, ChangeKind.RELATION),
        *(ChangeKind.RESPITE, ChangeKind.INCIDENT),
        *(ChangeKind.PERSON, ChangeKind.DECLINED),
    }
)
"""The kinds that are undone for ten minutes; after that they are changed as usual."""

DECISIVE: Mapping[str, frozenset[str] | None] = {
    "contact": frozenset({"stage"}),
    "outreach_plan": frozenset({"is_open"}),
    "attempt": None,
    "signal": None,
    "match": None,
    "match_request": None,
    "referral": frozenset({"state"}),
    "referral_step": None,
    "booking": None,
    "assent": None,
    "consent": None,
    "note": None,
    "visit": frozenset({"state", "starts_at", "volunteer_id"}),
    "absence": None,
    "volunteer_block": None,
    "wish": frozenset({"state"}),
    "tie": None,
    "respite_request": frozenset({"state"}),
    "incident": None,
}
"""The tables, and the columns of them, that must be what they were; None means all."""


@dataclass(frozen=True)
class About:
    """Whom a change is about, and in which village; None for nobody, and nowhere."""

    id: int | None = None
    area_id: int | None = None


@dataclass(frozen=True)
class RestoreAsked:
    """Question: which of these rows cannot be what they were, as their day has passed?

    Each handler returns those that stay as they are. What had passed before `since`
    already is what it was.
    """

    changes: tuple[RowChange, ...]
    since: datetime | None = None
    kind: ChangeKind | None = None

    def keys(self, table: str) -> list[int]:
        """The ids of the rows of a table."""
        return [one.key[0] for one in self.changes if one.table == table]


@dataclass(frozen=True)
class ChangeUndone:
    """Event: rows are what they were before a change; `left` stayed as they are.

    `contact_id` is None where the change was about nobody, or registered the person;
    `kind` is None where it was a merge.
    """

    contact_id: int | None
    restored: tuple[RowChange, ...]
    left: tuple[RowChange, ...]
    kind: ChangeKind | None = None

    def keys(self, table: str) -> list[int]:
        """The ids of the rows of a table that are what they were, and are there."""
        return [
            one.key[0]
            for one in self.restored
            if one.table == table and one.before is not None
        ]

    def gone(self, table: str) -> list[RowChange]:
        """The rows of a table that were added by the change, and are there no more."""
        return [
            one for one in self.restored if one.table == table and one.before is None
        ]


class ChangeAuditEvent(AuditEvent):
    UNDONE = "change.undone"
    PUT_RIGHT = "change.put_right"


def may_undo(made_at: datetime, now: datetime) -> bool:
    """Whether it was done so short ago that a word is enough to undo it."""
    return now - made_at <= UNDO


def check_undo(made_at: datetime, now: datetime, *, is_undone: bool) -> None:
    """Refuse to undo twice, or after ten minutes."""
    if is_undone or not may_undo(made_at, now):
        raise RuleBroken("change.undo_too_late")


def check_put_right(made_at: datetime, now: datetime, *, is_undone: bool) -> None:
    """Refuse to put right twice, or after three months."""
    if is_undone or now - made_at > PUT_RIGHT:
        raise RuleBroken("change.too_late")


def check_whole(kind: ChangeKind, left: Collection[RowChange]) -> None:
    """Refuse what would undo a change by half: something was built on it since."""
    if kind not in ENDINGS and any(_is_decisive(kind, one) for one in left):
        raise RuleBroken("change.built_on")


def _is_decisive(kind: ChangeKind, change: RowChange) -> bool:
    if kind is ChangeKind.TASK and change.table == "task":
        return True
    if change.table not in DECISIVE:
        return False
    columns = DECISIVE[change.table]
    if columns is None or change.before is None or change.after is None:
        return True
    return bool(columns & change.before.keys())
