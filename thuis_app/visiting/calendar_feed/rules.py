"""How far a calendar looks, and what its reading is called."""

from datetime import timedelta

CALENDAR_BACK, CALENDAR_AHEAD = timedelta(weeks=4), timedelta(weeks=8)
FEED_READ = "visit.feed_read"
