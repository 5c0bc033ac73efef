"""What a coordinator says about a report, and for how long it stands on a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.people.tasks.rules import TaskDetails

SHOWN_FOR = timedelta(days=14)


class ReplyKind(StrEnum):
    """What kind of word it is."""

    THANKS = "thanks"
    QUESTION = "question"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class PromiseDetails(TaskDetails):
    """What the task that comes of a report shows; `is_answer` to a question asked."""

    visit_id: int = 0
    words: str = ""
    is_answer: bool = False


def needs_words(kind: ReplyKind) -> bool:
    """A thank-you says enough by itself."""
    return kind is not ReplyKind.THANKS


def check_unanswered(answered_at: datetime | None) -> None:
    """A question is answered once."""
    if answered_at is not None:
        raise RuleBroken("reply.answered")


class ReplyAuditEvent(AuditEvent):
    WRITTEN = "reply.written"
    SEEN = "reply.seen"
    ANSWERED = "reply.answered"
    READ = "reply.report_read"
    OPENED = "reply.opened"
