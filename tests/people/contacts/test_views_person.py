from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.people.contacts.people import actor_of_all, everybody, fetch, registered
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.people.contacts import actions
from thuis_app.people.contacts.models import ContactPhone
from thuis_app.people.contacts.rules import Stage

BSN, DAY = "111222333", date(2026, 11, 21)


def test_somebody_is_written_down_at_the_door(sign_in: SignIn) -> None:
    bedum = make.area("Bedum", "9781")
    browser = sign_in(make.coordinator())
    form = browser.get("/people/new").one("#person-form")

    answer = browser.submit(
        form,
        last_name="Vries, de",
        called_name="Trijntje",
        postcode="9781ab",
        house_number="14",
        telephone="050 555 01 44",
    )

    (contact,) = everybody()
    assert answer.address == f"/people/{contact.id}"
    assert contact.full_name == "Trijntje de Vries"
    assert (contact.area_id, contact.postcode) == (bedum.id, "9781 AB")
    number = db.session.scalars(select(ContactPhone.number)).one()
    assert number == "+31505550144"


def test_the_village_may_be_another_than_the_postcode_says(sign_in: SignIn) -> None:
    make.area("Bedum", "9781")
    winsum = make.area("Winsum", "9951")
    browser = sign_in(make.coordinator())
    form = browser.get("/people/new").one("#person-form")

    browser.submit(form, last_name="Vries", postcode="9781 AB", area_id=winsum.id)

    assert everybody()[0].area_id == winsum.id


