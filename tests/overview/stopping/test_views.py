from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits.rules import VisitState

WAYS = {
    "no-contact": Stage.NO_CONTACT,
    "moved": Stage.MOVED,
    "deceased": Stage.DECEASED,
}
each_way = pytest.mark.parametrize("way", sorted(WAYS))


def page_of(browser: Browser, contact: Contact, way: str) -> Page:
    return browser.get(f"/people/{contact.id}/{way}")


@each_way
def test_stopping_asks_first_and_keeps_what_was_typed(
    sign_in: SignIn, way: str
) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    form = page_of(browser, contact, way).one(f"#{way}-form")

    refused = browser.submit(form, on="", because="Her son told me at the door.")
    stopped = browser.submit(form, because="Her son told me.")

    assert refused.status == 422
    assert "Her son told me at the door." in refused.text("#because")
    assert stopped.status == 303
    assert contact.stage is WAYS[way]


@each_way
def test_what_stops_is_shown_before_and_said_after(sign_in: SignIn, way: str) -> None:
    contact = make.contact()
    match = make.match(contact=contact)
    make.visit(match, starts_at=clock.now() + timedelta(days=2))
    browser = sign_in(make.coordinator())
    page = page_of(browser, contact, way)

    assert "With this stops" in page.text("main")
    assert "visits no more" in page.text("main")
    done = browser.follow(
        browser.submit(page.one(f"#{way}-form"), because="So I heard.")
    )

    assert "Stopped with it: 1 match, 1 visit." in done.text("#notice")


@each_way
def test_what_came_meanwhile_is_shown_before_it_stops(
    sign_in: SignIn, way: str
) -> None:
    contact = make.contact()
    match = make.match(contact=contact)
    browser = sign_in(make.coordinator())
    form = page_of(browser, contact, way).one(f"#{way}-form")
    visit = make.visit(match, starts_at=clock.now() + timedelta(days=2))

    answer = browser.submit(form, because="So I heard.")

    assert answer.status == 409
    assert visit.is_open
    assert "Something changed meanwhile" in " ".join(answer.errors())
    assert browser.submit(answer.one(f"#{way}-form")).status == 303
    assert visit.state is VisitState.CANCELLED


def test_after_a_death_a_key_and_a_card_become_tasks(sign_in: SignIn) -> None:
    contact = make.contact()
    browser = sign_in(make.coordinator())
    form = page_of(browser, contact, "deceased").one("#deceased-form")

    browser.submit(form, because="Her son called.", has_key="y", sends_thanks="y")

    kinds = {TaskKind.FETCH_KEY, TaskKind.CARD}
    assert all(tasks.open_task(kind, contact.id) for kind in kinds)
    assert contact.next_step == ""


def finished(browser: Browser, contact: Contact, **answers: Any) -> Page:
    form = page_of(browser, contact, "finish").one("#finish-form")
    return browser.submit(form, **{"reason": "manages"} | answers)


def test_who_is_done_is_called_again_from_the_agreed_day(sign_in: SignIn) -> None:
    contact, day = make.contact(), clock.today() + timedelta(days=90)
    match = make.match(contact=contact)
    visit = make.visit(match, starts_at=clock.now() + timedelta(days=2))
    browser = sign_in(make.coordinator())

    answer = finished(browser, contact, may_call="yes", call_again_on=day)

    assert answer.status == 303
    assert contact.stage is Stage.KNOWN and match.state is MatchState.ENDED
    assert visit.state is VisitState.CANCELLED
    assert (contact.next_step, contact.next_step_on) == ("call_again", day)


def test_who_is_done_for_good_has_no_next_step(sign_in: SignIn) -> None:
    contact = make.contact(stage=Stage.PARTICIPANT)

    finished(sign_in(make.coordinator()), contact, may_call="no")

    assert (contact.stage, contact.next_step) == (Stage.ENDED, "")


def test_a_yes_to_calling_again_asks_for_the_day(sign_in: SignIn) -> None:
    contact = make.contact(stage=Stage.PARTICIPANT)

    answer = finished(sign_in(make.coordinator()), contact, may_call="yes")

    assert answer.status == 422
    assert answer.has("#call_again_on-error")
    assert contact.stage is Stage.PARTICIPANT


def test_the_page_of_ways_offers_what_is_left(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    helped, gone = make.contact(), make.contact(stage=Stage.MOVED)

    assert {"Round off", "Died"} <= set(ways(browser, helped))
    assert ways(browser, gone) == ["Died"]


def ways(browser: Browser, contact: Contact) -> list[str]:
    return page_of(browser, contact, "stop").texts("#ways .name")


def test_a_mistake_is_undone_with_one_press_and_later_with_a_word(
    sign_in: SignIn,
) -> None:
    browser = sign_in(make.coordinator())
    contact = make.contact()
    match = make.match(contact=contact)
    visit = make.visit(match, starts_at=clock.now() + timedelta(days=2))
    presses: dict[str, Any] = {
        "section form[action$='/undo']": {},
        "#mistake-form": {"because": "The wrong Mrs De Vries."},
    }
    for press, answers in presses.items():
        form = page_of(browser, contact, "deceased").one("#deceased-form")
        browser.submit(form, because="Her son called.")
        page = page_of(browser, contact, "mistake")

        answer = browser.submit(page.one(press), **answers)

        assert answer.status == 303
        assert contact.stage is Stage.PARTICIPANT
        assert (match.state, visit.state) == (MatchState.ACTIVE, VisitState.PLANNED)
