"""What a note says, what it is about, and until when it is changed without a trace."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.people.tasks.rules import TaskDetails

UNDO_WITHIN = timedelta(minutes=10)


class NoteChannel(StrEnum):
    """How something was said; NONE is a note of what nobody said."""

    TELEPHONE = "telephone"
    DOOR = "door"
    IN_PERSON = "in_person"
    MAIL = "mail"
    MESSAGE = "message"
    LETTER = "letter"
    NONE = "none"


class Direction(StrEnum):
    """Who began: the other, the foundation, or nobody."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    NEITHER = "neither"


@dataclass(frozen=True)
class NoteSubject:
    """What a note is about: a person, a volunteer or an offering; one of the three.

    The coordinators of `area_id` do what is still to be done; None is all of them.
    """

    area_id: int | None
    contact_id: int | None = None
    volunteer_id: int | None = None
    offering_id: int | None = None


@dataclass(frozen=True)
class Said:
    """What was said: the text, with whom, how, and when; an hour may be unknown."""

    text: str
    on: date
    at: time | None = None
    with_whom: str = ""
    channel: NoteChannel = NoteChannel.TELEPHONE
    direction: Direction = Direction.INCOMING


@dataclass(frozen=True)
class FollowUp:
    """What is still to be done, by a coordinator or by any of the village (None)."""

    what: str
    due_on: date
    owner_id: int | None = None


@dataclass(frozen=True)
class FollowUpDetails(TaskDetails):
    """What the line of a follow-up shows; `name` is that of an offering."""

    what: str = ""
    name: str = ""


@dataclass(frozen=True)
class Written:
    """Who wrote a note, at which moment, and on which day in the village."""

    by: int
    at: datetime
    day: date


class NoteAuditEvent(AuditEvent):
    ADDED = "note.added"
    CORRECTED = "note.corrected"
    REMOVED = "note.removed"
    TAKEN_BACK = "note.taken_back"
    FOLLOW_UP_ADDED = "note.follow_up_added"
    OPENED = "notes.opened"


def may_undo(written: Written, user_id: int, now: datetime) -> bool:
    """Whether its writer may still remove a note as if it had never been there."""
    return written.by == user_id and now - written.at <= UNDO_WITHIN


def keeps_version(written: Written, user_id: int, today: date) -> bool:
    """Whether a correction keeps what was there: not of the writer, on the same day."""
    return written.by != user_id or written.day != today


def check_reason(because: str) -> None:
    """Refuse to take a note back without saying why."""
    if not because:
        raise RuleBroken("note.why")


def check_stands(taken_back_on: date | None) -> None:
    """Refuse to change a note that was taken back."""
    if taken_back_on is not None:
        raise RuleBroken("note.taken_back")
