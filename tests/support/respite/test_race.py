"""Twenty at the same moment: never more than the room has, and never one thing twice.

Runs on SQLite, and on PostgreSQL where THUIS_TEST_ON=postgres names it.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.pages import Browser, Page, filled
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core.database import db
from thuis_app.support.respite.models import RespiteRequest

MANY = 20


def at_once(app: Flask, events: list[Callable[[], Page]]) -> list[Page]:
    """Do all of this at the same moment, each in a thread of its own."""
    answers: list[Page] = []
    start = Barrier(len(events))

    def run(action: Callable[[], Page]) -> None:
        with app.app_context():
            start.wait()
            answers.append(action())

    threads = [Thread(target=run, args=(action,)) for action in events]
    db.session.commit()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(answers) == len(events)
    return answers


def sending(browser: Browser, address: str, selector: str) -> Callable[[], Page]:
    """A form of this page, filled in and ready to go."""
    form = browser.get(address).one(selector)
    data, action = filled(form), str(form["action"])
    return lambda: browser.post(action, data)


def confirmed() -> int:
    taken = Booking.state == BookingState.CONFIRMED
    return db.session.scalar(select(func.count(Booking.id)).where(taken)) or 0


def test_the_last_place_is_promised_once(app: Flask, sign_in: SignIn) -> None:
    places.stop_the_clock()
    village = make.area()
    room = places.room(village, places=1)
    held = [
        places.booking(
            places.talked_over(village),
            room,
            BookingState.HELD,
            held_until=places.MORNING_OF_TUESDAY,
        )
        for _one in range(MANY)
    ]
    events = [
        sending(
            sign_in(make.coordinator(village)),
            f"/respite/{one.request_id}",
            f"form[action$='/bookings/{one.id}/confirm']",
        )
        for one in held
    ]

    answers = at_once(app, events)

    assert Counter(answer.status for answer in answers) == {303: 1, 409: MANY - 1}
    assert confirmed() == 1


def test_the_last_places_are_given_to_no_more_than_there_are(
    app: Flask, sign_in: SignIn
) -> None:
    places.stop_the_clock()
    village = make.area()
    room = places.room(village, places=3)
    wanted = f"room={room.id}&on={places.WEDNESDAY}&part=afternoon"
    events: list[Callable[[], Page]] = []
    for _one in range(MANY):
        browser, request = sign_in(make.coordinator()), places.talked_over(village)
        form = browser.get(f"/respite/{request.id}/book?{wanted}").one("#book-form")
        data = filled(form)
        data.setlist("answer", ["yes"])
        events.append(partial(browser.post, str(form["action"]), data))

    answers = at_once(app, events)

    assert Counter(answer.status for answer in answers) == {303: 3, 409: MANY - 3}
    assert confirmed() == 3


def test_one_form_sent_twenty_times_is_one_request(app: Flask, sign_in: SignIn) -> None:
    places.stop_the_clock()
    carer = make.contact("Mulder")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/respite/of/{carer.id}/new").one("#ask-form")
    data = filled(form)
    data.setlist("cared_for", ["0"])
    data.setlist("last_name", ["de Jong"])
    address = str(form["action"])

    answers = at_once(app, [lambda: browser.post(address, data)] * MANY)

    assert {answer.address for answer in answers} == {"/respite/1"}
    assert db.session.scalar(select(func.count(RespiteRequest.id))) == 1
