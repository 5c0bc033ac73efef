from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.passwords import cheap_hash
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User

PASSWORD = "four plain words here"


def member(*roles: Role, **more: Any) -> User:
    """Somebody with this password, of the board if nothing else."""
    hashed = cheap_hash(PASSWORD)
    return make.user(*(roles or [Role.BOARD]), password_hash=hashed, **more)


def sign_in_by_form(browser: Browser, user: User, password: str, next: str = "") -> str:
    page = browser.get(f"/account/sign-in?next={next}")
    answer = browser.submit(
        page.one("#sign-in-form"), email=user.email, password=password
    )
    return answer.address or " ".join(answer.errors()) or str(answer.status)


def test_one_signs_in_and_is_brought_where_one_was_going(stranger: Browser) -> None:
    user = member()

    wanted = stranger.get("/account/password")
    form = stranger.follow(wanted).one("#sign-in-form")
    answer = stranger.submit(form, email=user.email.upper(), password=PASSWORD)

    assert wanted.status == 303
    assert answer.address == "/account/password"
    assert stranger.get("/account/password").status == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example",
        "/%5Cevil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:a",
        "%2F%2Fevil.example",
        "/%09/evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(
    stranger: Browser, elsewhere: str
) -> None:
    assert sign_in_by_form(stranger, member(), PASSWORD, elsewhere) == "/"


def test_a_wrong_password_says_so_and_keeps_the_address(stranger: Browser) -> None:
    user = member()
    form = stranger.get("/account/sign-in").one("#sign-in-form")

    answer = stranger.submit(form, email=user.email, password="wrong words entirely")

    assert answer.status == 422
    assert "klopt niet" in answer.text("#errors")
    assert answer.one("[name=email]")["value"] == user.email
    assert not answer.one("[name=password]").get("value")


def test_after_five_wrong_passwords_this_device_waits(stranger: Browser) -> None:
    user = member()
    for _ in range(5):
        assert "klopt niet" in sign_in_by_form(stranger, user, "wrong words entirely")

    assert sign_in_by_form(stranger, user, PASSWORD) == "429"

    moment = clock.now() + timedelta(seconds=60)
    clock.set_source(lambda: moment)
    assert sign_in_by_form(stranger, user, PASSWORD) == "/"


def test_the_tries_of_one_do_not_keep_another_out(
    stranger: Browser, sign_in: SignIn
) -> None:
    user, other = member(), member()
    for _ in range(6):
        sign_in_by_form(stranger, user, "wrong words entirely")

    assert sign_in_by_form(stranger, other, PASSWORD) == "/"


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 303)])
def test_half_an_hour_of_silence_ends_a_session(
    sign_in: SignIn, minutes: int, status: int
) -> None:
    browser = sign_in(member())
    moment = clock.now() + timedelta(minutes=minutes)
    clock.set_source(lambda: moment)

    assert browser.get("/account/").status == status


def test_a_session_lasts_twelve_hours_at_most(sign_in: SignIn) -> None:
    browser, start = sign_in(member()), clock.now()
    for quarter in range(1, 48):
        moment = start + timedelta(minutes=15 * quarter)
        clock.set_source(partial(lambda now: now, moment))
        assert browser.get("/account/").status == 200

    clock.set_source(lambda: start + timedelta(hours=12, minutes=1))
    assert browser.get("/account/").status == 303


def test_an_old_cookie_opens_nothing_after_signing_out(
    app: object, sign_in: SignIn
) -> None:
    browser = sign_in(member())
    old = browser.cookie("thuis")

    page = browser.get("/account/")
    browser.submit(page.one("footer form[action$=sign-out]"))
    browser._client.set_cookie("thuis", old)

    assert browser.get("/account/").status == 303


def test_signing_out_everywhere_ends_the_other_tablet_too(sign_in: SignIn) -> None:
    user = member()
    here, there = sign_in(user), sign_in(user)

    here.submit(here.get("/account/").one("form[action$=end-all]"))

    assert there.get("/account/").status == 303


def test_one_device_can_be_signed_out_from_another(sign_in: SignIn) -> None:
    user = member()
    here, there = sign_in(user), sign_in(user)

    page = here.get("/account/")
    here.submit(page.one("#sessions form[action$='/end']"))

    assert here.get("/account/").status == 200
    assert there.get("/account/").status == 303


def test_the_session_of_somebody_else_does_not_exist(sign_in: SignIn) -> None:
    sign_in(member())
    mine = sign_in(member())
    form = mine.get("/account/").one("form[action$=end-all]")
    form["action"] = "/account/sessions/1/end"

    assert mine.submit(form).status == 404


def test_an_account_that_ended_is_out_at_the_next_page(sign_in: SignIn) -> None:
    user = member()
    browser = sign_in(user)
    user.is_active = False
    db.session.commit()

    assert browser.get("/account/").status == 303


def test_the_foot_of_the_page_changes_the_language(sign_in: SignIn) -> None:
    browser = sign_in(member(language="nl"))

    page = browser.get("/account/")
    after = browser.follow(browser.submit(page.one("footer form[action$=language]")))

    assert page.one("html")["lang"] == "nl"
    assert after.one("html")["lang"] == "en"


def test_a_form_from_another_site_is_refused(sign_in: SignIn) -> None:
    browser = sign_in(member())
    page = browser.get("/account/")
    token = str(page.one("form[action$=end-all] [name=csrf_token]")["value"])

    answer = browser.post(
        "/account/sessions/end-all",
        {"csrf_token": token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status == 400
    assert browser.get("/account/").status == 200


def test_a_form_without_its_token_is_refused(sign_in: SignIn) -> None:
    browser = sign_in(member())

    assert browser.post("/account/sessions/end-all", {}).status == 400
