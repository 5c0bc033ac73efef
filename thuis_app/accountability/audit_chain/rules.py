"""The audit log as a chain of blocks, and whether it still is as it was chained.

A block has a message authentication code (HMAC) over its lines and the code of the
block before, under a key that is not in the database. Who changes, removes, swaps or
adds a line in it cannot make the code that belongs to it; that the last blocks were cut
off is found by the head: the last code, which is kept outside the database as well.
"""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from thuis_app.core.audit_events import AuditEvent

FORMAT = "thuis-audit-1"
MOST_LINES = 1000


class ChainAuditEvent(AuditEvent):
    BLOCK_ADDED = "chain.block_added"
    FAULT_FOUND = "chain.fault_found"


class ChainedLine(NamedTuple):
    """What of a line of the audit log is in its code. A column that comes later is not,
    so that old codes hold; it needs another `FORMAT`."""

    id: int
    at: datetime
    actor_id: int
    session_id: int
    role: str
    event: str
    contact_id: int | None
    shown: str
    subject: str
    subject_id: str
    ground: str

    def as_bytes(self) -> bytes:
        """The same for the same line, in every database and on every machine."""
        values = [self.id, self.at.astimezone(UTC).isoformat(), *self[2:]]
        return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode()


class Block(NamedTuple):
    """A block: the lines after those of the block before, up to `last_line`."""

    number: int
    last_line: int
    lines: int
    made_at: datetime
    mac: str

    @property
    def head(self) -> "Head":
        return Head(self.number, self.mac)


class Head(NamedTuple):
    """The last block, as it is written down outside the database."""

    number: int
    mac: str

    def as_text(self) -> str:
        return f"{self.number}-{self.mac}"

    @classmethod
    def of_text(cls, text: str) -> "Head | None":
        """None where this is no head."""
        number, _sign, mac = text.strip().partition("-")
        is_head = number.isascii() and number.isdecimal() and len(mac) == len(NO_MAC)
        return cls(int(number), mac.lower()) if is_head else None


NO_MAC = "0" * 64
NO_BLOCK = Head(0, NO_MAC)
"""The head before the first block, so that a head that is gone is found out."""


class ChainFaultKind(StrEnum):
    """What is not as it was chained."""

    CHANGED = "changed"
    FEWER = "fewer"
    MORE = "more"
    BLOCK_GONE = "block_gone"
    CUT = "cut"
    OTHER_HEAD = "other_head"
    NO_KEY = "no_key"
    NO_HEAD = "no_head"


UNABLE = frozenset(
    {
        ChainFaultKind.NO_KEY,
        ChainFaultKind.NO_HEAD,
        ChainFaultKind.CUT,
        ChainFaultKind.OTHER_HEAD,
    }
)
"""With these no block is added: a new head would hide what they found."""


@dataclass(frozen=True)
class ChainFault:
    """One thing that is not as it was chained.

    The block has `number`; its lines are those from `first_line` to `last_line`, and
    `difference` is how many are missing or too many.
    """

    kind: ChainFaultKind
    number: int = 0
    first_line: int = 0
    last_line: int = 0
    made_at: datetime | None = None
    difference: int = 0


@dataclass(frozen=True)
class Verdict:
    """What verifying came to: the last block, the lines in blocks and after them, and
    the faults."""

    last: Block | None
    chained: int
    pending: int
    faults: Sequence[ChainFault]

    @property
    def is_unable(self) -> bool:
        """Whether no block may be added."""
        return any(fault.kind in UNABLE for fault in self.faults)


LinesBetween = Callable[[int | None, int], Iterable[ChainedLine]]


def block(
    key: str, before: Block | None, lines: Sequence[ChainedLine], now: datetime
) -> Block:
    """The block of the lines that follow those of the block before."""
    number = before.number + 1 if before else 1
    unsigned = Block(number, lines[-1].id, len(lines), now, NO_MAC)
    return unsigned._replace(mac=_mac(key, before, unsigned, lines))


def faults(
    key: str, head: Head | None, blocks: Sequence[Block], lines: LinesBetween
) -> Iterator[ChainFault]:
    """What is not as it was chained, the oldest block first.

    `lines` gives those after one id and up to another; None is from the beginning.
    """
    if not key and (blocks or head not in (None, NO_BLOCK)):
        yield ChainFault(ChainFaultKind.NO_KEY)
        return
    before: Block | None = None
    for one in blocks:
        expected = before.number + 1 if before else 1
        if one.number != expected:
            yield ChainFault(ChainFaultKind.BLOCK_GONE, expected)
        yield from _faults_in_block(key, before, one, lines)
        before = one
    yield from faults_of_head(head, blocks, has_key=bool(key))


def faults_of_head(
    head: Head | None, blocks: Sequence[Block], *, has_key: bool
) -> Iterator[ChainFault]:
    """Whether the block of which the head was written down is there, and the same."""
    if head is None and (blocks or has_key):
        yield ChainFault(ChainFaultKind.NO_HEAD)
    if head in (None, NO_BLOCK):
        return
    at_head = [one for one in blocks if one.number == head.number]
    last = max((one.number for one in blocks), default=0)
    if not at_head:
        yield ChainFault(ChainFaultKind.CUT, head.number, difference=last)
    elif not hmac.compare_digest(at_head[0].mac, head.mac):
        yield ChainFault(ChainFaultKind.OTHER_HEAD, head.number)


def _faults_in_block(
    key: str, before: Block | None, one: Block, lines: LinesBetween
) -> Iterator[ChainFault]:
    after = before.last_line if before else None
    found = list(lines(after, one.last_line))
    mac = _mac(key, before, one, found)
    if hmac.compare_digest(mac.encode(), one.mac.encode()):
        return
    difference = len(found) - one.lines
    kind = ChainFaultKind.CHANGED
    if difference:
        kind = ChainFaultKind.MORE if difference > 0 else ChainFaultKind.FEWER
    yield ChainFault(
        kind,
        one.number,
        (after or 0) + 1,
        one.last_line,
        one.made_at,
        abs(difference),
    )


def _mac(
    key: str, before: Block | None, one: Block, lines: Sequence[ChainedLine]
) -> str:
    made_at = one.made_at.astimezone(UTC).isoformat()
    preceding = before.mac if before else NO_MAC
    header = [FORMAT, preceding, one.number, one.last_line, one.lines, made_at]
    digest = hmac.new(key.encode(), json.dumps(header).encode(), sha256)
    for line in lines:
        digest.update(b"\n" + line.as_bytes())
    return digest.hexdigest()
