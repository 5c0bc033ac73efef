"""The periods of a report, and which numbers it suppresses."""

from calendar import isleap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
MOST_YEARS = 8


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
    """The numbers of attempts that reached a person, and that did not."""

    reached: int = 0
    in_vain: int = 0

    @property
    def tries(self) -> int:
        return self.reached + self.in_vain

    @property
    def percent(self) -> int | None:
        """The percentage of attempts that reached a person; None without attempts."""
        return round(100 * self.reached / self.tries) if self.tries else None


@dataclass(frozen=True)
class Evidence:
    """The results of outreach in a year: after how many attempts, how, and when.

    Numbers as they are shown. By way and by part of the day only for a year that is
    over: two reports of one year would tell what came between.
    """

    years: list[int]
    people: int
    tries: int
    by_number: list[int]
    by_first_way: dict[Channel, int]
    ways: dict[Channel, AttemptCounts]
    parts: dict[DayPart, AttemptCounts]


def together(found: Sequence[Evidence]) -> Evidence:
    """Several years as one: sums of what is shown of each, which tell nothing more."""
    return Evidence(
        years=found[0].years,
        people=sum(one.people for one in found),
        tries=sum(one.tries for one in found),
        by_number=[
            sum(one) for one in zip(*(year.by_number for year in found), strict=True)
        ],
        by_first_way=dict(_summed(year.by_first_way for year in found)),
        ways=_counted([year.ways for year in found]),
        parts=_counted([year.parts for year in found]),
    )


def _summed(found: Iterable[Mapping[Key, int]]) -> Counter[Key]:
    total = Counter[Key]()
    for one in found:
        total.update(one)
    return total


def _counted(found: Sequence[Mapping[Key, AttemptCounts]]) -> dict[Key, AttemptCounts]:
    """The attempts of several years, by the same keys."""
    reached = _summed({key: one.reached for key, one in year.items()} for year in found)
    in_vain = _summed({key: one.in_vain for key, one in year.items()} for year in found)
    return {key: AttemptCounts(reached[key], in_vain[key]) for key in reached}


BANDS = ("1-2", "3-4", "5+")
"""Numbers of attempts that are counted together, so that few are suppressed."""


def band_of(number: int) -> int:
    """The place of the band in which this number of attempts lies."""
    return min((number - 1) // 2, len(BANDS) - 1)


def closed_part(year: int, today: date) -> ReportPeriod:
    """The months of a year that are over; none of a year that has just begun."""
    end = min(date(year + 1, 1, 1), today.replace(day=1))
    return ReportPeriod(date(year, 1, 1), max(end, date(year, 1, 1)))


def years_over(years: Sequence[int]) -> str:
    """The years before the first of these, as '2019-2025'; '' for fewer than two."""
    over = years[1 : MOST_YEARS + 1]
    return f"{over[-1]}-{over[0]}" if len(over) > 1 else ""


def is_over(year: int, today: date) -> bool:
    """Whether a year is over, so that its numbers stay as they are."""
    return year < today.year


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


def apportioned(counts: Sequence[int], total: int) -> list[int]:
    """A total that is shown, shared out in steps of five over what it is the total of,
    by largest remainder.

    So these say nothing of the total that it does not say itself.
    """
    steps, whole = total // ROUNDED_TO, sum(counts)
    if not whole:
        return [0 for _count in counts]
    parts = [divmod(steps * count, whole) for count in counts]
    left = steps - sum(full for full, _rest in parts)
    by_rest = sorted(range(len(parts)), key=lambda at: (-parts[at][1], at))
    more = set(by_rest[:left])
    return [
        ROUNDED_TO * (full + (at in more)) for at, (full, _rest) in enumerate(parts)
    ]


def shared_out(
    rows: Mapping[Key, AttemptCounts], total: int
) -> dict[Key, AttemptCounts]:
    """A number of attempts that is shown, shared out over rows and their outcomes."""
    counts = [n for one in rows.values() for n in (one.reached, one.in_vain)]
    shown = iter(apportioned(counts, total))
    return {key: AttemptCounts(next(shown), next(shown)) for key in rows}


def first_ways(
    people: Mapping[Channel, int], total: int, ways: Mapping[Channel, AttemptCounts]
) -> dict[Channel, int]:
    """How many people each way reached first, by the total that is shown; never more
    than the attempts that are shown of that way."""
    shown = apportioned([people.get(one, 0) for one in ways], total)
    return {
        way: min(number, ways[way].reached)
        for way, number in zip(ways, shown, strict=True)
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
