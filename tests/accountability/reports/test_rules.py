from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.accountability.reports import rules
from thuis_app.accountability.reports.rules import Cell, SuppressedCell

few = st.dictionaries(
    st.integers(min_value=1, max_value=6), st.integers(0, 14), max_size=6
)


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ({1: 12, 2: 30}, {1: 12, 2: 30}),
        ({1: 0, 2: 30}, {1: 0, 2: 30}),
        ({1: 5, 2: 30}, {1: 5, 2: 30}),
        (
            {1: 4, 2: 12, 3: 30},
            {1: SuppressedCell.UNDER_FIVE, 2: SuppressedCell.SHIELDED, 3: 30},
        ),
        (
            {1: 4, 2: 3, 3: 30},
            {1: SuppressedCell.UNDER_FIVE, 2: SuppressedCell.UNDER_FIVE, 3: 30},
        ),
        (
            {1: 1, 2: 2, 3: 9, 4: 30},
            {
                1: SuppressedCell.UNDER_FIVE,
                2: SuppressedCell.UNDER_FIVE,
                3: SuppressedCell.SHIELDED,
                4: 30,
            },
        ),
        (
            {1: 4, 2: 4, 3: 9, 4: 30},
            {
                1: SuppressedCell.UNDER_FIVE,
                2: SuppressedCell.UNDER_FIVE,
                3: SuppressedCell.SHIELDED,
                4: 30,
            },
        ),
        (
            {1: 1, 2: 5, 3: 5, 4: 30},
            {
                1: SuppressedCell.UNDER_FIVE,
                2: SuppressedCell.SHIELDED,
                3: SuppressedCell.SHIELDED,
                4: SuppressedCell.SHIELDED,
            },
        ),
        ({1: 1, 2: 5}, {1: SuppressedCell.SHIELDED, 2: SuppressedCell.SHIELDED}),
        ({1: 3}, {1: SuppressedCell.SHIELDED}),
        ({}, {}),
    ],
)
def test_small_villages_are_kept_back(
    people: dict[int, int], shown: dict[int, Cell]
) -> None:
    assert rules.suppressed(people) == shown


@given(few)
def test_no_number_under_five_is_ever_shown(people: dict[int, int]) -> None:
    shown = rules.suppressed(people)

    assert not [one for one in shown.values() if one in (1, 2, 3, 4)]
    assert shown.keys() == people.keys()


@given(few)
def test_what_is_shown_is_true(people: dict[int, int]) -> None:
    for key, cell in rules.suppressed(people).items():
        if cell is SuppressedCell.UNDER_FIVE:
            assert 0 < people[key] < 5
        elif not isinstance(cell, SuppressedCell):
            assert cell == people[key]


@given(few)
def test_nobody_reckons_back_what_is_kept_back(people: dict[int, int]) -> None:
    shown = rules.suppressed(people)
    kept = [key for key, cell in shown.items() if isinstance(cell, SuppressedCell)]
    together = sum(people[key] for key in kept)
    all_are_kept = not [
        cell for cell in shown.values() if cell not in (0, *SuppressedCell)
    ]
    if not kept or (all_are_kept and (len(kept) == 1 or together < 5)):
        return

    bounds = [between(shown[key], shown, together) for key in kept]

    assert together >= 5
    for at in range(len(kept)):
        others = bounds[:at] + bounds[at + 1 :]
        least, most = (sum(side) for side in zip(*others, strict=True))
        low, high = bounds[at]
        assert min(high, together - least) > max(low, together - most) or (
            all_are_kept and together == len(kept)
        )


def between(cell: Cell, shown: dict[int, Cell], together: int) -> tuple[int, int]:
    """What a number can be, to who knows the total and what the words mean."""
    if cell is SuppressedCell.UNDER_FIVE:
        return 1, 4
    return (5 if SuppressedCell.UNDER_FIVE in shown.values() else 1), together


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
