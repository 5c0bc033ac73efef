"""How somebody becomes a volunteer, and comes in."""

from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.team.volunteers.profiles import on_the_way
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.team.volunteers import queries
from thuis_app.team.volunteers.models import (
    Volunteer,
    VolunteerChange,
)
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage

NEW: dict[str, Any] = {
    "name": "Femke Wiersma",
    "called": "Femke",
    "email": "femke@example.org",
}


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def browser(sign_in: SignIn, area: Area) -> Browser:
    return sign_in(make.coordinator(area, name="Marijke"))


def test_a_coordinator_begins_the_onboarding_of_somebody_new(
    browser: Browser, area: Area
) -> None:
    form = browser.get("/volunteers/new").one("#new-form")

    page = browser.follow(browser.submit(form, **NEW, note="At the market."))

    assert page.text("h1") == "Femke Wiersma"
    assert page.text("[aria-current=step] strong") == "Signed up"
    user = db.session.scalars(select(User).where(User.email == NEW["email"])).one()
    assert user.roles == {Role.VOLUNTEER} and user.password_hash == ""
    assert browser.get("/volunteers/?stage=interested").texts(".name") == [user.name]


def test_the_same_form_twice_is_one_volunteer(browser: Browser) -> None:
    form = browser.get("/volunteers/new").one("#new-form")

    first, second = (browser.submit(form, **NEW) for _time in range(2))

    assert first.address == second.address
    assert len(db.session.scalars(select(VolunteerChange)).all()) == 1


def test_an_address_that_is_known_is_refused_and_the_rest_is_kept(
    browser: Browser,
) -> None:
    form = browser.get("/volunteers/new").one("#new-form")
    taken = make.user().email.upper()

    page = browser.submit(form, **(NEW | {"email": taken}))

    assert page.status == 422 and page.has("#email-error")
    assert page.one("#name")["value"] == NEW["name"]


def test_nobody_begins_in_a_village_of_others(browser: Browser) -> None:
    other, form = make.area(), browser.get("/volunteers/new").one("#new-form")

    page = browser.submit(form, **NEW, area_ids=[other.id])

    assert page.status == 422 and page.has("#area_ids-error")


def test_somebody_new_comes_in_by_a_link_of_the_coordinator(
    browser: Browser, area: Area, stranger: Browser
) -> None:
    user = on_the_way(area)
    page = browser.get(f"/volunteers/{user.id}")

    link = browser.submit(page.one("form[action$=invitation]"))
    key = link.text("#link-text").rsplit("/", 1)[1]

    assert stranger.get(f"/account/invitation/{key}").status == 200


def test_no_link_is_made_for_who_has_a_password(browser: Browser, area: Area) -> None:
    user = on_the_way(area)
    user.password_hash = "set"
    db.session.commit()

    page = browser.get(f"/volunteers/{user.id}")

    assert not page.has("form[action$=invitation]")
    token = page.soup.select("[name=csrf_token]")[0]["value"]
    said = browser.post(f"/volunteers/{user.id}/invitation", {"csrf_token": token})
    assert said.status == 403


def test_the_card_is_made_with_the_account(sign_in: SignIn, area: Area) -> None:
    keeper = sign_in(make.user(Role.ADMINISTRATOR))
    form = keeper.get("/account/users/new").one("#user-form")

    keeper.submit(form, **NEW, roles=["volunteer"], area_ids=[area.id])

    row = db.session.scalars(select(Volunteer)).one()
    assert row.stage is VolunteerStage.APPLIED
    actor = make.actor(make.coordinator(area))
    assert queries.lacking(actor, [row.user_id])[row.user_id] == tuple(Requirement)
