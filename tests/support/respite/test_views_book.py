from typing import Any

import pytest

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.directory.rooms.models import Room
from thuis_app.support.respite.models import RespiteRequest


@pytest.fixture(autouse=True)
def tuesday(database: None) -> None:
    places.stop_the_clock()


def booked(
    browser: Browser, request: RespiteRequest, there: Room, **changes: Any
) -> Page:
    answers: dict[str, Any] = {
        "room": there.id,
        "on": "2026-11-25",
        "day_part": "afternoon",
    }
    answers |= {"answer": "yes", **changes}
    form = browser.get(f"/respite/{request.id}/book").one("#book-form")
    return browser.submit(form, **answers)


def test_a_coordinator_gives_a_place(sign_in: SignIn) -> None:
    browser, request = sign_in(make.coordinator()), places.talked_over()

    page = browser.follow(booked(browser, request, places.room()))

    assert "Wednesday 25 November 2026, afternoon" in page.text("#request-sheet")
    assert places.states() == ["confirmed"]


def test_what_fits_is_filled_in_by_one_press(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    places.room(village)
    browser, request = sign_in(make.coordinator()), places.talked_over(village)

    page = browser.get(f"/respite/{request.id}/book")
    offered = page.one("section li:first-child a")
    wanted = browser.get(str(offered["href"]))

    assert "Wednesday 25 November, afternoon" in page.texts("section li")[0]
    assert wanted.one("#book-form [name=on]")["value"] == "2026-11-25"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"on": "2026-11-23"}, "Choose a date between 24-11-2026 and 25-11-2027."),
        ({"on": "2026-02-31"}, "This date does not exist."),
        ({"on": ""}, "Choose a day."),
        ({"on": "2026-11-26"}, "The room is closed then."),
        ({"day_part": "night"}, "Choose one of these answers."),
        ({"room": "999"}, "Choose one of these answers."),
        ({"answer": "hold", "until_day": ""}, "Say until when you hold the place."),
        ({"answer": "hold", "until_day": "2026-11-26"}, "Hold it two weeks at most"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    sign_in: SignIn, wrong: dict[str, str], said: str
) -> None:
    browser, request = sign_in(make.coordinator()), places.talked_over()

    page = booked(browser, request, places.room(), **wrong)

    assert page.status == 422
    assert any(error.startswith(said) for error in page.errors()), page.errors()
    assert places.states() == []


def test_a_room_of_another_village_is_no_choice(sign_in: SignIn) -> None:
    here, there = make.area(), make.area()
    browser, request = sign_in(make.coordinator(here)), places.talked_over(here)
    places.room(here)

    page = booked(browser, request, places.room(there))

    assert page.errors() == ["Choose one of these answers."]
    assert places.states() == []


def test_who_comes_too_late_hears_where_there_is_room_still(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    room = places.room(village, places=1)
    browser, request = sign_in(make.coordinator()), places.talked_over(village)
    places.booking(places.talked_over(village), room)

    page = booked(browser, request, room)

    assert page.status == 409
    assert "Somebody was just first" in page.text("#errors")
    assert "Thursday 26 November morning" in page.text("#errors")
    assert page.one("[name=on]")["value"] == "2026-11-25"


def test_the_same_place_sent_twice_is_one_place(sign_in: SignIn) -> None:
    browser, request = sign_in(make.coordinator()), places.talked_over()
    room = places.room()
    form = browser.get(f"/respite/{request.id}/book").one("#book-form")
    answers: dict[str, Any] = {
        "room": room.id,
        "on": "2026-11-25",
        "day_part": "afternoon",
    }

    for _time in range(2):
        page = browser.submit(form, **answers, answer="yes")
        assert page.address == f"/respite/{request.id}"

    assert places.states() == ["confirmed"]
