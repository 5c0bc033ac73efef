"""The states of a report from a tablet, its problems, and how long data is kept."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil
from typing import Any

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.citizen_numbers import without_citizen_numbers
from thuis_app.core.parsing import read_json
from thuis_app.core.states import Moves
from thuis_app.core.states import move as checked
from thuis_app.core.tablet_encryption import (
    NONCE_BYTES,
    POINT_BYTES,
    DecryptionFailed,
    Keyring,
    plain,
)
from thuis_app.people.tasks.rules import TaskDetails

# The largest envelope: every field of a report at its limit, and room to spare.
LARGEST = 64 * 1024
# The number of days a tablet holds, and keeps them.
KEPT_ON_TABLET = timedelta(hours=48)
REMINDED_AFTER = timedelta(hours=24)
VERSION = 1
# The maximum of unreadable reports of one volunteer within a day.
MOST_UNREADABLE_A_DAY = 5

# The names of the text fields: of one line, and of several.
IN_WORDS = frozenset({"wish_text", "agreed", "note"})
LEFT_OUT = "(…)"

Pairs = list[tuple[str, str]]


class UploadState(StrEnum):
    """The state of a report from a tablet."""

    WRITTEN = "written"
    ATTENTION = "attention"
    WAITING = "waiting"
    HANDED_BACK = "handed_back"
    SET_ASIDE = "set_aside"


class UploadReason(StrEnum):
    """Why a report could not simply be written down."""

    FORM = "form"
    UNFINISHED = "unfinished"
    NOT_YET = "not_yet"
    SECOND = "second"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    MATCH_ENDED = "match_ended"
    OTHER_VISITOR = "other_visitor"
    UNREADABLE = "unreadable"


# The reasons that the writer handles; the others are the coordinator's.
FOR_WRITER = frozenset(
    {UploadReason.FORM, UploadReason.UNFINISHED, UploadReason.NOT_YET}
)

MOVES: Moves[UploadState] = {
    UploadState.ATTENTION: {
        UploadState.HANDED_BACK,
        UploadState.WRITTEN,
        UploadState.SET_ASIDE,
    },
    UploadState.WAITING: {UploadState.WRITTEN, UploadState.SET_ASIDE},
}


@dataclass(frozen=True)
class Envelope:
    """An encrypted report as it arrives; its fields are readable by anyone."""

    version: int
    key: str
    owner: str
    visit: str
    key_id: str
    sender: str
    nonce: str
    sealed: str

    @property
    def about(self) -> bytes:
        """The associated data, which cannot be changed on the way."""
        parts = (self.version, self.owner, self.visit, self.key, self.key_id)
        return "\n".join(map(str, parts)).encode()

    @property
    def digest(self) -> str:
        """By which the same report is known when it comes again."""
        return hashlib.sha256(f"{self.visit}\n{self.sealed}".encode()).hexdigest()

    @property
    def as_text(self) -> str:
        """The envelope as it came, to be kept where it cannot be opened."""
        return json.dumps(vars(self), sort_keys=True)


@dataclass(frozen=True)
class ReportPayload:
    """The decrypted content: the answers, and the time the tablet gives."""

    answers: Pairs
    written_at: datetime | None
    is_finished: bool


@dataclass(frozen=True)
class TabletDetails(TaskDetails):
    """What the task about a report from a tablet shows of it."""

    reason: UploadReason = UploadReason.UNREADABLE
    starts_at: datetime | None = None


def envelope(found: Any) -> Envelope | None:
    """The envelope in what a browser sent; None when it is none of ours."""
    if not isinstance(found, dict) or set(found) != set(Envelope.__annotations__):
        return None
    texts = [found[name] for name in found if name != "version"]
    is_whole = _is_version(found["version"]) and all(
        isinstance(text, str) for text in texts
    )
    if not is_whole or not "".join(texts).isascii() or len("".join(texts)) > LARGEST:
        return None
    read = Envelope(**found)
    return read if _is_key(read.key) and _has_parts(read) else None


def payload(content: bytes) -> ReportPayload | None:
    """The parsed content; None when its format is not that of a tablet."""
    found = read_json(content)
    answers = found.get("answers") if isinstance(found, dict) else None
    if not isinstance(answers, list) or "finished" not in found:
        return None
    pairs = [pair for pair in map(_answer, answers) if pair]
    if len(pairs) < len(answers):
        return None
    return ReportPayload(
        pairs, _moment(found.get("written_at")), found["finished"] is True
    )


def opened(keys: Keyring, sent: Envelope) -> ReportPayload | None:
    """The decrypted and parsed content; None when that is not possible."""
    try:
        content = keys.open(
            key_id=sent.key_id,
            sender=plain(sent.sender),
            nonce=plain(sent.nonce),
            ciphertext=plain(sent.sealed),
            about=sent.about,
        )
    except DecryptionFailed:
        return None
    return payload(content) if sent.version == VERSION else None


def obstacle(
    *,
    is_visitor: bool,
    has_match: bool,
    is_stopped: bool,
    is_reported: bool,
    is_cancelled: bool,
    has_come: bool,
) -> UploadReason | None:
    """The weightiest reason why a report is not accepted, or None.

    A match that ended while the tablet was away is looked at by the coordinator, also
    in the two weeks in which it could still be reported with network: no one saw yet
    what the volunteer knew when writing.
    """
    holds = {
        UploadReason.OTHER_VISITOR: not is_visitor,
        UploadReason.STOPPED: is_stopped,
        UploadReason.MATCH_ENDED: not has_match,
        UploadReason.SECOND: is_reported,
        UploadReason.CANCELLED: is_cancelled,
        UploadReason.NOT_YET: not has_come,
    }
    return next((reason for reason, is_so in holds.items() if is_so), None)


def state_for(reason: UploadReason) -> UploadState:
    """The state for a reason: for the writer, or for the coordinator."""
    return UploadState.ATTENTION if reason in FOR_WRITER else UploadState.WAITING


def next_state(current: UploadState, wanted: UploadState) -> UploadState:
    return checked(MOVES, current, wanted)


def fitted(answers: Pairs, offered: Sequence[str]) -> Pairs:
    """The answer about the next visit in the words that are offered now.

    A tablet without network cannot know what was planned meanwhile: 'as it stands'
    is 'as planned' where something is, and 'not agreed yet' elsewhere.
    """
    if not offered:
        return [pair for pair in answers if not pair[0].startswith("next_")]
    stands = next((word for word in ("planned", "none") if word in offered), "other")
    fitting = [
        (name, stands if name == "next_visit" and value == "none" else value)
        for name, value in answers
    ]
    return (
        fitting if "next_visit" in dict(answers) else [*fitting, ("next_visit", stands)]
    )


def without_numbers(answers: Pairs) -> Pairs:
    """The same words, but for a citizen service number: we keep that nowhere."""
    return [(name, without_citizen_numbers(value, LEFT_OUT)) for name, value in answers]


def joined(kept: Pairs, arrived: Pairs) -> Pairs:
    """The texts typed with network and without it, joined; none is lost."""
    new, old = dict(arrived), dict(kept)
    own = [pair for pair in kept if pair[0] not in new]
    differs = {n for n in IN_WORDS if n in old and old[n] != new.get(n)}
    both = [
        (name, f"{old[name]}\n{text}" if name in differs else text)
        for name, text in arrived
    ]
    return own + both


def words_of(answers: Pairs) -> list[str]:
    """The free texts of a report, to show them to its writer."""
    return [text for name, text in answers if name in IN_WORDS]


def initials(names: Iterable[str]) -> str:
    """The first letters of a name, as little as tells two visits of a day apart."""
    letters = [part[0] for name in names for part in name.split()]
    return "".join(f"{letter}." for letter in letters)


def missing(expected: int, unsent: int) -> int:
    """The number of reports a tablet lost before we received them."""
    return max(0, expected - unsent)


def seconds_until(day: date, now: datetime) -> int:
    """How long it takes until a day begins in the village; 0 once it has begun."""
    return max(0, ceil((clock.at(day, time()) - now).total_seconds()))


def is_kept(day: date, today: date) -> bool:
    """Whether a visit belongs on the tablet: up to two days ahead."""
    return day <= today + KEPT_ON_TABLET


def _answer(pair: Any) -> tuple[str, str] | None:
    """The name of a question and its answer, as text that a database can keep."""
    if not isinstance(pair, list) or len(pair) != 2:
        return None
    if not all(isinstance(part, (str, int, float)) for part in pair):
        return None
    name, value = (str(part).encode(errors="ignore").decode() for part in pair)
    return name, value


def _is_version(number: Any) -> bool:
    return type(number) is int and 0 <= number < 1000


def _is_key(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _has_parts(read: Envelope) -> bool:
    """True when the parts have the lengths of an envelope."""
    try:
        lengths = len(plain(read.sender)), len(plain(read.nonce))
        return lengths == (POINT_BYTES, NONCE_BYTES) and len(plain(read.sealed)) > 16
    except ValueError:
        return False


def _moment(text: Any) -> datetime | None:
    """The time of the tablet's clock, which may be wrong by days."""
    if not isinstance(text, str) or not re.fullmatch(r"20\d\d-[\d:.TZ-]{1,30}", text):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


class TabletAuditEvent(AuditEvent):
    RECEIVED = "tablet.received"
    KEPT = "tablet.kept"
    REPLACED = "tablet.replaced"
    HANDED_BACK = "tablet.handed_back"
    ACCEPTED = "tablet.accepted"
    SET_ASIDE = "tablet.set_aside"
    COUNTED = "tablet.counted"
    ALL_SENT = "tablet.all_sent"
    MISSING_KNOWN = "tablet.missing_known"
    DAY_KEPT = "tablet.day_kept"
    VISIT_KEPT = "tablet.visit_kept"
    MINE_SHOWN = "tablet.mine_shown"
    WAITING_SHOWN = "tablet.waiting_shown"
    REPORT_OPENED = "tablet.report_opened"
