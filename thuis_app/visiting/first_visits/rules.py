"""A first visit before any match: what follows from it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.people.tasks.rules import TaskDetails

CALLED_AGAIN_WITHIN = timedelta(days=28)
LATEST_CALL = timedelta(days=366)


class WantsVisitor(StrEnum):
    """Whether a person would like a visitor, after the first visit."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True)
class FirstVisitDetails(TaskDetails):
    """What the task to ask after a first visit shows of it."""

    visit_id: int = 0
    on: date | None = None


def check_awaited(is_awaited: bool) -> None:
    """Refuse an answer where nobody was visited, or that was given already."""
    if not is_awaited:
        raise RuleBroken("first_visit.answered")


class FirstVisitAuditEvent(AuditEvent):
    PLAN_OPENED = "visit.first_plan_opened"
    ANSWER_OPENED = "visit.first_answer_opened"
    ANSWERED = "visit.first_answered"
