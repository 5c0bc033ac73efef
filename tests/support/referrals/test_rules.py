from datetime import date, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.people.relations.rules import GivenHow
from thuis_app.support.referrals.rules import (
    ENDED,
    MOVES,
    OPEN,
    ReferralShare,
    ReferralState,
    ReferralStepDetails,
    ReferralStepStatus,
    check,
    due_after_talk,
    due_on,
    is_due,
    next_states,
    progress,
)

S = ReferralState
DAY = date(2026, 11, 2)


def days(number: int) -> date:
    return DAY + timedelta(days=number)


def refused(
    step: ReferralStepDetails, state: S, *, agreed: bool = True, stands: bool = True
) -> str:
    try:
        check(
            step, state=state, agreed_on=DAY if agreed else None, consent_stands=stands
        )
    except RuleBroken as broken:
        return broken.code
    return ""


def whole(to: S) -> ReferralStepDetails:
    """A step with all that any step asks for."""
    return ReferralStepDetails(
        to=to,
        on=DAY,
        note="Because.",
        agreed_how=GivenHow.SPOKEN,
        shares=[ReferralShare.NAME],
        until=days(10),
        person_says_landed=True,
        offering_says_landed=True,
    )


def test_every_state_is_open_or_ended() -> None:
    assert set(S) == OPEN | ENDED
    assert not OPEN & ENDED


@pytest.mark.parametrize("start", OPEN)
def test_from_every_open_state_it_can_land_or_stop(start: S) -> None:
    reached, ahead = set(), {start}
    while ahead:
        state = ahead.pop()
        reached.add(state)
        ahead |= next_states(state) - reached

    assert S.DECLINED in reached and S.WITHDRAWN in reached
    assert S.LANDED in reached


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("to", list(S))
def test_only_the_moves_of_the_table_are_taken(state: S, to: S) -> None:
    expected = "" if to in MOVES.get(state, set()) else "state.no_such_move"

    assert refused(whole(to), state) == expected


def test_nothing_is_sent_before_the_person_agrees() -> None:
    assert [state for state in S if S.SENT in next_states(state)] == [S.AGREED]
    assert refused(whole(S.SENT), S.AGREED, agreed=False) == "referral.not_agreed"
    assert refused(whole(S.SENT), S.AGREED) == ""


def test_nothing_is_sent_once_the_yes_was_taken_back() -> None:
    broken = refused(whole(S.SENT), S.AGREED, stands=False)

    assert broken == "referral.consent_withdrawn"


def test_one_agrees_to_something() -> None:
    step = ReferralStepDetails(to=S.AGREED, on=DAY, agreed_how=GivenHow.PAPER)

    assert refused(step, S.PROPOSED) == "referral.nothing_agreed"


@pytest.mark.parametrize(
    ("person", "offering"), [(True, False), (False, True), (False, False)]
)
def test_landed_needs_both(person: bool, offering: bool) -> None:
    step = ReferralStepDetails(
        to=S.LANDED,
        on=DAY,
        person_says_landed=person,
        offering_says_landed=offering,
    )

    assert refused(step, S.STARTED) == "referral.landed_needs_both"


@pytest.mark.parametrize(
    ("state", "to"),
    [(S.SENT, S.NOT_SUITABLE), (S.STARTED, S.NOT_LANDED), (S.SENT, S.WITHDRAWN)],
)
def test_stopping_for_our_own_reasons_needs_the_reason(state: S, to: S) -> None:
    assert (
        refused(ReferralStepDetails(to=to, on=DAY), state) == "referral.reason_missing"
    )


def test_who_would_rather_not_gives_no_reason() -> None:
    for state in OPEN:
        assert refused(ReferralStepDetails(to=S.DECLINED, on=DAY), state) == ""


def test_without_a_place_one_waits_until_a_day() -> None:
    assert (
        refused(ReferralStepDetails(to=S.NO_PLACE, on=DAY), S.SENT)
        == "referral.until_missing"
    )
    assert due_on(S.NO_PLACE, DAY, until=days(40)) == days(40)


def test_an_answer_is_due_fourteen_days_after_it_was_sent() -> None:
    assert due_on(S.SENT, DAY) == days(14)
    assert not is_due(days(14), days(13))
    assert is_due(days(14), days(14))


def test_both_sides_are_asked_two_and_six_weeks_after_the_start() -> None:
    first = due_on(S.STARTED, DAY)
    second = due_after_talk(S.STARTED, DAY, first, days(14))
    third = due_after_talk(S.STARTED, DAY, second, days(42))

    assert (first, second, third) == (days(14), days(42), days(70))


def test_a_talk_before_its_time_moves_nothing() -> None:
    assert due_after_talk(S.STARTED, DAY, days(14), days(3)) == days(14)


def test_who_does_not_answer_is_called_again_a_week_later() -> None:
    assert due_after_talk(S.SENT, DAY, days(14), days(20)) == days(27)


def test_the_day_after_the_first_time_somebody_asks_how_it_was() -> None:
    assert due_on(S.RECEIVED, DAY, first_on=days(24)) == days(25)
    assert due_on(S.RECEIVED, DAY, first_on=days(-3)) == days(14)


def test_what_is_open_has_a_day_and_what_ended_has_none() -> None:
    assert all(due_on(state, DAY) for state in OPEN)
    assert not any(due_on(state, DAY) for state in ENDED)
    assert not is_due(None, DAY)


def test_the_steps_show_what_is_behind_and_ahead() -> None:
    assert progress(S.SENT, [S.PROPOSED, S.AGREED, S.SENT]) == [
        (S.PROPOSED, ReferralStepStatus.DONE),
        (S.AGREED, ReferralStepStatus.DONE),
        (S.SENT, ReferralStepStatus.NOW),
        (S.RECEIVED, ReferralStepStatus.AHEAD),
        (S.STARTED, ReferralStepStatus.AHEAD),
        (S.LANDED, ReferralStepStatus.AHEAD),
    ]


def test_a_side_way_stands_among_the_steps_where_it_left_them() -> None:
    waits = progress(S.NO_PLACE, [S.PROPOSED, S.AGREED, S.SENT])
    ended = progress(S.DECLINED, [S.PROPOSED])

    assert [state for state, _stop in waits][2:] == [
        S.SENT,
        S.NO_PLACE,
        S.RECEIVED,
        S.STARTED,
        S.LANDED,
    ]
    assert ended == [
        (S.PROPOSED, ReferralStepStatus.DONE),
        (S.DECLINED, ReferralStepStatus.NOW),
    ]


def test_a_place_that_came_free_needs_no_second_answer() -> None:
    been = [S.PROPOSED, S.AGREED, S.SENT, S.NO_PLACE]

    assert [state for state, _stop in progress(S.STARTED, been)] == [
        S.PROPOSED,
        S.AGREED,
        S.SENT,
        S.STARTED,
        S.LANDED,
    ]


def test_what_landed_is_done() -> None:
    assert {stop for _state, stop in progress(S.LANDED, list(S)[:6])} == {
        ReferralStepStatus.DONE
    }
