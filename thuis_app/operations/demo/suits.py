"""The wishes of people of the example about their visitor."""

from typing import Any

from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.day_parts import DayPart, WeekPart

LIKED, SPOKEN = tuple(Interest), tuple(SpokenLanguage)[:2]


def of(number: int) -> dict[str, Any]:
    """The wishes of this person; empty for one out of three."""
    some = [LIKED[(number * step) % len(LIKED)] for step in (1, 5, 7)]
    parts = (DayPart.MORNING, DayPart.AFTERNOON)
    times = (WeekPart.of((number + day) % 5, parts[day % 2]) for day in (0, 1, 3))
    known = number % 3 > 0
    return {
        "speaks": frozenset(SPOKEN[: 1 + number % 2] if known else ()),
        "has_pets": number % 4 == 1,
        "smokes": number % 11 == 2,
        "interests": frozenset(some if known else ()),
        "times": frozenset(times if known else ()),
    }
