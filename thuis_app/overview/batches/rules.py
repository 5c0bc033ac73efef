"""Which tasks are done several at once."""

from collections.abc import Mapping
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.people.tasks.rules import TaskKind

MOST = 50


class BatchDeed(StrEnum):
    """What is done for several tasks of one kind at once."""

    REMIND = "remind"
    TELL = "tell"
    CONFIRM = "confirm"
    ATTEMPT = "attempt"


KINDS: Mapping[BatchDeed, TaskKind] = {
    BatchDeed.REMIND: TaskKind.VISIT,
    BatchDeed.TELL: TaskKind.INFORM,
    BatchDeed.CONFIRM: TaskKind.OFFERING,
    BatchDeed.ATTEMPT: TaskKind.ATTEMPT,
}

TICKED = frozenset({BatchDeed.REMIND})
"""Where all are ticked beforehand: it asks something, and claims nothing."""


class BatchAuditEvent(AuditEvent):
    LISTED = "batch.listed"
