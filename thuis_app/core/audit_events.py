"""What the lines of the audit log are called."""

from enum import StrEnum


class AuditEvent(StrEnum):
    """What happened, as the audit log stores it: `feature.past_tense`.

    Each feature has a subclass in its `rules.py`, whose words are among its labels.
    """
