"""The period a calendar shows, and the name of its audit event."""

from datetime import timedelta

CALENDAR_BACK, CALENDAR_AHEAD = timedelta(weeks=4), timedelta(weeks=8)
FEED_READ = "visit.feed_read"
