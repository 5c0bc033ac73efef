"""Two who change a form at once lose nothing: only what both changed is asked."""

import random
from typing import Any

from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.people.contacts.people import registered
from thuis_app.core.database import db
from thuis_app.people.contacts.models import Contact, ContactPhone

TEXTS = ("street", "house_number", "approach", "called_name", "initials")


def test_a_field_that_was_left_alone_takes_what_another_saved(
    sign_in: SignIn,
) -> None:
    contact = registered("Vries", telephones=[("+31505550144", "")])
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}/edit"
    form = browser.get(address).one("#person-form")
    other.submit(other.get(address).one("#person-form"), telephone="06 11111111")

    page = browser.submit(form, street="Kerkstraat")
    answer = browser.submit(page.one("#person-form"))

    assert page.status == 409 and answer.status == 303
    assert "That stands here now, and so does what you filled in." in page.text()
    assert not page.has(".theirs")
    assert page.text().count("Somebody else has just changed this.") == 1
    assert db.session.scalars(select(ContactPhone.number)).all() == ["+31611111111"]
    assert db.session.scalars(select(Contact.street)).all() == ["Kerkstraat"]


def test_only_what_both_changed_is_asked(sign_in: SignIn) -> None:
    contact = registered("Vries")
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}/edit"
    form = browser.get(address).one("#person-form")
    theirs: dict[str, Any] = {"street": "Molenweg", "house_number": "3"}
    other.submit(other.get(address).one("#person-form"), **theirs)

    page = browser.submit(form, street="Kerkstraat", approach="Ring twice.")

    assert page.has("#street-theirs") and page.has("#conflict")
    assert len(page.soup.select(".theirs")) == 1
    assert page.one("[name=house_number]")["value"] == "3"
    assert page.one("[name=street]")["value"] == "Kerkstraat"


def test_a_base_that_no_page_of_ours_made_is_no_fault(sign_in: SignIn) -> None:
    contact = registered("Vries")
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/people/{contact.id}/edit"
    form = browser.get(address).one("#person-form")
    other.submit(other.get(address).one("#person-form"), street="Molenweg")

    for base in ("", ":", "street", "street:x :y z:", "\x01" * 50):
        page = browser.submit(form, base=base, street="Kerkstraat")
        assert page.status == 409 and page.has("#street-theirs")


def test_whoever_changes_what_nobody_loses_a_word(sign_in: SignIn) -> None:
    chance = random.Random(11)
    browser, other = sign_in(make.coordinator()), sign_in(make.coordinator())
    for turn in range(12):
        contact = registered(f"Vries{turn}")
        address = f"/people/{contact.id}/edit"
        form = browser.get(address).one("#person-form")
        first, second = _some(chance, "A"), _some(chance, "B")
        other.submit(other.get(address).one("#person-form"), **first)
        page = browser.submit(form, **second)
        if page.status == 409:
            asked = {str(one["id"]) for one in page.soup.select(".theirs")}
            assert asked == {f"{name}-theirs" for name in first if name in second}
            page = browser.submit(page.one("#person-form"))
        assert page.status == 303
        stored = db.session.get_one(Contact, contact.id)
        for name, text in (first | second).items():
            assert getattr(stored, name) == text


def _some(chance: random.Random, who: str) -> dict[str, Any]:
    names = chance.sample(TEXTS, chance.randint(1, 3))
    return {name: f"{who}{chance.randint(1, 9)}" for name in names}
