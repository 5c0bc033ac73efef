"""The days on which a coordinator is away, and who does their tasks then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class DaysAway:
    """From the first up to and including the last day."""

    first_on: date
    last_on: date

    def overlaps(self, other: "DaysAway") -> bool:
        return self.first_on <= other.last_on and other.first_on <= self.last_on


@dataclass(frozen=True)
class AwayDetails:
    """What stands at the name of who is away; '' where nobody is named."""

    until: date
    stand_in: str


def check_days(days: DaysAway, others: Iterable[DaysAway]) -> None:
    """Refuse days in the wrong order, too many, or twice the same days."""
    if not timedelta() <= days.last_on - days.first_on <= LONGEST:
        raise RuleBroken("absence.days")
    if any(days.overlaps(other) for other in others):
        raise RuleBroken("absence.overlaps")


class AbsenceAuditEvent(AuditEvent):
    RECORDED = "absence.recorded"
    ENDED = "absence.ended"
