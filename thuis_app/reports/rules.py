"""What a report may say: which days it counts, and which numbers it keeps back."""

from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SMALLEST_GROUP = 5


class Kept(StrEnum):
    """Why a number is not shown."""

    UNDER_FIVE = "under_five"
    SHIELDED = "shielded"


Cell = int | Kept


@dataclass(frozen=True)
class Period:
    """Days that are counted: from the first up to, and not with, the end."""

    first: date
    end: date

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)


def this_year(today: date) -> Period:
    """This year until now, today included."""
    return Period(date(today.year, 1, 1), today + timedelta(days=1))


def last_year_so_far(today: date) -> Period:
    """Last year up to the same day, that day included."""
    is_leap_day = (today.month, today.day) == (2, 29)
    day = 28 if is_leap_day and not isleap(today.year - 1) else today.day
    same_day = date(today.year - 1, today.month, day)
    return Period(date(today.year - 1, 1, 1), same_day + timedelta(days=1))


def last_year(today: date) -> Period:
    """The whole of last year."""
    return Period(date(today.year - 1, 1, 1), date(today.year, 1, 1))


def months(year: int) -> list[Period]:
    """The twelve months of a year."""
    firsts = [date(year + number // 12, number % 12 + 1, 1) for number in range(13)]
    return [Period(first, firsts[at + 1]) for at, first in enumerate(firsts[:-1])]


def marks(most: int) -> list[int]:
    """Three round numbers beside a chart, the last at least as large as the most."""
    step, rounds = 1, (2, 5, 10)
    while step * 3 < most:
        size = 10 ** (len(str(step)) - 1)
        step = next(size * one for one in rounds if size * one > step)
    return [step, step * 2, step * 3]


def shielded(people: Mapping[int, int]) -> dict[int, Cell]:
    """How many people per village, without the numbers that are almost a name.

    Under five is kept back. As the total is known, more villages are kept back, the
    smallest first, until what is kept back cannot be reckoned from the rest: at least
    two villages, at least five people together, and more than one way to share them.
    """
    small = {key for key, number in people.items() if 0 < number < SMALLEST_GROUP}
    rest = sorted(
        (key for key, number in people.items() if number >= SMALLEST_GROUP),
        key=lambda key: (people[key], key),
    )
    kept = set(small)
    while kept and rest and not _is_safe(people, small, kept):
        kept.add(rest.pop(0))
    hides_all = not rest and bool(kept) and not _is_safe(people, small, kept)
    return {
        key: _cell(number, key in small and not hides_all, key in kept)
        for key, number in people.items()
    }


def _is_safe(people: Mapping[int, int], small: set[int], kept: set[int]) -> bool:
    """Whether what is kept back can be shared out in more than one way."""
    together = sum(people[key] for key in kept)
    if len(kept) < 2 or together < SMALLEST_GROUP:
        return False
    least = len(small) + SMALLEST_GROUP * (len(kept) - len(small))
    has_larger = len(kept) > len(small)
    return together > least and (
        has_larger or together < len(small) * (SMALLEST_GROUP - 1)
    )


def _cell(number: int, is_small: bool, is_kept: bool) -> Cell:
    if is_small:
        return Kept.UNDER_FIVE
    return Kept.SHIELDED if is_kept else number
