from typing import Any

import pytest

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.pages import Browser, filled
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.support.respite.rules import Need, RequestState


@pytest.fixture(autouse=True)
def tuesday(database: None) -> None:
    places.stop_the_clock()


def talk(browser: Browser, request: RespiteRequest) -> Any:
    return browser.get(f"/respite/{request.id}/clarify").one("#talk-form")


SAID: dict[str, Any] = {
    "says": "look_first",
    "talked_on": "2026-11-24",
    "talked_with": "Fenna and Sietse",
    "heard": "She is tired. He likes shuffleboard.",
    "chosen": "First a look, together.",
    "call_by": "2026-11-27",
}


def test_the_talk_makes_the_request_ready_for_a_place(sign_in: SignIn) -> None:
    request = places.talked_over(state=RequestState.ASKED)
    browser = sign_in(make.coordinator())

    answer = browser.submit(talk(browser, request), **SAID)

    found = places.found(request)
    assert answer.address == f"/respite/{request.id}/book"
    assert (found.state, found.says) == ("clarified", "look_first")
    assert found.carer.next_step_on.isoformat() == "2026-11-27"


def test_the_talk_may_go_on_another_time(sign_in: SignIn) -> None:
    request = places.talked_over(state=RequestState.ASKED)
    browser = sign_in(make.coordinator())

    form = talk(browser, request)
    data = filled(form)
    data.setlist("likes", ["Old photographs"])
    data.add("later", "y")

    answer = browser.post(str(form["action"]), data)

    found = places.found(request)
    assert answer.address == f"/respite/{request.id}"
    assert (found.state, found.likes) == ("asked", "Old photographs")


def test_a_talk_has_a_day_and_says_what_was_heard(sign_in: SignIn) -> None:
    request = places.talked_over(state=RequestState.ASKED)
    browser = sign_in(make.coordinator())

    page = browser.submit(
        talk(browser, request), **SAID | {"heard": "", "talked_on": "2026-11-25"}
    )

    assert page.status == 422
    assert page.errors() == [
        "Choose a date between 01-01-1900 and 24-11-2026.",
        "Write what you heard.",
    ]
    assert page.text("[name=chosen]") == "First a look, together."


def test_the_lamp_is_lit_where_there_is_a_place(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    places.room(village)
    request = places.talked_over(village, state=RequestState.ASKED)

    page = sign_in(make.coordinator()).get(f"/respite/{request.id}/clarify")

    assert page.texts(".day-parts label") == [
        "Thursday morning, place free",
        "Wednesday afternoon, place free",
    ]


@pytest.mark.parametrize("page_name", ["edit", "clarify"])
def test_of_two_who_change_the_second_sees_both_versions(
    sign_in: SignIn, page_name: str
) -> None:
    request = places.talked_over(likes="Cards")
    one, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/respite/{request.id}/{page_name}"
    early, late = (
        browser.get(address).one("form.space, form.far") for browser in (one, other)
    )
    more: dict[str, Any] = SAID if page_name == "clarify" else {}
    one.submit(early, likes="Chess", **more)

    page = other.submit(late, likes="Draughts", **more)

    assert page.status == 409
    assert page.text("#likes-theirs") == "It now says: Chess"
    assert page.text("[name=likes]") == "Draughts"
    assert places.found(request).likes == "Chess"


def test_of_two_who_change_the_second_sees_what_was_chosen_in_its_order(
    sign_in: SignIn,
) -> None:
    request = places.talked_over(needs=frozenset({Need.HEARING}))
    one, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/respite/{request.id}/edit"
    early, late = (
        browser.get(address).one("form.space, form.far") for browser in (one, other)
    )
    one.submit(early, needs=["smoke", "toilet", "walking_frame"])

    page = other.submit(late, needs=["hearing", "smoke"])

    assert page.texts(".theirs") == [
        "It now says: Walks with a walking frame, Needs help in the toilet,"
        " Cannot stand smoke"
    ]
    assert Need.SMOKE in places.found(request).needs


def test_a_request_that_was_not_possible_says_why(sign_in: SignIn) -> None:
    request = places.talked_over()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/respite/{request.id}/unmet").one("#unmet-form")

    empty = browser.submit(form)
    browser.submit(form, because="too_much_care", note="Called the nurse together.")

    found = places.found(request)
    assert empty.status == 422 and empty.errors() == ["Choose a reason."]
    assert (found.state, found.unmet_because) == ("unmet", "too_much_care")
