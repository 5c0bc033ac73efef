from datetime import date, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.matches import rules
from thuis_app.matches.rules import Candidate, EndReason, MatchState, Reason

TODAY = date(2026, 11, 24)


def candidate(name: str = "Griet", **more: object) -> Candidate:
    values: dict[str, object] = {"user_id": 1, "in_village": True, "people": 0}
    values |= {"most_people": 2, "drives": False}
    return Candidate(name=name, **(values | more))  # type: ignore[arg-type]


def test_every_match_can_come_to_an_end() -> None:
    for state in rules.OPEN:
        assert MatchState.ENDED in rules.MOVES[state]


def test_what_has_ended_does_not_begin_again() -> None:
    for state in set(MatchState) - {MatchState.ENDED}:
        with pytest.raises(RuleBroken):
            rules.next_state(MatchState.ENDED, state)


def test_a_match_pauses_only_once_there_are_visits() -> None:
    with pytest.raises(RuleBroken):
        rules.next_state(MatchState.INTRODUCED, MatchState.PAUSED)


def test_a_match_may_stay_as_it_is() -> None:
    for state in MatchState:
        assert state in rules.choices(state)


def test_the_choices_stand_in_the_order_of_a_match() -> None:
    assert rules.choices(MatchState.PAUSED) == (
        MatchState.ACTIVE,
        MatchState.PAUSED,
        MatchState.CLOSING,
        MatchState.ENDED,
    )


@pytest.mark.parametrize(
    ("days", "may"), [(0, True), (14, True), (15, False), (100, False)]
)
def test_reports_are_finished_within_two_weeks(days: int, may: bool) -> None:
    assert rules.may_still_report(TODAY - timedelta(days=days), TODAY) is may


@pytest.mark.parametrize(("days", "watched"), [(-1, False), (0, True), (27, True)])
def test_the_first_month_is_watched(days: int, watched: bool) -> None:
    start = TODAY - timedelta(days=days)

    assert rules.is_watched(MatchState.ACTIVE, start, TODAY) is watched
    assert not rules.is_watched(MatchState.ENDED, start, TODAY)


def test_after_the_first_month_nobody_watches() -> None:
    start = TODAY - timedelta(days=28)

    assert not rules.is_watched(MatchState.ACTIVE, start, TODAY)


def test_the_own_village_comes_before_an_emptier_week() -> None:
    near = candidate("Near", people=1)
    far = candidate("Far", in_village=False, people=0)

    assert rules.rank([far, near]) == [near, far]


def test_whoever_has_enough_people_comes_after_whoever_has_room() -> None:
    full = candidate("Full", people=2)
    free = candidate("Free", people=1)

    assert rules.rank([full, free]) == [free, full]
    assert Reason.NO_ROOM in full.reasons


def test_whoever_did_not_click_before_comes_last() -> None:
    before = candidate("Before", earlier=frozenset({EndReason.NO_FIT}))
    far = candidate("Far", in_village=False, people=9)

    assert rules.rank([before, far]) == [far, before]
    assert Reason.NO_FIT in before.reasons
    assert Reason.VISITED_BEFORE not in before.reasons


def test_whoever_visited_before_and_it_was_good_is_told_so() -> None:
    known = candidate(earlier=frozenset({EndReason.VOLUNTEER_STOPS}))

    assert Reason.VISITED_BEFORE in known.reasons
