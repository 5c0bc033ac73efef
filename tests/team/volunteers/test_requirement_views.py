"""What was asked of a volunteer, as a coordinator writes it down."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.team.volunteers.profiles import on_the_way
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.areas.models import Area
from thuis_app.team.volunteers.models import (
    RequirementSetting,
    VolunteerRequirement,
)
from thuis_app.team.volunteers.rules import Requirement


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def browser(sign_in: SignIn, area: Area) -> Browser:
    return sign_in(make.coordinator(area, name="Marijke"))


def test_a_paper_is_seen_and_only_that_is_kept(browser: Browser, area: Area) -> None:
    user, today = on_the_way(area), clock.today()
    form = browser.get(f"/volunteers/{user.id}/requirements/vog").one(
        "#requirement-form"
    )

    page = browser.follow(browser.submit(form, met_on=today))

    assert "by Marijke" in page.text("#road")
    row = db.session.scalars(select(VolunteerRequirement)).one()
    assert row.met_on == today and row.review_by is not None
    wanted = {str(tag["name"]) for tag in form.select("[name]")}
    own = {"csrf_token", "form_key", "version", "base"}
    assert wanted - own == {"requested_on", "met_on", "review_by"}


def test_a_paper_that_is_renewed_is_good_for_longer(
    browser: Browser, area: Area
) -> None:
    user, today = on_the_way(area), clock.today()
    old = today - timedelta(days=1090)
    row = make.met(user, Requirement.VOG, today + timedelta(days=5))
    row.met_on = old
    make.saved(row)
    form = browser.get(f"/volunteers/{user.id}/requirements/vog").one(
        "#requirement-form"
    )

    browser.submit(form, met_on=today)

    kept = db.session.scalars(select(VolunteerRequirement)).one()
    assert kept.review_by and kept.review_by > today + timedelta(days=1000)


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({"requested_on": 1, "met_on": 2}, "met_on"),
        ({"met_on": -1}, "met_on"),
        ({"review_by": -9}, "review_by"),
        ({"met_on": 3, "review_by": 4}, "review_by"),
    ],
)
def test_days_that_cannot_be_are_refused_at_the_question(
    browser: Browser, area: Area, answers: dict[str, int], question: str
) -> None:
    user, today = on_the_way(area), clock.today()
    form = browser.get(f"/volunteers/{user.id}/requirements/vog").one(
        "#requirement-form"
    )

    days: dict[str, Any] = {
        name: today - timedelta(days=ago) for name, ago in answers.items()
    }
    page = browser.submit(form, **days)

    assert page.status == 422 and page.has(f"#{question}-error")


def test_a_renewal_of_two_at_once_is_shown(browser: Browser, area: Area) -> None:
    user, today = on_the_way(area), clock.today()
    row = make.saved(make.met(user, Requirement.VOG))
    address = f"/volunteers/{user.id}/requirements/vog"
    form = browser.get(address).one("#requirement-form")
    row.met_on = today - timedelta(days=3)
    db.session.commit()

    page = browser.submit(form, met_on=today - timedelta(days=1))

    assert page.status == 409 and page.has("#met_on-theirs")


def test_what_we_ask_is_changed_by_who_is_in_charge_everywhere(
    sign_in: SignIn, browser: Browser
) -> None:
    assert not browser.get("/volunteers/requirements").has(".list a")
    keeper = sign_in(make.user(Role.ADMINISTRATOR))
    form = keeper.get("/volunteers/requirements/vog").one("#setting-form")

    page = keeper.follow(keeper.submit(form, valid_months=24))
    stale = keeper.submit(form, valid_months=12, form_key=_other_key(keeper))

    assert "It stays good for 24 months." in page.text("#requirement-list")
    assert stale.status == 409 and "24" in stale.text("#valid_months-theirs")
    assert db.session.scalars(select(RequirementSetting.valid_months)).one() == 24


def _other_key(browser: Browser) -> str:
    form = browser.get("/volunteers/requirements/vog").one("#setting-form")
    return str(form.select("[name=form_key]")[0]["value"])


def test_what_runs_out_stands_above_the_list_with_its_button(
    browser: Browser, area: Area
) -> None:
    user = make.volunteer(area, ready=False, name="Aaltje")
    make.saved(make.met(user, Requirement.VOG, clock.today() + timedelta(days=6)))

    page = browser.get("/volunteers/")

    assert page.texts("#papers .tag") == ["within 7 days"]
    address = str(page.one("#papers .button")["href"])
    assert address == f"/volunteers/{user.id}/requirements/vog"


@pytest.mark.parametrize("name", ["passport", "VOG", "0"])
def test_there_are_no_other_requirements(
    browser: Browser, area: Area, name: str
) -> None:
    user = make.volunteer(area)
    assert browser.get(f"/volunteers/{user.id}/requirements/{name}").status == 404
