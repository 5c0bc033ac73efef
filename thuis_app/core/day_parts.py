"""The three parts of a day, as people plan them."""

from enum import StrEnum


class DayPart(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
