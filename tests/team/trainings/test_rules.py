from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.errors import RuleBroken
from thuis_app.team.trainings import rules
from thuis_app.team.trainings.rules import Attends, TrainingState

TODAY = date(2026, 11, 24)


@given(
    st.one_of(st.none(), st.integers(1, 500)), st.integers(0, 600), st.integers(1, 30)
)
def test_there_are_never_more_people_than_places(
    places: int | None, taken: int, more: int
) -> None:
    fits = places is None or taken + more <= places

    if fits:
        rules.check_places(places, taken, more)
    else:
        with pytest.raises(RuleBroken):
            rules.check_places(places, taken, more)


@pytest.mark.parametrize(
    ("today", "since"),
    [
        (date(2026, 11, 24), date(2026, 5, 24)),
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2024, 8, 30), date(2024, 2, 29)),
        (date(2026, 3, 1), date(2025, 9, 1)),
    ],
)
def test_six_months_ago_is_the_same_day_or_the_last_of_the_month(
    today: date, since: date
) -> None:
    assert rules.consulted_since(today) == since


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_six_months_are_about_half_a_year(today: date) -> None:
    assert 181 <= (today - rules.consulted_since(today)).days <= 184


def test_one_signs_up_until_the_day_itself() -> None:
    rules.check_open(TrainingState.PLANNED, TODAY, TODAY)
    for state, on in (
        (TrainingState.PLANNED, date(2026, 11, 23)),
        (TrainingState.CANCELLED, TODAY),
        (TrainingState.HELD, TODAY),
    ):
        with pytest.raises(RuleBroken):
            rules.check_open(state, on, TODAY)


def test_nobody_was_there_before_the_day_came() -> None:
    rules.check_come(TrainingState.PLANNED, TODAY, TODAY)
    rules.check_come(TrainingState.HELD, TODAY, TODAY)
    for state, on in (
        (TrainingState.PLANNED, date(2026, 11, 25)),
        (TrainingState.CANCELLED, TODAY),
    ):
        with pytest.raises(RuleBroken):
            rules.check_come(state, on, TODAY)


def test_an_invitation_takes_no_place_and_neither_does_who_let_us_know() -> None:
    assert set(Attends) - set(rules.TAKES_A_PLACE) == {Attends.INVITED, Attends.ABSENT}


def test_what_was_called_off_stays_so() -> None:
    with pytest.raises(RuleBroken):
        rules.next_state(TrainingState.CANCELLED, TrainingState.HELD)


def test_it_ends_after_it_begins() -> None:
    assert rules.is_right(time(19), time(21))
    assert not rules.is_right(time(19), time(19))
