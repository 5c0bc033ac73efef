"""What there is to do and to get in the villages."""

from datetime import timedelta
from enum import StrEnum

CONFIRM_EVERY = timedelta(days=90)


class OfferingKind(StrEnum):
    OWN = "own"
    OTHER = "other"


class ReachedBy(StrEnum):
    """How a referral gets there."""

    TELEPHONE = "telephone"
    MAIL = "mail"
    OURSELVES = "ourselves"
