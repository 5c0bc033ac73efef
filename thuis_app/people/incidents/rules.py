"""Incidents: a fall, a broken vase, an accusation, a gift."""

from datetime import date
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken


class IncidentKind(StrEnum):
    """What kind of thing happened."""

    FALL = "fall"
    DAMAGE = "damage"
    ACCUSATION = "accusation"
    GIFT = "gift"
    OTHER = "other"


class Insurance(StrEnum):
    """Whether the insurer hears of it."""

    NOT_NEEDED = "not_needed"
    TO_REPORT = "to_report"
    REPORTED = "reported"


def check_open(closed_on: date | None) -> None:
    """Refuse to change or close what was closed."""
    if closed_on is not None:
        raise RuleBroken("incident.closed")


def check_insurer(insurance: Insurance) -> None:
    """Refuse to close what is still to be reported to the insurer."""
    if insurance is Insurance.TO_REPORT:
        raise RuleBroken("incident.insurer")


class IncidentAuditEvent(AuditEvent):
    RECORDED = "incident.recorded"
    CHANGED = "incident.changed"
    CLOSED = "incident.closed"
    LISTED = "incident.listed"
    OPENED = "incident.opened"
