"""Where a volunteer lives, and whom to call."""

from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core.errors import Denied
from thuis_app.organisation.accounts.models import User
from thuis_app.team.volunteers import actions
from thuis_app.team.volunteers.models import Volunteer

pytestmark = pytest.mark.usefixtures("database")

DETAILS = {
    "home_address": "Kerkstraat 4, 9781 AB Bedum",
    "born_on": "02-03-1955",
    "emergency_name": "Her husband Geert",
    "emergency_telephone": "050 555 0144",
}


def kept(browser: Browser, user: User, **answers: Any) -> Page:
    form = browser.get(f"/volunteers/{user.id}/personal").one("#personal-form")
    return browser.submit(form, **answers)


def test_the_card_says_where_to_go_and_whom_to_call(sign_in: SignIn) -> None:
    user, browser = make.volunteer(make.area()), sign_in(make.coordinator())

    page = browser.follow(kept(browser, user, **DETAILS))

    shown = page.text("[aria-labelledby=personal-title]")
    assert "Kerkstraat 4, 9781 AB Bedum" in shown and "2 March 1955" in shown
    assert "Her husband Geert" in shown and page.has("a[href='tel:+31505550144']")


@pytest.mark.parametrize(
    ("name", "wrong", "message"),
    [
        ("born_on", "31-02-1955", "This date does not exist"),
        ("emergency_telephone", "5550144", "Write the area code too"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_changes_nothing(
    sign_in: SignIn, name: str, wrong: str, message: str
) -> None:
    user, browser = make.volunteer(make.area()), sign_in(make.coordinator())

    page = kept(browser, user, **(DETAILS | {name: wrong}))

    assert page.status == 422 and message in page.errors()[0]
    assert page.one(f"#{name}")["value"] == wrong
    assert "Kerkstraat" not in browser.get(f"/volunteers/{user.id}").text()


def test_another_volunteer_does_not_keep_it() -> None:
    village = make.area()
    user, other = make.volunteer(village), make.volunteer(village)
    values: dict[str, Any] = dict.fromkeys(DETAILS, "") | {"born_on": None}

    with pytest.raises(Denied):
        actions.keep_personal(
            make.actor(other), user, Volunteer.blank(user.id), **values
        )
