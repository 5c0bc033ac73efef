"""Adding the next block to the chain of the audit log."""

import os
from functools import partial
from pathlib import Path
from secrets import token_hex

from sqlalchemy import text

from thuis_app.accountability.audit_chain import policy, queries, rules
from thuis_app.accountability.audit_chain.models import AuditBlock
from thuis_app.accountability.audit_chain.queries import ChainFiles
from thuis_app.accountability.audit_chain.rules import (
    NO_BLOCK,
    ChainAuditEvent,
    Head,
    Verdict,
)
from thuis_app.core import archives, audit_log, clock, keys
from thuis_app.core.actors import Actor
from thuis_app.core.database import db, on_commit
from thuis_app.core.errors import require


def append_block(actor: Actor, files: ChainFiles) -> int:
    """Make a block of the next lines, `MOST_LINES` at most; how many comes back.

    The head is written down when this is committed. To be called after a verdict that
    was not unable.
    """
    require(policy.may_append(actor))
    _wait_for_writers()
    last = queries.last_block(actor)
    lines = queries.new_lines(actor, last)
    if not lines:
        return 0
    if last is None:
        _write_head(files.head_file, NO_BLOCK)
        keys.write_once(files.key_file, token_hex(32))
    made = rules.block(files.key, last, lines, clock.now())
    row = AuditBlock(id=made.number, **_values(made))
    db.session.add(row)
    audit_log.record(actor, ChainAuditEvent.BLOCK_ADDED, row, contact_id=None)
    on_commit(partial(_write_head, files.head_file, made.head))
    return len(lines)


def record_faults(actor: Actor, verdict: Verdict) -> None:
    """Write down in the log itself that it is not as it was chained."""
    require(policy.may_append(actor))
    for fault in verdict.faults[:1]:
        audit_log.record(
            actor,
            ChainAuditEvent.FAULT_FOUND,
            _FaultyBlock(fault.number),
            contact_id=None,
            ground=f"{fault.kind} {len(verdict.faults)}",
        )


class _FaultyBlock:
    """A block as the subject of a line of the log, also where its row is gone."""

    audit_subject = "AuditBlock"

    def __init__(self, number: int) -> None:
        self.id = number


def _values(made: rules.Block) -> dict[str, object]:
    values = made._asdict()
    del values["number"]
    return values


def _wait_for_writers() -> None:
    """On PostgreSQL an id may be given out and committed after a higher one: until the
    lines that are being written are there, none is chained."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE trail_entry IN SHARE MODE"))


def _write_head(file: Path, head: Head) -> None:
    """Replace the head, whole and on the disk."""
    made = file.with_name(f"{file.name}.{os.getpid()}")
    made.touch(mode=0o600)
    made.write_text(f"{head.as_text()}\n")
    archives.synchronise(made)
    made.replace(file)
    archives.synchronise(file.parent)
