"""What keeps a session alive, and how one ends on a device that several users share."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.conftest import SignIn
from tests.organisation.sessions.test_views import PASSWORD, member
from tests.pages import Browser
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User, UserSession
from thuis_app.organisation.accounts.rules import IDLE, IDLE_ON_SHARED

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
BY_ITSELF = {"HX-Request": "true", "Thuis-Background": "1"}
BY_SCRIPT = {"Accept": "application/json", "Sec-Fetch-Mode": "cors"}


@pytest.fixture
def user(database: None) -> User:
    return member(Role.BOARD)


@pytest.fixture
def shared(stranger: Browser, user: User) -> Browser:
    """The tablet of a room."""
    form = stranger.get("/account/sign-in").one("#sign-in-form")
    stranger.submit(form, email=user.email, password=PASSWORD, use="shared")
    return stranger


def pass_time(time: timedelta) -> None:
    moment = clock.now() + time
    clock.set_source(lambda: moment)


def is_in(browser: Browser) -> bool:
    return browser.get("/account/").status == 200


@pytest.mark.parametrize("headers", [BY_ITSELF, BY_SCRIPT])
def test_what_no_user_asked_for_keeps_no_session_alive(
    sign_in: SignIn, user: User, headers: dict[str, str]
) -> None:
    browser = sign_in(user)
    for _time in range(3):
        pass_time(10 * MINUTE)
        browser.get("/account/", headers=headers)
        browser.get("/account/sign-in/who", headers=headers)
        browser.get("/tablet/session", headers=headers)
    pass_time(MINUTE)

    assert not is_in(browser)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_what_a_user_does_keeps_it_alive(
    sign_in: SignIn, user: User, headers: dict[str, str]
) -> None:
    browser = sign_in(user)
    for _time in range(4):
        pass_time(20 * MINUTE)
        browser.get("/account/", headers=headers)

    assert is_in(browser)


def test_on_a_shared_tablet_five_minutes_end_it_on_the_server(shared: Browser) -> None:
    pass_time(5 * MINUTE - 5 * SECOND)
    assert is_in(shared)
    pass_time(5 * MINUTE + SECOND)

    assert shared.get("/account/").address == "/account/sign-in?next=/account/"


def test_one_touch_keeps_it(shared: Browser, user: User) -> None:
    for _time in range(4):
        pass_time(4 * MINUTE)
        answer = shared.get("/account/sign-in/who", headers={"HX-Request": "true"})
        assert f'"user":"{user.id}"' in answer.html.replace(" ", "")

    assert is_in(shared)


def test_the_page_knows_when_it_ends_with_script_and_without(shared: Browser) -> None:
    page = shared.get("/account/")

    assert page.one("#unused")["data-idle"] == str(IDLE_ON_SHARED.seconds)
    refresh = page.one("head noscript meta[http-equiv=refresh]")
    seconds, _url, address = str(refresh["content"]).partition("; url=")
    assert int(seconds) == IDLE_ON_SHARED.seconds + 1

    pass_time(int(seconds) * SECOND)
    left = shared.get(address)
    assert left.has("#sign-in-form")
    assert "vijf minuten" in left.text() or "five minutes" in left.text()
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_a_page_in_another_tab_that_is_used_is_not_left(shared: Browser) -> None:
    pass_time(4 * MINUTE)
    shared.get("/account/")
    pass_time(MINUTE + SECOND)

    assert shared.get("/account/sign-in?left=yes").address == "/"


def test_signing_out_after_the_end_clears_the_tablet_all_the_same(
    shared: Browser,
) -> None:
    form = shared.get("/account/").one("form[action$=sign-out]")
    pass_time(6 * MINUTE)

    answer = shared.submit(form)

    assert answer.address == "/account/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_other_devices_have_no_such_page(sign_in: SignIn, user: User) -> None:
    page = sign_in(user).get("/account/")

    assert not page.has("#unused") and not page.has("[http-equiv=refresh]")


def test_a_page_knows_when_its_session_may_be_over(
    sign_in: SignIn, user: User, shared: Browser
) -> None:
    page = sign_in(user).get("/account/")

    assert page.one("body")["data-locks-after"] == str(IDLE.seconds)
    assert not shared.get("/account/").has("body[data-locks-after]")


def test_a_room_is_remembered_and_has_no_code_of_its_own(shared: Browser) -> None:
    assert shared.get("/account/own-tablet/").status == 403
    assert db.session.scalars(select(UserSession.is_shared)).one()
    shared.submit(shared.get("/account/").one("form[action$=sign-out]"))

    chosen = shared.get("/account/sign-in").one("[name=use][checked]")

    assert chosen["value"] == "shared"
