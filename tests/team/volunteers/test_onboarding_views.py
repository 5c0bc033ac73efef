"""The pages of the onboarding of a volunteer."""

from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from tests.team.volunteers.profiles import on_the_way, profile
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.team.volunteers.rules import Requirement, VolunteerStage


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def browser(sign_in: SignIn, area: Area) -> Browser:
    return sign_in(make.coordinator(area, name="Marijke"))


def moved(browser: Browser, user: User, **answers: Any) -> Page:
    form = browser.get(f"/volunteers/{user.id}/road").one("#move-form")
    return browser.submit(form, **answers)


def test_the_page_lights_one_step_and_says_what_is_lacking(
    browser: Browser, area: Area
) -> None:
    user = on_the_way(area, talked_on=clock.today())
    make.saved(make.met(user, Requirement.AGREEMENT))

    page = browser.get(f"/volunteers/{user.id}")

    assert page.texts("#road [aria-current=step] strong") == [
        "Confidentiality statement"
    ]
    assert len(page.soup.select("#road .main-button")) == 1
    assert "Confidentiality statement, Certificate" in page.texts("#road > p")[0]


def test_the_first_talk_is_written_down(browser: Browser, area: Area) -> None:
    user = on_the_way(area)
    form = browser.get(f"/volunteers/{user.id}/first-talk").one("#talk-form")

    browser.submit(form)

    assert profile(user).talked_on == clock.today()


def test_who_is_ready_begins(browser: Browser, area: Area) -> None:
    user = on_the_way(area, ready=True)

    page = browser.follow(moved(browser, user, stage="active"))

    assert profile(user).stage is VolunteerStage.ACTIVE
    assert profile(user).since == clock.today()
    assert "Visits people" in page.text("#road")


def test_beginning_without_a_paper_needs_a_why_that_stays_in_the_audit_log(
    browser: Browser, area: Area
) -> None:
    user = on_the_way(area)

    refused = moved(browser, user, stage="active")
    moved(browser, user, stage="active", because="Is a nurse, VOG is on its way.")

    assert refused.status == 422 and refused.has("#because-error")
    assert profile(user).stage is VolunteerStage.ACTIVE
    wanted = select(AuditEntry.ground).where(
        AuditEntry.event == "volunteer.started_unready"
    )
    assert db.session.scalars(wanted).all() == ["Is a nurse, VOG is on its way."]


def test_a_break_has_an_end_and_then_stands_out(browser: Browser, area: Area) -> None:
    user, day = make.volunteer(area), clock.today()

    refused = moved(browser, user, stage="paused")
    page = browser.follow(moved(browser, user, stage="paused", paused_until=day))

    assert refused.status == 422 and refused.has("#paused_until-error")
    assert "The break is over" in page.text("#volunteer")
    assert profile(user).paused_until == day


def test_who_still_visits_people_hands_them_over_first(
    browser: Browser, area: Area
) -> None:
    user = make.volunteer(area)
    profile(user, stage=VolunteerStage.LEAVING, people=2)

    page = browser.get(f"/volunteers/{user.id}")
    refused = moved(browser, user, stage="left")

    assert "2 people are still visited" in page.text("#volunteer")
    assert page.has(f"a[href='/matches/handover/{user.id}']")
    assert refused.status == 422 and refused.has("#stage-error")


def test_who_left_is_off_the_list_and_may_come_back(
    browser: Browser, area: Area
) -> None:
    user = make.volunteer(area, name="Aaltje")
    profile(user, stage=VolunteerStage.LEAVING)

    moved(browser, user, stage="left")

    assert profile(user).until == clock.today()
    assert browser.get("/volunteers/").texts(".line .name") == []
    assert browser.get("/volunteers/?stage=left").texts(".line .name") == ["Aaltje"]
    moved(browser, user, stage="interested")
    assert profile(user).until is None


def test_the_history_says_who_wrote_it_down(browser: Browser, area: Area) -> None:
    user = make.volunteer(area)

    moved(browser, user, stage="leaving", because="Moves to Assen.")

    page = browser.get(f"/volunteers/{user.id}")
    assert "Moves to Assen." in page.html and "written down by Marijke" in page.html


def test_who_comes_second_sees_where_it_stands_now(
    browser: Browser, area: Area
) -> None:
    user = make.volunteer(area)
    form = browser.get(f"/volunteers/{user.id}/road").one("#move-form")
    profile(user, stage=VolunteerStage.PAUSED)

    page = browser.submit(form, stage="leaving")

    assert page.status == 409
    assert "Has a break" in page.text("#stage-theirs")


def test_a_step_that_is_not_next_is_refused(browser: Browser, area: Area) -> None:
    user = on_the_way(area)
    form = browser.get(f"/volunteers/{user.id}/road").one("#move-form")

    assert browser.submit(form, stage="paused").status == 422
