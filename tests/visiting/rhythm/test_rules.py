"""When two people meet next: examples, and what always holds."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from thuis_app.core import clock
from thuis_app.core.holidays import holidays
from thuis_app.visiting.matches.rules import Rhythm
from thuis_app.visiting.rhythm import rules as rhythm
from thuis_app.visiting.rhythm.rules import (
    PACES,
    WEEK,
    Arrangement,
    AwayPeriod,
    Usual,
)

TUESDAY = date(2026, 11, 24)
LONG_AGO = date(2025, 1, 7)
HALF_PAST_TWO = time(14, 30)
USUAL = Usual(1, HALF_PAST_TWO)

SWEPT = 20_000


@dataclass(frozen=True)
class Life:
    """Two people, the days on which they met or will, and how far to plan."""

    arranged: Arrangement
    usual: Usual
    visits: list[date]
    today: date
    until: date

    @cached_property
    def planned(self) -> list[datetime]:
        return rhythm.missing(
            self.arranged, self.usual, self.visits, today=self.today, until=self.until
        )


def life(random: Random) -> Life:
    """A life as it comes: days off, other visits, long ago or only just begun."""
    today = date(2024, 1, 1) + timedelta(days=random.randrange(8 * 365))
    hour = time(random.randrange(7, 22), random.choice((0, 15, 30)))

    def near() -> date:
        return today + timedelta(days=random.randrange(-120, 60))

    off = [near() for _ in range(random.randrange(3))]
    arranged = Arrangement(
        random.choice(list(Rhythm)),
        today - timedelta(days=random.randrange(200)),
        [AwayPeriod(day, day + timedelta(days=random.randrange(40))) for day in off],
        [clock.at(near(), hour) for _ in range(random.randrange(4))],
    )
    usual = Usual(random.randrange(7), hour)
    visits = [near() for _ in range(random.randrange(1, 8))]
    return Life(arranged, usual, visits, today, today + random.randrange(1, 12) * WEEK)


def day_of(moment: datetime) -> date:
    return clock.local(moment).date()


def the_weekday_and_the_hour_on_the_clock_stay(one: Life) -> None:
    for moment in one.planned:
        here = clock.local(moment)
        assert (here.weekday(), here.time()) == (one.usual.weekday, one.usual.hour)
        assert one.today < here.date() <= one.until


def nobody_goes_on_a_holiday_on_days_off_or_to_two_at_once(one: Life) -> None:
    for moment in one.planned:
        day = day_of(moment)
        assert day not in holidays(day.year)
        assert not any(first <= day <= last for first, last in one.arranged.away)
        assert moment not in one.arranged.busy


def visits_are_no_closer_than_the_rhythm_nor_needlessly_further(one: Life) -> None:
    found = [day_of(moment) for moment in one.planned]
    assert len(set(found)) == len(found) and not set(found) & set(one.visits)
    for day in found:
        before = max(d for d in (*found, *one.visits) if d < day)
        weeks = one.arranged.weeks_after(before)
        passed = (day - n * WEEK for n in range(1, 1 + (day - before).days // 7))
        closed = [d for d in passed if one.arranged.is_closed(d, one.usual.hour)]
        assert (day - before).days >= 7 * weeks - 3
        has_been = before <= one.today
        longest = PACES[one.arranged.rhythm].later if has_been else weeks
        most = 7 * (longest + len(closed)) + 3
        assert (day - max(before, one.today)).days <= most
        assert all(abs((day - other).days) > 3 for other in one.visits)


def planning_again_plans_nothing(one: Life) -> None:
    done = [*one.visits, *map(day_of, one.planned)]
    assert replace(one, visits=done).planned == []


ALWAYS = (
    the_weekday_and_the_hour_on_the_clock_stay,
    nobody_goes_on_a_holiday_on_days_off_or_to_two_at_once,
    visits_are_no_closer_than_the_rhythm_nor_needlessly_further,
    planning_again_plans_nothing,
)


@settings(max_examples=5 * settings().max_examples, derandomize=True)
@given(some.randoms(use_true_random=False))
def test_whatever_life_brings_the_rhythm_keeps_its_law(random: Random) -> None:
    one = life(random)
    for law in ALWAYS:
        law(one)


@pytest.mark.thorough
def test_twenty_thousand_lives_keep_it_too() -> None:
    """The same law over many more lives than the test above tries all day."""
    random = Random(20261122)
    found = 0
    for _ in range(SWEPT):
        one = life(random)
        found += len(one.planned)
        for law in ALWAYS:
            law(one)

    assert found > SWEPT


@pytest.mark.parametrize(
    "first", [date(2027, 3, 23), date(2027, 10, 26)], ids=["spring", "autumn"]
)
def test_half_past_two_stays_half_past_two_when_the_clock_changes(first: date) -> None:
    arranged = Arrangement(Rhythm.WEEKLY, LONG_AGO)
    until = first + 2 * WEEK

    found = rhythm.missing(arranged, USUAL, [first], today=first, until=until)

    assert [clock.local(one).time() for one in found] == [HALF_PAST_TWO] * 2
    assert len({one.time() for one in (clock.at(first, HALF_PAST_TWO), *found)}) == 2


@pytest.mark.parametrize(
    ("each", "at_first", "later"),
    [(Rhythm.WEEKLY, 7, 7), (Rhythm.FORTNIGHTLY, 7, 14), (Rhythm.MONTHLY, 14, 28)],
)
def test_the_first_four_weeks_are_closer(
    each: Rhythm, at_first: int, later: int
) -> None:
    arranged = Arrangement(each, TUESDAY)

    gaps = []
    for day in (TUESDAY, TUESDAY + timedelta(days=27), TUESDAY + timedelta(days=28)):
        usual = Usual(day.weekday(), HALF_PAST_TWO)
        quiet = Arrangement(each, TUESDAY, busy=[])
        gaps.append(quiet.weeks_after(day) * 7)
        assert arranged.next_day(day, usual, day) >= day

    assert gaps == [at_first, at_first, later]


def test_every_rhythm_has_its_pace() -> None:
    assert set(PACES) == set(Rhythm)
    assert all(pace.at_first <= pace.later for pace in PACES.values())


def test_christmas_is_passed_over_and_the_week_after_is_not() -> None:
    friday = date(2026, 12, 18)
    arranged, usual = Arrangement(Rhythm.WEEKLY, LONG_AGO), Usual(4, HALF_PAST_TWO)

    found = rhythm.missing(
        arranged, usual, [friday], today=friday, until=friday + 4 * WEEK
    )

    assert [day_of(one) for one in found] == [date(2027, 1, 8), date(2027, 1, 15)]


def test_a_visit_that_was_called_off_had_its_turn() -> None:
    called_off = TUESDAY + WEEK
    arranged = Arrangement(Rhythm.WEEKLY, LONG_AGO)

    found = rhythm.missing(
        arranged,
        USUAL,
        [TUESDAY, called_off],
        today=TUESDAY,
        until=TUESDAY + 2 * WEEK,
    )

    assert [day_of(one) for one in found] == [TUESDAY + 2 * WEEK]


def test_a_visit_moved_to_thursday_keeps_its_turn_and_tuesday_stays() -> None:
    thursday = TUESDAY + timedelta(days=9)
    arranged = Arrangement(Rhythm.WEEKLY, LONG_AGO)

    found = rhythm.missing(
        arranged, USUAL, [TUESDAY, thursday], today=TUESDAY, until=TUESDAY + 2 * WEEK
    )

    assert [day_of(one) for one in found] == [TUESDAY + 2 * WEEK]


@pytest.mark.parametrize(
    ("pace", "weeks"),
    [(Rhythm.WEEKLY, 2), (Rhythm.FORTNIGHTLY, 2), (Rhythm.MONTHLY, 4)],
)
def test_nothing_is_added_before_the_day_on_which_people_agreed(
    pace: Rhythm, weeks: int
) -> None:
    begun = Arrangement(pace, TUESDAY - timedelta(days=3))
    agreed = TUESDAY + weeks * WEEK
    met = [TUESDAY - WEEK, TUESDAY, agreed]

    found = rhythm.missing(begun, USUAL, met, today=TUESDAY, until=TUESDAY + 12 * WEEK)

    assert found and min(found) > clock.at(agreed, HALF_PAST_TWO)


def test_an_outing_in_summer_leaves_the_weeks_before_it_alone() -> None:
    summer = date(2027, 6, 19)
    arranged = Arrangement(Rhythm.FORTNIGHTLY, LONG_AGO)

    found = rhythm.missing(
        arranged, USUAL, [TUESDAY, summer], today=TUESDAY, until=TUESDAY + 3 * WEEK
    )

    assert [day_of(one) for one in found] == [TUESDAY + 2 * WEEK]


def test_days_off_without_an_end_leave_nothing_to_plan() -> None:
    for_good = AwayPeriod(TUESDAY, date.max)
    arranged = Arrangement(Rhythm.WEEKLY, LONG_AGO, [for_good])
    until = TUESDAY + 3 * WEEK

    assert not rhythm.missing(arranged, USUAL, [TUESDAY], today=TUESDAY, until=until)
    assert rhythm.days_offered(arranged, clock.at(TUESDAY, time(9)), TUESDAY)


def test_without_a_single_visit_there_is_nothing_to_go_by() -> None:
    arranged = Arrangement(Rhythm.WEEKLY, TUESDAY)
    until = TUESDAY + 3 * WEEK

    assert rhythm.usual_moment([]) is None
    assert rhythm.missing(arranged, USUAL, [], today=TUESDAY, until=until) == []


def at(weeks: int, hour: int = 14, days: int = 0) -> datetime:
    return clock.at(TUESDAY + weeks * WEEK + timedelta(days=days), time(hour))


@pytest.mark.parametrize(
    ("moments", "usual"),
    [
        ([at(0)], None),
        ([at(0), at(1)], Usual(1, time(14))),
        ([at(0), at(1, 10), at(2, 11), at(3, 12)], None),
        ([at(0), at(1), at(2, days=4)], Usual(1, time(14))),
        ([at(0), at(1), at(2, days=2), at(3, days=2)], Usual(3, time(14))),
        ([at(-9), at(-8), at(0, 10), at(1, 11), at(2, 12), at(3, 13)], None),
    ],
)
def test_what_is_usual_shows_from_the_last_four_times(
    moments: list[datetime], usual: Usual | None
) -> None:
    assert rhythm.usual_moment(moments) == usual
    assert rhythm.usual_moment(reversed(moments)) == usual


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (Rhythm.WEEKLY, [date(2026, 12, 1), date(2026, 12, 8)]),
        (Rhythm.FORTNIGHTLY, [date(2026, 12, 8), date(2026, 12, 1)]),
        (Rhythm.MONTHLY, [date(2026, 12, 22), date(2026, 12, 8)]),
    ],
)
def test_what_is_offered_after_a_visit_is_the_rhythm_first(
    each: Rhythm, expected: list[date]
) -> None:
    arranged = Arrangement(each, LONG_AGO)

    assert rhythm.days_offered(arranged, at(0), TUESDAY) == expected


def test_in_the_first_month_next_week_is_offered_first() -> None:
    arranged = Arrangement(Rhythm.FORTNIGHTLY, TUESDAY)

    days = rhythm.days_offered(arranged, at(0), TUESDAY)

    assert days == [TUESDAY + WEEK, TUESDAY + 2 * WEEK]


@pytest.mark.parametrize("late", range(60))
def test_no_day_is_offered_that_has_been_or_is_a_holiday(late: int) -> None:
    today = TUESDAY + timedelta(days=late)

    for each in Rhythm:
        arranged = Arrangement(each, LONG_AGO)
        days = rhythm.days_offered(arranged, at(0), today)
        assert days and len(days) == len(set(days))
        assert all(day > today and day.weekday() == 1 for day in days)
        assert not any(day in holidays(day.year) for day in days)
