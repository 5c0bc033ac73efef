"""The periods of a report, and which numbers it suppresses."""

from calendar import isleap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import TypeVar

from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach_steps.rules import Channel
from thuis_app.support.referrals.rules import ReferralState

BEGUN = (ReferralState.STARTED, ReferralState.LANDED)
SMALLEST_GROUP = 5
ROUNDED_TO = 5
EXACT_DAYS = 10


class Figure(StrEnum):
    """What is counted by the day on which it happened."""

    ATTEMPTS = "attempts"
    VISITS = "visits"
    LANDED = "landed"
    HALF_DAYS = "half_days"


class Wait(StrEnum):
    """How long people wait, counted in the period in which the waiting ended."""

    FIRST_CONTACT = "first_contact"
    MATCH = "match"
    RESPITE = "respite"


class SuppressedCell(StrEnum):
    """Why a number is not shown."""

    UNDER_FIVE = "under_five"
    SHIELDED = "shielded"


Cell = int | SuppressedCell
Key = TypeVar("Key", bound=StrEnum)
Place = TypeVar("Place", int, str)


@dataclass(frozen=True)
class ReportPeriod:
    """Days that are counted: from the first up to, and not with, the end."""

    first: date
    end: date

    @property
    def last(self) -> date:
        return self.end - timedelta(days=1)


@dataclass(frozen=True)
class AttemptCounts:
    """The numbers of attempts and of people, by whether they were reached."""

    reached: int = 0
    people_reached: int = 0
    in_vain: int = 0
    people_in_vain: int = 0

    @property
    def people(self) -> int:
        return self.people_reached + self.people_in_vain


@dataclass(frozen=True)
class ReachedShare:
    """The numbers of attempts and of people reached; None is suppressed."""

    tries: int | None
    reached: int | None

    @property
    def percent(self) -> int | None:
        """The percentage of attempts that reached a person; None when suppressed."""
        if not self.tries or self.reached is None:
            return None
        return round(100 * self.reached / self.tries)


@dataclass(frozen=True)
class Evidence:
    """The results of outreach in a year: after how many attempts, how, and when."""

    years: list[int]
    people: int
    by_number: list[Cell]
    by_first_way: dict[Channel, Cell]
    ways: dict[Channel, ReachedShare]
    parts: dict[DayPart, ReachedShare]
    tries: int
    reached: int


BANDS = ("1-2", "3-4", "5+")
"""Numbers of attempts that are counted together, so that few are suppressed."""


def band_of(number: int) -> int:
    """The place of the band in which this number of attempts lies."""
    return min((number - 1) // 2, len(BANDS) - 1)


def whole_year(year: int, today: date) -> ReportPeriod:
    """A year, as far as it has been."""
    end = min(date(year + 1, 1, 1), today + timedelta(days=1))
    return ReportPeriod(date(year, 1, 1), max(end, date(year, 1, 1)))


def this_year(today: date) -> ReportPeriod:
    """This year until now, today included."""
    return ReportPeriod(date(today.year, 1, 1), today + timedelta(days=1))


def last_year_so_far(today: date) -> ReportPeriod:
    """Last year up to the same day, that day included."""
    is_leap_day = (today.month, today.day) == (2, 29)
    day = 28 if is_leap_day and not isleap(today.year - 1) else today.day
    same_day = date(today.year - 1, today.month, day)
    return ReportPeriod(date(today.year - 1, 1, 1), same_day + timedelta(days=1))


def last_year(today: date) -> ReportPeriod:
    """The whole of last year."""
    return ReportPeriod(date(today.year - 1, 1, 1), date(today.year, 1, 1))


def months(year: int) -> list[ReportPeriod]:
    """The twelve months of a year."""
    firsts = [date(year + number // 12, number % 12 + 1, 1) for number in range(13)]
    return [ReportPeriod(first, firsts[at + 1]) for at, first in enumerate(firsts[:-1])]


def marks(most: int) -> list[int]:
    """Three round numbers beside a chart, the last at least as large as the most."""
    step, rounds = 1, (2, 5, 10)
    while step * 3 < most:
        size = 10 ** (len(str(step)) - 1)
        step = next(size * one for one in rounds if size * one > step)
    return [step, step * 2, step * 3]


def last_closed_day(today: date) -> date:
    """The last day of the month before: what a report counts up to.

    Two reports of one month are the same, so that who is new does not show.
    """
    return today.replace(day=1) - timedelta(days=1)


def rounded(number: int) -> int:
    """The nearest multiple of five, as a report shows numbers with people behind them.

    Each number is rounded by itself, and a total is the sum of what is shown: so the
    others say nothing of it, and every number that is shown can be three or more.
    """
    return (number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO


def suppressed(people: Mapping[Place, int]) -> dict[Place, Cell]:
    """The numbers of people per group of villages, without those that name a person.

    Under five is suppressed. As the total is known, more groups are kept back, the
    smallest first, until what is kept back cannot be reckoned from the rest: at least
    two groups, at least five people together, and more than one way to share them.
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


def published(counts: Sequence[int]) -> list[Cell]:
    """Numbers that add up to a known total, small ones suppressed."""
    return list(suppressed(dict(enumerate(counts))).values())


def shares(rows: Mapping[Key, AttemptCounts]) -> dict[Key, ReachedShare]:
    """The share of attempts that reached a person, by row, small ones suppressed.

    Behind a try stands a person: where fewer than five people were reached, or fewer
    than five were not, the whole row is kept back. The totals are known, so in either
    column, and of the whole, as many more rows are kept back as it takes.
    """
    reached = published([row.people_reached for row in rows.values()])
    in_vain = published([row.people_in_vain for row in rows.values()])
    kept = {
        name
        for name, one, other in zip(rows, reached, in_vain, strict=True)
        if isinstance(one, SuppressedCell) or isinstance(other, SuppressedCell)
    }
    rest = sorted(set(rows) - kept, key=lambda name: rows[name].people)
    while kept and rest and not _is_enough([rows[name].people for name in kept]):
        kept.add(rest.pop(0))
    return {
        name: ReachedShare(None, None)
        if name in kept
        else ReachedShare(row.reached + row.in_vain, row.reached)
        for name, row in rows.items()
    }


def medians(
    groups: Mapping[Place, Sequence[int]],
) -> tuple[dict[Place, int | None], int | None]:
    """The median of the days waited by group, and of all together; None is suppressed.

    Under five is suppressed. Who is in a suppressed group counts in the median of all
    only where five are, apart from the largest of those groups: so the median of all
    says nothing of a group of one to four, also to who knows another group exactly.
    """
    shown = {key: median_days(days) for key, days in groups.items()}
    small = [groups[key] for key, found in shown.items() if found is None]
    are_many = sum(map(len, small)) - max(map(len, small), default=0) >= SMALLEST_GROUP
    counted = [
        day
        for key, days in groups.items()
        if are_many or shown[key] is not None
        for day in days
    ]
    return shown, median_days(counted)


def median_days(days: Sequence[int]) -> int | None:
    """The median in whole days, from ten days on in fives; None under five people."""
    if len(days) < SMALLEST_GROUP:
        return None
    middle = int(median(days) + 0.5)
    return middle if middle < EXACT_DAYS else rounded(middle)


def _is_enough(people: Sequence[int]) -> bool:
    """Whether what is kept back cannot be reckoned from the total and the rest."""
    return len(people) > 1 and sum(people) >= SMALLEST_GROUP


def _is_safe(people: Mapping[Place, int], small: set[Place], kept: set[Place]) -> bool:
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
        return SuppressedCell.UNDER_FIVE
    return SuppressedCell.SHIELDED if is_kept else number
