from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.accountability.reports import rules


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_a_total_that_is_shared_out_is_shared_out_whole(counts: list[int]) -> None:
    total = rules.rounded(sum(counts))

    shown = rules.apportioned(counts, total)

    assert sum(shown) == (total if any(counts) else 0)
    assert not [one for one in shown if one % 5]


def test_the_largest_rest_gets_what_is_left() -> None:
    assert rules.apportioned([1, 4, 5], 10) == [0, 5, 5]
    assert rules.apportioned([3, 3], 5) == [5, 0]
    assert rules.apportioned([0, 0], 10) == [0, 0]


@pytest.mark.parametrize(
    ("today", "last_day"),
    [
        (date(2026, 11, 21), date(2025, 11, 21)),
        (date(2026, 1, 1), date(2025, 1, 1)),
        (date(2026, 12, 31), date(2025, 12, 31)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2029, 2, 28), date(2028, 2, 28)),
    ],
)
def test_last_year_goes_up_to_the_same_day(today: date, last_day: date) -> None:
    period = rules.last_year_so_far(today)

    assert (period.first, period.last) == (date(today.year - 1, 1, 1), last_day)


@given(st.dates(min_value=date(2000, 1, 2), max_value=date(2090, 1, 1)))
def test_no_day_falls_in_two_years(today: date) -> None:
    now, then = rules.this_year(today), rules.last_year(today)

    assert then.end == now.first
    assert now.last == today
    assert then.last + timedelta(days=1) == now.first


@given(st.integers(min_value=2000, max_value=2090))
def test_the_months_make_up_the_year(year: int) -> None:
    months = rules.months(year)

    assert len(months) == 12
    assert (months[0].first, months[-1].end) == (date(year, 1, 1), date(year + 1, 1, 1))
    assert all(one.end == two.first for one, two in pairwise(months))


@given(st.integers(min_value=0, max_value=10**7))
def test_the_marks_beside_a_chart_hold_the_most(most: int) -> None:
    marks = rules.marks(most)

    assert marks[-1] >= most
    assert marks == [marks[0], marks[0] * 2, marks[0] * 3]
    assert marks[-1] <= max(3, most * 3)
