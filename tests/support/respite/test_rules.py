from datetime import UTC, date, datetime, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.support.respite import rules
from thuis_app.support.respite.rules import (
    BookingState,
    CareRhythm,
    HoldOut,
    Reason,
    RequestState,
    Urgency,
    Why,
)

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("state", list(RequestState))
def test_every_request_can_come_to_an_end(state: RequestState) -> None:
    reached, ahead = {state}, [state]
    while ahead:
        for following in rules.REQUEST_MOVES.get(ahead.pop(), ()):
            if following not in reached:
                reached.add(following)
                ahead.append(following)

    assert reached & {RequestState.CLOSED, RequestState.UNMET}


def test_no_place_is_given_before_the_talk() -> None:
    assert RequestState.ASKED not in rules.BOOKABLE
    with pytest.raises(RuleBroken):
        rules.next_request_state(RequestState.ASKED, RequestState.PLACED)


@pytest.mark.parametrize(
    "ended",
    [BookingState.ATTENDED, BookingState.NOT_ATTENDED, BookingState.CANCELLED],
)
def test_what_has_been_stays_as_it_was(ended: BookingState) -> None:
    for wanted in BookingState:
        with pytest.raises(RuleBroken):
            rules.next_booking_state(ended, wanted)


def test_a_hold_gives_its_place_back_in_time() -> None:
    held = BookingState.HELD

    assert rules.takes_place(held, NOW + HOUR, NOW)
    assert not rules.takes_place(held, NOW, NOW)
    assert not rules.takes_place(held, None, NOW)
    assert rules.takes_place(BookingState.CONFIRMED, None, NOW)
    assert not rules.takes_place(BookingState.CANCELLED, None, NOW)


def test_one_more_comes_only_while_there_is_a_place() -> None:
    rules.must_have_room(4, 3)
    with pytest.raises(RuleBroken) as full:
        rules.must_have_room(4, 4)

    assert full.value.code == "room.full"


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (None, "hold.missing"),
        (NOW, "hold.past"),
        (NOW + 30 * HOUR, "hold.late"),
    ],
)
def test_a_place_is_held_for_a_while(until: datetime | None, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.must_be_holdable(until, NOW + 28 * HOUR, NOW)

    assert refused.value.code == code


def test_a_place_is_never_held_longer_than_two_weeks() -> None:
    far = NOW + timedelta(days=60)

    rules.must_be_holdable(NOW + timedelta(days=14), far, NOW)
    with pytest.raises(RuleBroken):
        rules.must_be_holdable(NOW + timedelta(days=15), far, NOW)


def test_the_waiting_list_says_why_somebody_goes_first() -> None:
    plain = rules.reasons(Urgency.NORMAL, HoldOut.MONTHS, TODAY, TODAY)
    long = rules.reasons(
        Urgency.NORMAL, HoldOut.MONTHS, TODAY - timedelta(days=28), TODAY
    )
    soon = rules.reasons(Urgency.SOON, HoldOut.WEEKS, TODAY, TODAY)

    assert plain == []
    assert long == [Reason.LONG_WAIT]
    assert soon == [Reason.SOON, Reason.WEEKS_LEFT]


@pytest.mark.parametrize(
    ("state", "rhythm", "is_held", "is_unsaid", "why"),
    [
        (RequestState.ASKED, CareRhythm.ONCE, False, False, Why.TALK),
        (RequestState.CLARIFIED, CareRhythm.ONCE, False, False, Why.PLACE),
        (RequestState.CLARIFIED, CareRhythm.ONCE, True, False, Why.ANSWER),
        (RequestState.PLACED, CareRhythm.WEEKLY, False, True, Why.PRESENCE),
        (RequestState.PLACED, CareRhythm.WEEKLY, False, False, Why.NEXT),
        (RequestState.PLACED, CareRhythm.ONCE, False, False, Why.ROUND_OFF),
    ],
)
def test_each_line_says_what_it_waits_for(
    state: RequestState, rhythm: CareRhythm, is_held: bool, is_unsaid: bool, why: Why
) -> None:
    assert rules.why(state, rhythm, is_held, is_unsaid) is why
