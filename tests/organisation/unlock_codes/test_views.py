"""A session on one's own tablet: locked on the server, and unlocked by five digits."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.organisation.sessions.test_views import PASSWORD
from tests.pages import Browser, Page
from tests.passwords import cheap_hash
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User, UserRole, UserSession
from thuis_app.organisation.sessions import actions as sessions

CODE, OTHER_CODE = "40718", "40719"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def user(database: None) -> User:
    hashed = cheap_hash(PASSWORD)
    return make.volunteer(make.area(), password_hash=hashed, email="g@example.org")


@pytest.fixture
def tablet(app: Flask, user: User) -> Browser:
    """The tablet of a volunteer, with a code."""
    browser = Browser(app)
    page = browser.follow(sign_in(browser, user, "own"))
    answer = choose(browser, page, CODE)
    assert answer.address == "/"
    return browser


def sign_in(browser: Browser, user: User, use: str, next: str = "") -> Page:
    page = browser.get(f"/account/sign-in?next={next}")
    form = page.one("#sign-in-form")
    return browser.submit(form, email=user.email, password=PASSWORD, use=use)


def choose(browser: Browser, page: Page, code: str) -> Page:
    return browser.submit(page.one("#choose-code-form"), unlock_code=code, again=code)


def pass_time(time: timedelta) -> None:
    """Nothing is done for so long."""
    moment = clock.now() + time
    clock.set_source(lambda: moment)


def unlock(browser: Browser, page: Page, code: str) -> Page:
    return browser.submit(page.one("form[action$='/unlock']"), unlock_code=code)


def events(word: str) -> list[str]:
    query = select(AuditEntry.event).where(AuditEntry.event.startswith(word))
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def is_in(browser: Browser) -> bool:
    return browser.get("/account/").status == 200


def test_on_ones_own_tablet_one_chooses_five_digits_and_goes_on(
    stranger: Browser, user: User
) -> None:
    page = stranger.follow(sign_in(stranger, user, "own", "/hours/"))

    answer = choose(stranger, page, CODE)

    assert answer.address == "/hours/"
    assert events("device") == ["device.code_chosen"]
    assert CODE not in db.session.scalars(select(UserSession.code_hash)).one()
    again = Browser(stranger._app)
    again.has_cookie("thuis-device-use", stranger.cookie("thuis-device-use"))
    chosen = again.get("/account/sign-in").one("[name=use][checked]")
    assert chosen["value"] == "own"


@pytest.mark.parametrize("code", ["12345", "00000", "19481", "4071"])
def test_a_weak_code_is_refused_at_the_field(
    stranger: Browser, user: User, code: str
) -> None:
    page = stranger.follow(sign_in(stranger, user, "own"))

    answer = choose(stranger, page, code)

    assert answer.status == 422
    assert len(answer.errors()) == 1
    assert not answer.one("[name=unlock_code]").get("value")
    assert db.session.scalars(select(UserSession.code_hash)).one() == ""


def test_without_a_code_the_session_is_as_any_other(
    stranger: Browser, user: User
) -> None:
    sign_in(stranger, user, "own")
    pass_time(31 * MINUTE)

    assert not is_in(stranger)


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR]
)
def test_who_sees_files_of_others_signs_in_every_day(
    stranger: Browser, role: Role
) -> None:
    roles = {role, Role.COORDINATOR} if role is Role.SAFEGUARDING_LEAD else {role}
    user = make.user(*roles, password_hash=cheap_hash(PASSWORD))

    answer = sign_in(stranger, user, "own", "/account/")

    assert answer.address == "/account/"
    assert "elke dag" in stranger.follow(answer).text("#notice")
    assert stranger.get("/account/own-tablet/").status == 403


def test_a_volunteer_who_becomes_coordinator_has_no_long_session_any_more(
    tablet: Browser, user: User
) -> None:
    make.saved(UserRole(user_id=user.id, role=Role.COORDINATOR, since=clock.today()))
    pass_time(31 * MINUTE)

    assert tablet.get("/").address == "/account/sign-in"


def test_after_half_an_hour_the_server_gives_nothing_until_the_code_is_right(
    tablet: Browser, user: User
) -> None:
    pass_time(31 * MINUTE)

    led = tablet.get("/hours/?year=2026")
    assert led.address == "/account/unlock?next=/hours/?year%3D2026"
    assert tablet.get("/hours/", htmx=True).status == 401
    assert tablet.get("/tablet/day", headers={"Accept": "application/json"}).status
    who = tablet.get("/account/sign-in/who").html
    assert '"user":""' in who.replace(" ", "")
    session = tablet.get("/tablet/session").html
    assert '"owner":null' in session.replace(" ", "")

    page = tablet.follow(led)
    assert user.name not in page.html
    answer = unlock(tablet, page, CODE)

    assert answer.address == "/hours/?year=2026"
    assert tablet.get("/hours/").status == 200
    assert events("device")[1:] == ["device.unlocked"]


def test_no_page_opens_while_it_is_locked(app: Flask, tablet: Browser) -> None:
    pass_time(31 * MINUTE)
    addresses = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    public = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "is_public", False)
    }

    for address in sorted({*addresses} - public - {"/account/unlock"}):
        assert (tablet.get(address).address or "").startswith("/account/unlock")


def test_the_session_has_another_key_once_it_is_unlocked(tablet: Browser) -> None:
    name = str(tablet._app.config["SESSION_COOKIE_NAME"])
    before = tablet.cookie(name)
    pass_time(31 * MINUTE)
    unlock(tablet, tablet.get("/account/unlock"), CODE)

    copy = Browser(tablet._app)
    copy.has_cookie(name, before)

    assert is_in(tablet)
    assert not is_in(copy)


def test_the_code_does_not_stand_for_the_password(tablet: Browser) -> None:
    tablet.stays_fresh = False
    pass_time(31 * MINUTE)
    unlock(tablet, tablet.get("/account/unlock"), CODE)

    led = tablet.get("/account/own-tablet/")

    assert led.address.startswith("/account/prove")


def test_after_two_weeks_the_password_is_asked(tablet: Browser) -> None:
    for _day in range(13):
        pass_time(DAY)
        unlock(tablet, tablet.get("/account/unlock"), CODE)
        assert is_in(tablet)
    pass_time(DAY + MINUTE)

    assert tablet.get("/").address == "/account/sign-in"


def test_five_wrong_codes_and_only_the_password_helps(
    tablet: Browser, user: User
) -> None:
    pass_time(31 * MINUTE)
    page = tablet.get("/account/unlock")
    for _try in range(4):
        page = unlock(tablet, page, OTHER_CODE)
        assert page.status == 422
        assert page.errors() == ["These are not your five digits."]

    page = unlock(tablet, page, OTHER_CODE)

    assert page.has("#sign-in-form")
    assert "too often" in page.text("#errors")
    assert events("device.code_refused") == ["device.code_refused"] * 5
    assert not is_in(tablet)
    assert tablet.get("/account/unlock").address.startswith("/account/sign-in")


def test_of_many_wrong_codes_at_once_no_more_are_compared(
    app: Flask, tablet: Browser
) -> None:
    pass_time(31 * MINUTE)
    copies = [tablet.copied() for _one in range(12)]
    answers = {"unlock_code": OTHER_CODE, "csrf_token": tablet.token, "next": ""}

    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda one: one._client.post("/account/unlock", data=answers), copies
            )
        )

    db.session.rollback()
    assert db.session.scalars(select(UserSession.wrong_codes)).one() == 5
    assert db.session.scalars(select(UserSession.ended_at)).one()


def test_a_right_code_makes_the_count_begin_anew(tablet: Browser) -> None:
    for _time in range(2):
        pass_time(31 * MINUTE)
        page = tablet.get("/account/unlock")
        for _try in range(4):
            page = unlock(tablet, page, OTHER_CODE)
        assert unlock(tablet, page, CODE).address == "/"


def test_what_is_no_code_takes_no_try(tablet: Browser) -> None:
    pass_time(31 * MINUTE)
    page = unlock(tablet, tablet.get("/account/unlock"), "407")

    assert page.status == 422
    assert db.session.scalars(select(UserSession.wrong_codes)).one() == 0


def test_what_was_typed_comes_back_after_the_code(tablet: Browser, user: User) -> None:
    form = tablet.get("/hours/new").one("main form")
    pass_time(31 * MINUTE)

    locked = tablet.submit(form, note="Naar de markt met mevrouw.")
    assert locked.status == 401
    assert "markt" not in locked.html
    back = unlock(tablet, locked, CODE)
    page = tablet.submit(back.one("#resume-form"))

    assert "Naar de markt met mevrouw." in page.html


def test_what_was_typed_comes_back_after_the_password_too(
    tablet: Browser, user: User
) -> None:
    form = tablet.get("/hours/new").one("main form")
    pass_time(31 * MINUTE)
    locked = tablet.submit(form, note="Naar de markt met mevrouw.")

    instead = tablet.submit(locked.one("form[action$='/unlock/password']"))
    form = instead.one("#sign-in-form")
    back = tablet.submit(form, email=user.email, password=PASSWORD)
    page = tablet.submit(back.one("#resume-form"))

    assert "Naar de markt met mevrouw." in page.html


def test_another_who_signs_in_instead_gets_nothing_of_it(
    tablet: Browser, user: User
) -> None:
    other = make.user(Role.BOARD, password_hash=cheap_hash(PASSWORD))
    form = tablet.get("/hours/new").one("main form")
    pass_time(31 * MINUTE)
    locked = tablet.submit(form, note="Naar de markt met mevrouw.")

    instead = tablet.submit(locked.one("form[action$='/unlock/password']"))
    form = instead.one("#sign-in-form")
    answer = tablet.submit(form, email=other.email, password=PASSWORD)

    assert answer.address
    assert "markt" not in tablet.follow(answer).html


def test_a_lost_tablet_and_its_code_open_nothing(tablet: Browser, user: User) -> None:
    pass_time(31 * MINUTE)
    page = tablet.get("/account/unlock")

    sessions.report_lost(make.actor(user), user)
    db.session.commit()

    answer = unlock(tablet, page, CODE)
    assert answer.has("#sign-in-form")
    assert db.session.scalars(select(UserSession.code_hash)).one() == ""


def test_another_password_ends_it(tablet: Browser, user: User) -> None:
    sessions.change_password(make.actor(user), user, password_hash="other")
    db.session.commit()

    assert not is_in(tablet)
    assert db.session.scalars(select(UserSession.code_hash)).one() == ""


def test_a_tablet_that_is_used_is_not_locked(tablet: Browser) -> None:
    for _time in range(3):
        pass_time(20 * MINUTE)
        assert is_in(tablet)


def test_on_the_profile_it_says_which_is_the_own_tablet(tablet: Browser) -> None:
    assert "your own tablet" in tablet.get("/account/").text("#sessions")
