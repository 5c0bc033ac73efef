"""The queues of the work board, worries first."""

from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent

SHOWN_TOGETHER, SHOWN_ALONE = 5, 25


class QueueKind(StrEnum):
    """The queues of the board, in their order."""

    CONCERN = "concern"
    SIGNAL = "signal"
    ATTEMPT = "attempt"
    REFERRAL = "referral"
    RESPITE = "respite"
    REPORT = "report"
    TABLET = "tablet"
    INFORM = "inform"


class TodayAuditEvent(AuditEvent):
    BOARD_SHOWN = "board.shown"
    DAY_SHOWN = "day.shown"
