from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.errors import RuleBroken
from thuis_app.team.claims import rules
from thuis_app.team.claims.rules import (
    ClaimState,
    Ledger,
    Over,
    Reached,
)
from thuis_app.team.rates.rules import Rates, rates_on

TODAY = date(2026, 11, 24)
NOW = rates_on(TODAY)

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))

cents = st.integers(0, 300_00)

lines = st.lists(st.tuples(st.integers(1, 3), days, cents), max_size=40)


@given(
    st.integers(0, 24 * 60),
    st.integers(0, 1000),
    st.integers(0, 1000_00),
    st.integers(0, 60_00),
    st.integers(0, 100),
)
def test_the_total_is_never_half_a_cent_off(
    minutes: int, kilometres: int, costs: int, an_hour: int, a_kilometre: int
) -> None:
    rates = Rates(a_kilometre, an_hour, 0, 0, 0)
    exact = minutes * an_hour / 60 + kilometres * a_kilometre + costs

    found = rules.total(minutes, kilometres, costs, rates)

    assert isinstance(found, int)
    assert exact - 0.5 < found <= exact + 0.5


def test_half_a_cent_is_rounded_up() -> None:
    rates = Rates(0, 1, 0, 0, 0)

    assert rules.total(30, 0, 0, rates) == 1
    assert rules.total(29, 0, 0, rates) == 0


@given(lines, st.integers(1, 3), days)
def test_what_is_reached_is_the_sum_of_that_month_and_that_year(
    written: list[tuple[int, date, int]], who: int, day: date
) -> None:
    found = Ledger(written).reached(who, day)

    mine = [(on, money) for user, on, money in written if user == who]
    this_year = [(on, money) for on, money in mine if on.year == day.year]
    assert found.year == sum(money for _on, money in this_year)
    assert found.month == sum(money for on, money in this_year if on.month == day.month)


@given(lines)
def test_the_months_of_a_year_together_are_the_year(
    written: list[tuple[int, date, int]],
) -> None:
    ledger = Ledger(written)

    for year in range(2020, 2033):
        months = [ledger.reached(1, date(year, month, 28)) for month in range(1, 13)]
        assert sum(one.month for one in months) == months[0].year
        assert {one.year for one in months} == {months[0].year}


def test_the_last_day_of_a_year_counts_in_that_year() -> None:
    ledger = Ledger([(1, date(2025, 12, 31), 5), (1, date(2026, 1, 1), 7)])

    assert ledger.reached(1, date(2025, 12, 1)) == Reached(5, 5)
    assert ledger.reached(1, date(2026, 1, 31)) == Reached(7, 7)


@given(st.integers(0, 250_00), st.integers(0, 2_500_00), st.integers(1, 300_00))
def test_the_maximum_itself_is_not_over_and_a_cent_more_is(
    month: int, rest: int, more: int
) -> None:
    found = rules.over(Reached(month, month + rest), more, NOW)

    assert (Over.MONTH in found) == (month + more > NOW.month_max)
    assert (Over.YEAR in found) == (month + rest + more > NOW.year_max)
    assert Over.HOUR not in found


def test_a_maximum_is_passed_by_its_first_cent() -> None:
    month, year = Reached(200_00, 200_00), Reached(0, 2_090_00)

    assert rules.over(month, 10_00, NOW) == rules.over(year, 10_00, NOW) == ()
    assert rules.over(month, 10_01, NOW) == (Over.MONTH,)
    assert rules.over(year, 10_01, NOW) == (Over.YEAR,)


def test_more_for_an_hour_than_the_maximum_is_over() -> None:
    rates = Rates(23, 561, 560, 210_00, 2_100_00)

    assert rules.over(Reached(), 561, rates) == (Over.HOUR,)


def test_hours_for_which_nothing_is_paid_pass_no_maximum() -> None:
    assert rules.over(Reached(999_00, 9_999_00), 0, NOW) == ()


def test_over_the_maximum_takes_a_reason() -> None:
    rules.check_over((), "")
    rules.check_over((Over.MONTH,), "Receipts are there.")
    with pytest.raises(RuleBroken):
        rules.check_over((Over.MONTH,), "")


def test_only_what_is_on_a_payment_list_is_paid() -> None:
    assert rules.next_state(ClaimState.LISTED, ClaimState.PAID)
    for state in set(ClaimState) - {ClaimState.LISTED}:
        with pytest.raises(RuleBroken):
            rules.next_state(state, ClaimState.PAID)


@given(days)
def test_months_follow_each_other(day: date) -> None:
    following = rules.next_month(day)

    assert following.day == 1
    assert rules.month_before(following) == rules.first_of_month(day)
    assert 28 <= (following - rules.first_of_month(day)).days <= 31


@pytest.mark.parametrize("month", [None, date(1, 1, 1), date(9999, 12, 1)])
def test_a_month_that_cannot_be_shown_is_this_month(month: date | None) -> None:
    assert rules.near_month(month, TODAY) == date(2026, 11, 1)


def test_a_month_and_a_year_can_be_chosen() -> None:
    assert rules.near_month(date(2025, 2, 1), TODAY) == date(2025, 2, 1)
    assert rules.near_year(2025, TODAY) == 2025
    assert rules.near_year(None, TODAY) == rules.near_year(1, TODAY) == 2026


@given(st.text(max_size=20))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    found = rules.as_text(text)

    assert found.removeprefix("'") == text.removeprefix("'")
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert rules.as_text("Griet - Huis") == "Griet - Huis"
    assert rules.as_text("=1+1") == "'=1+1"
