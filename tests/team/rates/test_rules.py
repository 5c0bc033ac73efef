from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.errors import RuleBroken
from thuis_app.team.rates import rules
from thuis_app.team.rates.rules import Amount, RateKind

TODAY = date(2026, 11, 24)
NOW = rules.rates_on(TODAY)

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))

amounts = st.builds(Amount, st.sampled_from(RateKind), st.integers(0, 500_00), days)


def test_the_amounts_of_2025_are_known() -> None:
    found = rules.rates_on(date(2025, 1, 1))

    assert found.per_kilometre == 23
    assert found.hourly_compensation_max == 560
    assert (found.month_max, found.year_max) == (210_00, 2_100_00)


@given(days, st.lists(amounts, max_size=12))
def test_the_newest_amount_that_has_begun_holds(
    day: date, set_here: list[Amount]
) -> None:
    set_here.sort(key=lambda one: one.from_on)
    found = rules.rates_on(day, set_here)

    for kind in RateKind:
        [known] = [one for one in rules.KNOWN if one.kind is kind]
        mine = [one for one in set_here if one.kind is kind]
        begun = [one for one in mine if known.from_on <= one.from_on <= day]
        newest = max((one.from_on for one in begun), default=None)
        allowed = {one.cents for one in begun if one.from_on == newest}
        assert getattr(found, kind.value) in (allowed or {known.cents})


@given(days.filter(lambda day: day > date(2025, 1, 2)), st.integers(0, 99_99))
def test_an_amount_changes_at_its_first_day_and_not_a_day_earlier(
    from_on: date, changed: int
) -> None:
    new = [Amount(RateKind.PER_KILOMETRE, changed, from_on)]

    assert rules.rates_on(from_on - timedelta(days=1), new).per_kilometre == 23
    assert rules.rates_on(from_on, new).per_kilometre == changed
    assert rules.rates_on(from_on, new).month_max == NOW.month_max


def test_a_year_that_is_over_stays_as_it_was() -> None:
    rules.check_rate_day(date(2026, 1, 1), TODAY)
    with pytest.raises(RuleBroken):
        rules.check_rate_day(date(2025, 12, 31), TODAY)


def test_an_amount_that_holds_is_not_taken_away() -> None:
    rules.check_not_begun(TODAY + timedelta(days=1), TODAY)
    with pytest.raises(RuleBroken):
        rules.check_not_begun(TODAY, TODAY)


def test_somebody_looks_up_the_maxima_every_year() -> None:
    looked_up = [Amount(kind, 1, date(2026, 1, 1)) for kind in rules.OF_THE_LAW]

    assert not rules.is_of_this_year([], TODAY)
    assert not rules.is_of_this_year(looked_up[:2], TODAY)
    assert rules.is_of_this_year(looked_up, TODAY)
    assert rules.is_of_this_year([], date(2025, 6, 1))
