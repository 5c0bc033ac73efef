"""What suits somebody in a visitor, as the form about a person asks it."""

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.database import db
from thuis_app.core.day_parts import WeekPart
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact

KNOWN = {
    "speaks": frozenset({SpokenLanguage.DUTCH, SpokenLanguage.GRONINGS}),
    "interests": frozenset({Interest.MUSIC, Interest.GARDEN}),
    "times": frozenset({WeekPart.TUESDAY_MORNING, WeekPart.THURSDAY_AFTERNOON}),
    "has_pets": True,
}


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def contact(area: Area) -> Contact:
    return make.contact("Ploeg", area=area)


@pytest.fixture
def coordinator(area: Area) -> User:
    return make.coordinator(area)


def kept(contact: Contact) -> dict[str, object]:
    return {name: getattr(contact, name) for name in KNOWN}


def test_what_suits_somebody_is_kept_and_shown_again(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    browser, page = sign_in(coordinator), f"/people/{contact.id}/edit"
    form = browser.get(page).one("#person-form")

    answer = browser.submit(
        form,
        speaks=["dutch", "gronings"],
        interests=["music", "garden"],
        times=["1-morning", "3-afternoon"],
        has_pets="y",
    )
    again = browser.get(page)
    same = browser.submit(again.one("#person-form"), street="Mill Street")

    assert (answer.status, same.status) == (303, 303)
    assert kept(contact) == KNOWN
    assert not contact.smokes
    assert len(again.soup.select("[name=times][checked]")) == 2


def test_what_suits_is_folded_away_until_something_is_wrong_in_it(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    browser = sign_in(coordinator)
    page = browser.get(f"/people/{contact.id}/edit")
    wrong = browser.submit(page.one("#person-form"), times=["8-night"])

    fold = "details:has(#speaks)"
    assert not page.one(fold).has_attr("open")
    assert wrong.one(fold).has_attr("open")
    assert wrong.has("#times-error") and wrong.status == 422


def test_somebody_new_may_come_with_wishes_at_once(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    browser = sign_in(coordinator)
    form = browser.get("/people/new").one("#person-form")

    answer = browser.submit(
        form, last_name="Zijlstra", area_id=area.id, speaks=["frisian"], smokes="y"
    )

    found = db.session.scalars(
        select(Contact).where(Contact.last_name == "Zijlstra")
    ).one()
    assert answer.status == 303
    assert found.speaks == {SpokenLanguage.FRISIAN}
    assert (found.smokes, found.times) == (True, frozenset())


def test_who_comes_second_sees_what_the_first_made_of_it(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    browser = sign_in(coordinator)
    form = browser.get(f"/people/{contact.id}/edit").one("#person-form")
    contact.times, contact.has_pets = frozenset({WeekPart.MONDAY_EVENING}), True
    db.session.commit()

    answer = browser.submit(form, speaks=["english"])

    assert answer.status == 409
    assert answer.one("details:has(#speaks)").has_attr("open")
    assert "Monday evening" in answer.text("#times")
    assert contact.speaks == frozenset()
