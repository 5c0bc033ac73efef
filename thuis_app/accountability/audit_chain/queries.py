"""The blocks of the audit log, their lines, and the files beside the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, Table, func, select

from thuis_app.accountability.audit_chain import policy, rules
from thuis_app.accountability.audit_chain.models import AuditBlock
from thuis_app.accountability.audit_chain.rules import Block, ChainedLine, Head, Verdict
from thuis_app.core import database_copies, keys
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import require

KEY_FILE, HEAD_FILE = "audit-key", "audit-head"
LINES = cast("Table", AuditEntry.__table__).c
# In the order of `ChainedLine`.
COLUMNS = (
    *(LINES.id, LINES.at, LINES.actor_id, LINES.session_id, LINES.role, LINES.deed),
    *(LINES.contact_id, LINES.shown, LINES.subject, LINES.subject_id, LINES.ground),
)


@dataclass(frozen=True)
class ChainFiles:
    """Where the key and the head are kept: beside the database, not in it."""

    folder: Path

    @property
    def key_file(self) -> Path:
        return self.folder / KEY_FILE

    @property
    def head_file(self) -> Path:
        return self.folder / HEAD_FILE

    @property
    def key(self) -> str:
        """Empty where there is none yet."""
        return keys.read(self.key_file)

    @property
    def head(self) -> Head | None:
        return Head.of_text(keys.read(self.head_file))

    @classmethod
    def of(cls, engine: Engine, settings: Mapping[str, Any]) -> "ChainFiles":
        """By the settings of the application; without a folder of data, beside the
        file of the database."""
        data = settings.get("DATA") or database_copies.sqlite_file(engine).parent
        return cls(Path(data))


def verdict(actor: Actor, files: ChainFiles) -> Verdict:
    """Compare every line with the code of its block, and the blocks with the head."""
    require(policy.may_verify(actor))
    found = blocks(actor)
    faults = tuple(rules.faults(files.key, files.head, found, _lines_between))
    last = found[-1] if found else None
    chained = sum(one.lines for one in found)
    return Verdict(last, chained, _number_after(last), faults)


def blocks(actor: Actor) -> Sequence[Block]:
    """Every block, the oldest first."""
    require(policy.may_verify(actor))
    rows = db.session.scalars(select(AuditBlock).order_by(AuditBlock.id))
    return [as_block(row) for row in rows]


def last_block(actor: Actor) -> Block | None:
    """The newest block; None before the first."""
    require(policy.may_verify(actor))
    newest = select(AuditBlock).order_by(AuditBlock.id.desc()).limit(1)
    row = db.session.scalar(newest)
    return as_block(row) if row else None


def new_lines(actor: Actor, last: Block | None) -> list[ChainedLine]:
    """The lines of the next block."""
    require(policy.may_append(actor))
    after = LINES.id > last.last_line if last else LINES.id.is_not(None)
    query = select(*COLUMNS).where(after).order_by(LINES.id).limit(rules.MOST_LINES)
    return [ChainedLine(*row) for row in db.session.execute(query)]


def as_block(row: AuditBlock) -> Block:
    """The values of a row."""
    return Block(row.id, row.last_line, row.lines, row.made_at, row.mac)


def _lines_between(after: int | None, last: int) -> list[ChainedLine]:
    begins = LINES.id > after if after is not None else LINES.id.is_not(None)
    query = select(*COLUMNS).where(begins, LINES.id <= last).order_by(LINES.id)
    return [ChainedLine(*row) for row in db.session.execute(query)]


def _number_after(last: Block | None) -> int:
    query = select(func.count()).select_from(AuditEntry)
    if last is not None:
        query = query.where(LINES.id > last.last_line)
    return db.session.scalar(query) or 0
