from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.activities.bookings import places
from tests.conftest import SignIn
from tests.support.respite.requests import asked, couple, kept
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.models import Relation

MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def tuesday(database: None) -> None:
    places.stop_the_clock()


def test_a_carer_asks_and_hears_of_the_talk(sign_in: SignIn) -> None:
    fenna, sietse = couple()
    browser = sign_in(make.coordinator())

    answer = asked(
        browser,
        fenna,
        cared_for=sietse.id,
        wanted_parts=["2-afternoon", "4-morning"],
        needs=["walking_frame"],
        hours_a_week="60",
    )

    request = kept()[0]
    db.session.refresh(fenna)
    assert answer.address == f"/respite/{request.id}"
    assert (request.carer_id, request.cared_for_id) == (fenna.id, sietse.id)
    assert request.wanted_parts == {"2-afternoon", "4-morning"}
    assert (fenna.next_step, fenna.next_step_on) == ("respite_talk", places.TUESDAY)


def test_somebody_new_is_written_down_with_the_request(sign_in: SignIn) -> None:
    fenna = make.contact("Mulder", called_name="Fenna")
    browser = sign_in(make.coordinator())

    asked(browser, fenna, cared_for="0", called_name="Sietse", last_name="de Jong")

    new = db.session.scalars(select(Contact).order_by(Contact.id.desc())).first()
    relation = db.session.scalars(select(Relation)).one()
    assert new is not None and new.full_name == "Sietse de Jong"
    assert (new.area_id, new.inform_by) == (fenna.area_id, clock.today() + MONTH)
    assert (relation.contact_id, relation.other_id, relation.kind) == (
        fenna.id,
        new.id,
        "cared_for",
    )


def test_a_name_is_found_and_can_be_chosen(sign_in: SignIn) -> None:
    fenna = make.contact("Mulder", called_name="Fenna")
    browser, other = sign_in(make.coordinator()), make.contact("Ozinga")

    page = browser.get(f"/respite/of/{fenna.id}/new?search=ozinga")
    answer = browser.submit(page.one("#ask-form"), cared_for=other.id)

    assert answer.address == "/respite/1"
    assert kept()[0].cared_for_id == other.id


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"cared_for": None}, "Choose who is cared for."),
        ({"cared_for": "0"}, "Write the last name."),
        ({"cared_for": "9999"}, "Choose one of these answers."),
        ({"cared_for": "x\x00"}, "Choose one of these answers."),
        ({"hours_a_week": "169"}, "Write a whole number between 0 and 168."),
        ({"start_on": "2026-02-31"}, "This date does not exist."),
        ({"start_on": "0001-01-01"}, "Choose a date between"),
        ({"start_on": "2026-11-23"}, "Choose a date between"),
        ({"wanted_parts": ["7-afternoon"]}, "Choose one of these answers."),
        ({"needs": ["dementia"]}, "Choose one of these answers."),
        ({"duties": "x" * 100_000}, "This is 100000 characters."),
        ({"emergency_contact": "111222333"}, "111222333 looks like a citizen"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    sign_in: SignIn, wrong: dict[str, Any], said: str
) -> None:
    fenna, sietse = couple()
    answers: dict[str, Any] = {
        "cared_for": sietse.id,
        "transport": "By bicycle 🚲",
        **wrong,
    }

    page = asked(sign_in(make.coordinator()), fenna, **answers)

    assert page.status == 422
    assert any(error.startswith(said) for error in page.errors()), page.errors()
    assert page.one("[name=transport]")["value"] == "By bicycle 🚲"
    assert kept() == []


def test_two_people_have_one_open_request(sign_in: SignIn) -> None:
    fenna, sietse = couple()
    browser = sign_in(make.coordinator())
    asked(browser, fenna, cared_for=sietse.id)

    again = asked(browser, fenna, cared_for=sietse.id)

    assert again.status == 409 and "already" in again.text("main")
    assert len(kept()) == 1


def test_a_form_sent_twice_is_one_request(sign_in: SignIn) -> None:
    fenna, sietse = couple()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/respite/of/{fenna.id}/new").one("#ask-form")

    for _time in range(2):
        assert browser.submit(form, cared_for=sietse.id).address == "/respite/1"

    assert len(kept()) == 1


def test_nothing_is_asked_for_who_is_left_in_peace(sign_in: SignIn) -> None:
    fenna, sietse = couple()
    browser = sign_in(make.coordinator())
    form = browser.get(f"/respite/of/{fenna.id}/new").one("#ask-form")
    fenna.stage = Stage.NO_CONTACT
    db.session.commit()

    assert browser.submit(form, cared_for=sietse.id).status == 409
    assert kept() == []
