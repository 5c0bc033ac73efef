from datetime import date, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.support.respite import rules
from thuis_app.support.respite.rules import (
    CareRhythm,
    HoldOut,
    RequestState,
    RespiteReason,
    RespiteTask,
    Urgency,
)

TODAY = date(2026, 11, 24)


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


def test_the_waiting_list_says_why_somebody_goes_first() -> None:
    plain = rules.reasons(Urgency.NORMAL, HoldOut.MONTHS, TODAY, TODAY)
    long = rules.reasons(
        Urgency.NORMAL, HoldOut.MONTHS, TODAY - timedelta(days=28), TODAY
    )
    soon = rules.reasons(Urgency.SOON, HoldOut.WEEKS, TODAY, TODAY)

    assert plain == []
    assert long == [RespiteReason.LONG_WAIT]
    assert soon == [RespiteReason.SOON, RespiteReason.WEEKS_LEFT]


@pytest.mark.parametrize(
    ("state", "rhythm", "is_held", "is_unsaid", "why"),
    [
        (RequestState.ASKED, CareRhythm.ONCE, False, False, RespiteTask.TALK),
        (RequestState.CLARIFIED, CareRhythm.ONCE, False, False, RespiteTask.PLACE),
        (RequestState.CLARIFIED, CareRhythm.ONCE, True, False, RespiteTask.ANSWER),
        (RequestState.PLACED, CareRhythm.WEEKLY, False, True, RespiteTask.PRESENCE),
        (RequestState.PLACED, CareRhythm.WEEKLY, False, False, RespiteTask.NEXT),
        (RequestState.PLACED, CareRhythm.ONCE, False, False, RespiteTask.ROUND_OFF),
    ],
)
def test_each_line_says_what_it_waits_for(
    state: RequestState,
    rhythm: CareRhythm,
    is_held: bool,
    is_unsaid: bool,
    why: RespiteTask,
) -> None:
    assert rules.why(state, rhythm, is_held, is_unsaid) is why
