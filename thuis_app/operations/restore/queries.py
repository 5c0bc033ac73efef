"""Backups that were put back."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from thuis_app.core import erasure_ledger
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.erasure_ledger import ErasureLedger
from thuis_app.core.errors import Missing, require
from thuis_app.operations.backup import queries as backup
from thuis_app.operations.restore import policy
from thuis_app.operations.restore.models import Restore
from thuis_app.people.contacts.models import Contact


def get(actor: Actor, restore_id: int) -> Restore:
    """One of them; `Missing` for who may not know of it."""
    query = select(Restore).where(policy.visible_to(actor), Restore.id == restore_id)
    found = db.session.scalar(query)
    if found is None:
        raise Missing
    return found


def unseen(actor: Actor) -> Sequence[Restore]:
    """Those of which no administrator said yet that they know, the newest first."""
    require(policy.may_look(actor))
    waiting = select(Restore).where(policy.visible_to(actor), Restore.seen_at.is_(None))
    return db.session.scalars(waiting.order_by(Restore.id.desc())).all()


def last_drill(actor: Actor) -> datetime | None:
    """When a backup was last opened with a key from paper, or put back."""
    require(policy.may_look(actor))
    restored_at = db.session.scalar(select(func.max(Restore.restored_at)))
    known = (restored_at, backup.last_tried(SYSTEM))
    return max((one for one in known if one is not None), default=None)


def erased_since(actor: Actor, ledger: ErasureLedger) -> list[int]:
    """The people in these data who were erased after the data were written.

    Data are as old as the newest line of their audit log: this is asked before another
    line is added.
    """
    require(policy.may_restore(actor))
    written_until = db.session.scalar(select(func.max(AuditEntry.at)))
    lines = ledger.lines
    if written_until is None or not any(one.at > written_until for one in lines):
        return []
    people = db.session.scalars(select(Contact.id).order_by(Contact.id)).all()
    return erasure_ledger.erased(lines, ledger.known_keys, people, written_until)
