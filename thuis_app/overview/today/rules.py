"""The queues of the work board, worries first."""

from enum import StrEnum

SHOWN_TOGETHER, SHOWN_ALONE = 5, 25


class QueueKind(StrEnum):
    """What waits for a coordinator, in the order of the board."""

    CONCERN = "concern"
    SIGNAL = "signal"
    ATTEMPT = "attempt"
    REFERRAL = "referral"
    RESPITE = "respite"
    REPORT = "report"
    TABLET = "tablet"
    INFORM = "inform"
