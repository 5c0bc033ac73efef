"""The period in which a cancelled visit is shown to its volunteer."""

from datetime import timedelta

SHOWN_FOR = timedelta(days=14)
