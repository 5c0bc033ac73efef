"""What somebody wants and what somebody brings; both count the same."""

from enum import StrEnum


class Side(StrEnum):
    WISH = "wish"
    CONTRIBUTION = "contribution"


class Subject(StrEnum):
    """What it is about."""

    GOING_OUT = "going_out"
    EATING = "eating"
    TALKING = "talking"
    CHORE = "chore"
    TRANSPORT = "transport"
    FOR_OTHERS = "for_others"
    OTHER = "other"


class WishState(StrEnum):
    OPEN = "open"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"
