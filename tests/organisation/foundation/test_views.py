from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.organisation.foundation import actions
from thuis_app.organisation.foundation.models import Foundation

SETTINGS = {"name": "Thuis", "place": "", "telephone": "", "lamp": "#ffc64a"}


def keeper(sign_in: SignIn) -> Browser:
    return sign_in(make.user(Role.ADMINISTRATOR))


def change(browser: Browser, **answers: Any) -> Page:
    return browser.submit(browser.get("/foundation/").one("#settings-form"), **answers)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR, Role.BOARD])
def test_the_settings_are_for_the_administrator_alone(
    sign_in: SignIn, role: Role
) -> None:
    assert sign_in(make.user(role)).get("/foundation/").status == 403


def test_a_new_name_stands_on_every_page_at_once(sign_in: SignIn) -> None:
    make.foundation()
    browser = keeper(sign_in)

    page = browser.follow(
        change(browser, name="Stichting Licht", telephone="050 123 45 67")
    )

    assert "The settings are saved." in page.text("#notice")
    assert "Stichting Licht" in page.text("footer")
    assert page.one("[name=telephone]")["value"] == "050 123 4567"


def test_the_colours_come_in_a_style_sheet_of_their_own(sign_in: SignIn) -> None:
    make.foundation()
    browser = keeper(sign_in)

    page = browser.follow(change(browser, brand="#123456", lamp="#FFEE88"))

    assert page.has("link[href='/foundation/style.css']")
    sheet = browser.get("/foundation/style.css")
    assert sheet.html == ":root{--brand:#123456;--lamp:#ffee88}"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"brand": "#777777"}, "4.47"),
        ({"lamp": "#808000"}, "3.8"),
        ({"brand": "red"}, "a colour like #17453a"),
        ({"brand": "#fff}body{x:y"}, "a colour like #17453a"),
        ({"brand": ""}, "Choose a colour."),
        ({"name": ""}, "Write the name."),
        ({"name": "a" * 121}, "under 120"),
        ({"place": "a" * 81}, "under 80"),
        ({"telephone": "x"}, "without words"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    sign_in: SignIn, answers: dict[str, str], sentence: str
) -> None:
    make.foundation()
    typed = {"name": "Another name"} | answers

    answer = change(keeper(sign_in), **typed)

    assert answer.status == 422
    assert sentence in answer.errors()[0]
    assert answer.one("[name=name]")["value"] == typed["name"]
    assert db.session.scalars(select(Foundation.name)).one() == "Stichting Thuis"


def test_who_was_second_sees_both_versions(sign_in: SignIn) -> None:
    make.foundation()
    browser = keeper(sign_in)
    form = browser.get("/foundation/").one("#settings-form")
    change(browser, place="Noord")

    answer = browser.submit(form, place="Zuid")

    assert answer.status == 409
    assert "Noord" in answer.text("#place-theirs")


def test_before_anything_was_set_there_is_a_blank_form(sign_in: SignIn) -> None:
    browser = keeper(sign_in)

    answer = change(browser, name="Stichting Thuis")

    assert answer.status == 303
    assert db.session.scalars(select(Foundation.name)).one() == "Stichting Thuis"


def test_a_faint_colour_is_refused_past_the_form_too(database: None) -> None:
    row, someone = make.foundation(), make.actor(make.user(Role.ADMINISTRATOR))

    with pytest.raises(RuleBroken):
        actions.change(someone, row, brand="#777777", **SETTINGS)
    actions.change(someone, row, brand="#123456", **SETTINGS)

    lines = db.session.scalars(select(AuditEntry.event)).all()
    assert lines == ["foundation.changed"]


def test_a_coordinator_changes_nothing(database: None) -> None:
    with pytest.raises(Denied):
        actions.change(
            make.actor(make.coordinator()),
            make.foundation(),
            brand="#123456",
            **SETTINGS,
        )
