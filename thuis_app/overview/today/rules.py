"""How much of each group of tasks the board shows."""

from thuis_app.core.audit_events import AuditEvent

SHOWN_TOGETHER, SHOWN_ALONE = 5, 25
DONE_SHOWN = 25
# So many lines of one group a page holds at most; what is done makes room.
SHOWN_MOST = 20 * SHOWN_ALONE


def shown_length(asked: int) -> int:
    """How many lines of one group are shown to who asks for so many."""
    return min(max(SHOWN_ALONE, asked), SHOWN_MOST)


class TodayAuditEvent(AuditEvent):
    BOARD_SHOWN = "board.shown"
    DAY_SHOWN = "day.shown"
