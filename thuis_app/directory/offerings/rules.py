"""The kinds of offerings, and how long their data counts as checked."""

from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent

CONFIRM_EVERY = timedelta(days=90)


class OfferingKind(StrEnum):
    OWN = "own"
    OTHER = "other"


class ReachedBy(StrEnum):
    """The way a referral reaches an offering."""

    TELEPHONE = "telephone"
    MAIL = "mail"
    OURSELVES = "ourselves"


def is_stale(confirmed_on: date | None, today: date) -> bool:
    """Whether it is time to ask again if what we know is still right."""
    return confirmed_on is None or today - confirmed_on > CONFIRM_EVERY


class OfferingAuditEvent(AuditEvent):
    CREATED = "offering.created"
    EDITED = "offering.edited"
    CONFIRMED = "offering.confirmed"
    RETIRED = "offering.retired"
    RESTORED = "offering.restored"
