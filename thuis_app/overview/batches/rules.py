"""Which tasks are done several at once."""

from collections.abc import Mapping
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.people.tasks.rules import TaskKind

MOST = 50


class BatchKind(StrEnum):
    """What is done for several tasks of one kind at once."""

    REMIND = "remind"
    TELL = "tell"
    CONFIRM = "confirm"
    ATTEMPT = "attempt"


KINDS: Mapping[BatchKind, TaskKind] = {
    BatchKind.REMIND: TaskKind.VISIT,
    BatchKind.TELL: TaskKind.INFORM,
    BatchKind.CONFIRM: TaskKind.OFFERING,
    BatchKind.ATTEMPT: TaskKind.ATTEMPT,
}

TICKED = frozenset({BatchKind.REMIND})
"""Where all are ticked beforehand: it asks something, and claims nothing."""


class BatchAuditEvent(AuditEvent):
    LISTED = "batch.listed"
