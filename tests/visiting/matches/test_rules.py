from datetime import date, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.visiting.matches import rules
from thuis_app.visiting.matches.rules import MatchKind, MatchState, Rhythm

TODAY = date(2026, 11, 24)


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


@pytest.mark.parametrize(("days", "watched"), [(-1, False), (0, True), (27, True)])
def test_the_first_month_is_watched(days: int, watched: bool) -> None:
    start = TODAY - timedelta(days=days)

    assert rules.is_watched(MatchState.ACTIVE, start, TODAY) is watched
    assert not rules.is_watched(MatchState.ENDED, start, TODAY)


def test_after_the_first_month_nobody_watches() -> None:
    start = TODAY - timedelta(days=28)

    assert not rules.is_watched(MatchState.ACTIVE, start, TODAY)


def test_an_oudermaatje_comes_every_week_unless_agreed_otherwise() -> None:
    assert rules.rhythm_of(MatchKind.BUDDY, None) is Rhythm.WEEKLY
    assert rules.rhythm_of(MatchKind.HOME_VISIT, None) is Rhythm.FORTNIGHTLY
    assert rules.rhythm_of(MatchKind.BUDDY, Rhythm.FORTNIGHTLY) is Rhythm.FORTNIGHTLY


def test_an_oudermaatje_of_once_a_month_is_none() -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.rhythm_of(MatchKind.BUDDY, Rhythm.MONTHLY)

    assert refused.value.code == "match.too_seldom"
