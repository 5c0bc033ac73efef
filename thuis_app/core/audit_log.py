"""The audit log: who did or read what of whom, and when. Rows are only added.

An action writes its line in its own transaction. Lines of pages that were read, and of
what was refused, are written in a transaction of their own, before the response is
sent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Index, func, insert, literal, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from thuis_app.core import clock, deferred_writes
from thuis_app.core.actors import Actor
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.database import Base, db


class HasId(Protocol):
    @property
    def id(self) -> Any: ...


class AuditEntry(Base):
    """One line: at this moment this user, in this role, did this to this record."""

    __tablename__ = "trail_entry"
    audit_subject = "TrailEntry"
    __table_args__ = (Index(None, "contact_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int] = mapped_column(index=True)
    session_id: Mapped[int]
    role: Mapped[str]
    event: Mapped[str] = mapped_column("deed")
    contact_id: Mapped[int | None]
    shown: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[str]
    ground: Mapped[str]


# Of one refusal at one endpoint to one actor, so many lines within a minute: enough
# to see that a user tries all ids, too few to fill a disk.
REFUSALS, WITHIN = 10, timedelta(minutes=1)


def record(
    actor: Actor,
    event: AuditEvent,
    subject: HasId,
    *,
    contact_id: int | None,
    ground: str = "",
) -> None:
    """Add a line for an event, such as `VisitAuditEvent.PLANNED`.

    `contact_id` is the person it is about; None when it is about no person.
    """
    db.session.flush()
    line = _line(actor, event, ground)
    kind = type(subject)
    named = getattr(kind, "audit_subject", kind.__name__)
    line |= {"contact_id": contact_id, "subject": named}
    db.session.add(AuditEntry(**line | {"subject_id": str(subject.id)}))


def log_view(
    actor: Actor,
    event: AuditEvent,
    *,
    contact_id: int | None = None,
    ground: str = "",
    subject_id: str = "",
) -> None:
    """Note that a page about this person was opened, to be written with the answer."""
    known = {"contact_id": contact_id, "subject_id": subject_id}
    _defer(_line(actor, event, ground) | known)


def log_list(actor: Actor, event: AuditEvent, contact_ids: Iterable[int]) -> None:
    """Note which people stood in a list or a search result, in one line."""
    shown = " ".join(map(str, contact_ids))
    _defer(_line(actor, event, "") | {"shown": shown})


def log_refusal(actor: Actor, event: AuditEvent, endpoint: str = "") -> None:
    """Note that something was asked that this actor may not do, or may not see.

    The endpoint is its `ground`. What was asked for is not in it: a line is the same
    whether it exists or not.
    """
    line = _line(actor, event, endpoint)
    earlier = aliased(AuditEntry)
    same = select(func.count(earlier.id)).where(
        earlier.at.between(line["at"] - WITHIN, clock.latest()),
        earlier.actor_id == actor.id,
        earlier.event == event.value,
        earlier.ground == endpoint,
    )
    columns = AuditEntry.__mapper__.columns
    values = [literal(value, columns[name].type) for name, value in line.items()]
    new = select(*values).where(same.scalar_subquery() < REFUSALS)
    deferred_writes.defer(
        insert(AuditEntry).from_select([columns[name] for name in line], new)
    )


def _defer(line: dict[str, Any]) -> None:
    deferred_writes.defer(insert(AuditEntry), line)


def _line(actor: Actor, event: AuditEvent, ground: str) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "actor_id": actor.id,
        "session_id": actor.session_id,
        "role": " ".join(sorted(actor.roles)),
        "event": event.value,
        "contact_id": None,
        "shown": "",
        "subject": "",
        "subject_id": "",
        "ground": ground,
    }
