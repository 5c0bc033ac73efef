"""The kinds of offerings, and how long their data counts as checked."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent

CONFIRM_EVERY = timedelta(days=90)


@dataclass(frozen=True)
class OfferingKept:
    """Event: an offering was added, changed, confirmed, or taken out of use.

    `area_id` is its one village; None where it serves several or all of them.
    `confirm_on` is the day from which it is to be confirmed again; None out of use.
    """

    offering_id: int
    name: str
    area_id: int | None
    confirmed_on: date | None
    confirm_on: date | None
    is_confirmed: bool = False


class OfferingKind(StrEnum):
    OWN = "own"
    OTHER = "other"


class ReachedBy(StrEnum):
    """The way a referral reaches an offering."""

    TELEPHONE = "telephone"
    MAIL = "mail"
    OURSELVES = "ourselves"


class Starter(StrEnum):
    """What foundations like ours offer from the beginning, by the name it goes by."""

    TELEPHONE_CIRCLE = "Telefooncirkel"
    RIDES = "Automaatje"
    BUS = "Thuisbus"
    CAFE = "Thuishuiscafé"
    BUDDY = "Oudermaatje"
    ROOM = "Thuis kamer"


def is_stale(confirmed_on: date | None, today: date) -> bool:
    """Whether it is time to ask again if what we know is still right."""
    return confirm_on(confirmed_on, today) <= today


def confirm_on(confirmed_on: date | None, today: date) -> date:
    """The first day on which it is stale; today for what was never confirmed."""
    if confirmed_on is None:
        return today
    return confirmed_on + CONFIRM_EVERY + timedelta(days=1)


class OfferingAuditEvent(AuditEvent):
    CREATED = "offering.created"
    EDITED = "offering.edited"
    CONFIRMED = "offering.confirmed"
    RETIRED = "offering.retired"
    RESTORED = "offering.restored"
