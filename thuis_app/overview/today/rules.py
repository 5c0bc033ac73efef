"""How much of each group of tasks the board shows."""

from thuis_app.core.audit_events import AuditEvent

SHOWN_TOGETHER, SHOWN_ALONE = 5, 25
DONE_SHOWN = 25


class TodayAuditEvent(AuditEvent):
    BOARD_SHOWN = "board.shown"
    DAY_SHOWN = "day.shown"
