"""How long a volunteer is told of a visit that was called off."""

from datetime import timedelta

SHOWN_FOR = timedelta(days=14)
