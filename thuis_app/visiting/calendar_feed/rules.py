"""The period a calendar shows."""

from datetime import timedelta

from thuis_app.core.audit_events import AuditEvent

CALENDAR_BACK, CALENDAR_AHEAD = timedelta(weeks=4), timedelta(weeks=8)


class FeedAuditEvent(AuditEvent):
    MADE = "visit.feed_made"
    REVOKED = "visit.feed_revoked"
    READ = "visit.feed_read"
