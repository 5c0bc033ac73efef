"""What lies ahead: its kinds, and how far is looked."""

from datetime import timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent

SHOWN_FOR = timedelta(days=92)
SHOWN = 12
SHOWN_OF_A_DAY = 10


class AheadKind(StrEnum):
    """What is planned with a person."""

    FIRST_MEETING = "first_meeting"
    VISIT = "visit"
    FIRST_TIME = "first_time"
    RESPITE = "respite"


class AheadAuditEvent(AuditEvent):
    WEEK_SHOWN = "ahead.week_shown"
    SOON_SHOWN = "ahead.soon_shown"
    OF_VOLUNTEER_SHOWN = "ahead.of_volunteer_shown"
