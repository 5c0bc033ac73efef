"""What a calendar shows, for how long, and when it warns."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent

CALENDAR_BACK, CALENDAR_AHEAD = timedelta(weeks=4), timedelta(weeks=8)
# A calendar that was not opened for a while still has to hear that a visit is off.
CANCELLED_SHOWN_FOR = timedelta(weeks=4)
EVENING = time(19)


class FeedAuditEvent(AuditEvent):
    MADE = "visit.feed_made"
    REVOKED = "visit.feed_revoked"
    READ = "visit.feed_read"


def uid(visit_id: int, domain: str) -> str:
    """The UID of a visit: the same at every reading, and of no other foundation."""
    return f"visit-{visit_id}@{domain}"


def last_modified(
    since: datetime, changes: Iterable[datetime | None], version: int
) -> datetime:
    """LAST-MODIFIED of a visit: the same until it changes, and later when it did.

    Not every change has a time of its own, but each has a version: a second for each.
    """
    known = [since, *(change for change in changes if change is not None)]
    return max(known) + timedelta(seconds=version)


def evening_before(day: date) -> datetime:
    """When a calendar warns of a visit on this day."""
    return clock.at(day - timedelta(days=1), EVENING)


def is_shown_cancelled(called_off_at: datetime | None, now: datetime) -> bool:
    """Whether a calendar still reads a visit that was called off."""
    return called_off_at is not None and called_off_at >= now - CANCELLED_SHOWN_FOR
