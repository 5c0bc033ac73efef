"""The parts of a day and of a week, as people plan them."""

from datetime import time
from enum import StrEnum


class DayPart(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


def part_at(hour: time) -> DayPart:
    """The part of the day in which this hour lies."""
    if hour.hour < 12:
        return DayPart.MORNING
    return DayPart.AFTERNOON if hour.hour < 18 else DayPart.EVENING


class WeekPart(StrEnum):
    """A part of a day of the week; the number of the day counts from Monday, 0."""

    MONDAY_MORNING = "0-morning"
    MONDAY_AFTERNOON = "0-afternoon"
    MONDAY_EVENING = "0-evening"
    TUESDAY_MORNING = "1-morning"
    TUESDAY_AFTERNOON = "1-afternoon"
    TUESDAY_EVENING = "1-evening"
    WEDNESDAY_MORNING = "2-morning"
    WEDNESDAY_AFTERNOON = "2-afternoon"
    WEDNESDAY_EVENING = "2-evening"
    THURSDAY_MORNING = "3-morning"
    THURSDAY_AFTERNOON = "3-afternoon"
    THURSDAY_EVENING = "3-evening"
    FRIDAY_MORNING = "4-morning"
    FRIDAY_AFTERNOON = "4-afternoon"
    FRIDAY_EVENING = "4-evening"
    SATURDAY_MORNING = "5-morning"
    SATURDAY_AFTERNOON = "5-afternoon"
    SATURDAY_EVENING = "5-evening"
    SUNDAY_MORNING = "6-morning"
    SUNDAY_AFTERNOON = "6-afternoon"
    SUNDAY_EVENING = "6-evening"

    @classmethod
    def of(cls, weekday: int, day_part: DayPart) -> "WeekPart":
        """The part of the week on this day; ValueError where there is none."""
        return cls(f"{weekday}-{day_part}")

    @property
    def weekday(self) -> int:
        """The day of the week, as `date.weekday()` counts."""
        return int(self.value.split("-")[0])

    @property
    def day_part(self) -> DayPart:
        return DayPart(self.value.split("-")[1])
