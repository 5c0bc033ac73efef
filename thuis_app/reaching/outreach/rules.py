"""The events of outreach, and what the task of the next attempt shows."""

from dataclasses import dataclass
from datetime import date

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.day_parts import DayPart
from thuis_app.people.tasks.rules import TaskDetails
from thuis_app.reaching.outreach_steps.rules import (
    Channel,
    OutreachReason,
    StepReason,
)


@dataclass(frozen=True)
class AttemptDetails(TaskDetails):
    """How to try next and why; `reason` is as `StepReason` is stored."""

    channel: Channel = Channel.CARD
    day_part: DayPart = DayPart.MORNING
    reason: str = OutreachReason.FIRST
    resting_because: str = ""

    @property
    def why(self) -> StepReason:
        return StepReason.read(self.reason)


@dataclass(frozen=True)
class AttemptMade:
    """Event: an attempt was recorded; whether the person spoke to us."""

    contact_id: int
    on: date
    has_reached: bool


class OutreachAuditEvent(AuditEvent):
    BEGUN = "outreach.begun"
    ATTEMPTED = "outreach.attempted"
    RESTED = "outreach.rested"
    ASSIGNED = "outreach.assigned"
    STOPPED = "outreach.stopped"
    OPENED = "outreach.opened"
    LISTED = "outreach.listed"
