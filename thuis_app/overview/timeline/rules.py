"""The kinds of entries of a timeline."""

from enum import StrEnum

SHOWN = 12


class EventKind(StrEnum):
    """The tabs above the timeline, in their order."""

    VISIT = "visit"
    ATTEMPT = "attempt"
    NOTE = "note"
    REFERRAL = "referral"
    RESPITE = "respite"
    MATCH = "match"
    SIGNAL = "signal"