def test_without_a_postcode_the_village_is_asked(sign_in: SignIn) -> None:
    make.area("Bedum", "9781")
    browser = sign_in(make.coordinator())
    form = browser.get("/people/new").one("#person-form")

    answer = browser.submit(form, last_name="Vries")

    assert answer.status == 422
    assert answer.errors() == ["Choose the village; the postcode does not tell."]
    assert answer.one("[name=last_name]")["value"] == "Vries"


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("last_name", "", "Write a last name, or what people call them."),
        ("last_name", "\u200b\u200b", "Write a last name, or what people call them."),
        ("last_name", "a" * 81, "This is 81 characters. Keep it under 80."),
        ("approach", "a" * 100_000, "This is 100000 characters. Keep it under 500."),
        ("approach", BSN, "looks like a citizen service number (BSN)."),
        ("telephone", "050", "This number does not exist. Count the digits."),
        ("telephone_2", "hello", "Write only the number here, without words."),
        ("postcode", "97810", "Write a postcode like 9781 AB."),
        ("birth_date", "31-02-1940", "This date does not exist."),
        ("birth_date", "0001-01-01", "Choose a date between"),
        ("birth_date", "2999-01-01", "Choose a date between"),
        ("birth_year", "1700", "Write a whole number between 1911 and 2016."),
        ("birth_year", "MCM", "Write a whole number between 1911 and 2016."),
        ("area_id", "987654", "Choose one of these answers."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_kept(
    sign_in: SignIn, field: str, typed: str, says: str
) -> None:
    clock.set_source(lambda: make.at(DAY))
    village = make.area("Bedum", "9781")
    browser = sign_in(make.coordinator())
    page = browser.get("/people/new")
    answers: dict[str, Any] = {
        "last_name": "Vries",
        "area_id": village.id,
        field: typed,
    }
    if field == "area_id":
        page.one("#person-form [name=area_id]").name = "input"

    answer = browser.submit(page.one("#person-form"), **answers)

    assert answer.status == 422
    assert says in " ".join(answer.errors())
    assert everybody() == []


def test_a_village_of_others_cannot_be_chosen(sign_in: SignIn) -> None:
    mine, other = make.area("Bedum"), make.area("Winsum", "9951")
    browser = sign_in(make.coordinator(mine))
    form = browser.get("/people/new").one("#person-form")

    answer = browser.submit(form, last_name="Vries", area_id=other.id)

    assert answer.status == 422
    assert everybody() == []


def test_the_postcode_of_a_village_of_others_does_not_tell(sign_in: SignIn) -> None:
    make.area("Winsum", "9951")
    browser = sign_in(make.coordinator(make.area("Bedum", "9781")))
    form = browser.get("/people/new").one("#person-form")

    assert browser.submit(form, last_name="Vries", postcode="9951 AB").status == 422


def test_possible_doubles_show_while_typing(sign_in: SignIn) -> None:
    registered("Özdemir", called_name="Ayşe", street="Kerkstraat", house_number="3")
    browser = sign_in(make.coordinator())

    answer = browser.get("/people/doubles?last_name=Ozdemir", htmx=True)

    assert not answer.is_whole
    assert "Ayşe Özdemir" in answer.text("#doubles")
    assert "the name sounds the same" in answer.text("#doubles")
    events = db.session.scalars(select(AuditEntry.event))
    assert "contacts.doubles_shown" in list(events)


def test_without_anything_alike_nothing_shows(sign_in: SignIn) -> None:
    registered("Bakker")

    answer = sign_in(make.coordinator()).get("/people/doubles?last_name=Vries")

    assert answer.text("#doubles") == ""


def test_a_possible_double_is_a_question_before_saving(sign_in: SignIn) -> None:
    known = registered("Özdemir")
    browser = sign_in(make.coordinator())
    form = browser.get("/people/new").one("#person-form")

    question = browser.submit(form, last_name="Ozdemir", area_id=known.area_id)
    assert question.status == 422
    assert "Is this somebody we know?" in question.text("#known")
    assert everybody() == [known]

    answer = browser.submit(question.one("#person-form"))
    assert answer.status == 303
    assert len(everybody()) == 2


def test_another_double_is_another_question(sign_in: SignIn) -> None:
    known = registered("Özdemir")
    registered("Bakker")
    browser = sign_in(make.coordinator())
    form = browser.get("/people/new").one("#person-form")
    question = browser.submit(form, last_name="Ozdemir", area_id=known.area_id)

    again = browser.submit(question.one("#person-form"), last_name="Bakker")

    assert again.status == 422
    assert "Bakker" in again.text("#known")


def test_pressing_twice_writes_one_person_down(sign_in: SignIn) -> None:
    village = make.area()
    browser = sign_in(make.coordinator())
    form = browser.get("/people/new").one("#person-form")

    first = browser.submit(form, last_name="Vries", area_id=village.id)
    second = browser.submit(form, last_name="Vries", area_id=village.id)

    assert first.address == second.address
    assert len(everybody()) == 1


def test_what_is_known_can_be_completed(sign_in: SignIn) -> None:
    contact = registered("Vries", telephones=[("+31505550144", "own")])
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/edit").one("#person-form")

    answer = browser.submit(
        form, birth_date="12-03-1941", approach="Ring at the back.", address="mrs"
    )

    assert answer.address == f"/people/{contact.id}"
    after = fetch(contact)
    assert after.approach == "Ring at the back."
    assert str(after.birth_date) == "1941-03-12"
    phones = db.session.scalars(select(ContactPhone)).all()
    assert [(one.number, one.note) for one in phones] == [("+31505550144", "own")]


def test_two_at_once_see_both_versions(sign_in: SignIn) -> None:
    contact = registered("Vries")
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}/edit"
    form = browser.get(address).one("#person-form")
    other.submit(other.get(address).one("#person-form"), street="Molenweg")

    answer = browser.submit(form, street="Kerkstraat")

    assert answer.status == 409
    assert answer.one("[name=street]")["value"] == "Kerkstraat"
    assert "Molenweg" in answer.text("#street-theirs")
    assert fetch(contact).street == "Molenweg"
    assert browser.submit(answer.one("#person-form")).status == 303
    assert fetch(contact).street == "Kerkstraat"


def test_a_visit_meanwhile_is_no_reason_to_refuse(sign_in: SignIn) -> None:
    contact = registered("Vries")
    browser = sign_in(make.coordinator())
    form = browser.get(f"/people/{contact.id}/edit").one("#person-form")
    actions.note_visit(contact, clock.today())
    actions.change_stage(actor_of_all(), contact, Stage.PARTICIPANT)
    db.session.commit()

    assert browser.submit(form, street="Kerkstraat").status == 303
