"""That somebody said no to a match, who did, and how long it counts."""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple


class RefusedBy(StrEnum):
    """Who said no."""

    PERSON = "person"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"


class RefusalReason(StrEnum):
    """Why it was no."""

    TOO_FAR = "too_far"
    TIMES = "times"
    NO_CLICK = "no_click"
    TOO_HEAVY = "too_heavy"
    OTHER = "other"
    NOT_NOW = "not_now"


NOT_NOW_LASTS = timedelta(days=90)

# A no weighs less from day to day, and after so many days nothing any more.
FADES = {
    RefusalReason.TIMES: 180,
    RefusalReason.TOO_HEAVY: 365,
    RefusalReason.OTHER: 365,
    RefusalReason.TOO_FAR: 730,
    RefusalReason.NO_CLICK: 730,
}


class Refusal(NamedTuple):
    """One no between a volunteer and a person."""

    by: RefusedBy
    because: RefusalReason
    on: date


def stands(refusal: Refusal, today: date) -> bool:
    """Whether this no is kept whatever else speaks for it.

    Nobody is sent again to a person who felt no click. Not now means: ask again later.
    """
    if refusal.because is RefusalReason.NOT_NOW:
        return today < refusal.on + NOT_NOW_LASTS
    is_own = refusal.by is RefusedBy.PERSON
    return is_own and refusal.because is RefusalReason.NO_CLICK


def weight_left(refusal: Refusal, today: date) -> float:
    """How much of a no is left: 1 on the day itself, 0 once it has faded."""
    lasts = FADES.get(refusal.because)
    if lasts is None or stands(refusal, today):
        return 0.0
    return min(1.0, max(0.0, 1 - (today - refusal.on).days / lasts))
