from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.organisation.accounts.test_views_users import PASSWORD, keeper
from tests.pages import Browser, Page
from tests.passwords import cheap_hash
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import Invitation, User
from thuis_app.web.idempotency import IdempotencyKey


def press(browser: Browser, user: User, end: str) -> Page:
    page = browser.get(f"/account/users/{user.id}/edit")
    return browser.submit(page.one(f"#content form[action$='{end}']"))


def link_for(browser: Browser, user: User) -> str:
    return press(browser, user, "/invitation").text("#link-text")


def test_an_account_that_ends_is_out_at_once_and_may_come_back(
    sign_in: SignIn,
) -> None:
    someone, browser = make.user(Role.BOARD), sign_in(keeper())
    tablet = sign_in(someone)

    page = browser.get(f"/account/users/{someone.id}/end")
    browser.submit(page.one("form#end-form"))

    assert tablet.get("/account/").status == 303
    assert someone.name in browser.get("/account/users?ended=1").texts(".name")
    assert someone.name not in browser.get("/account/users").texts(".name")

    press(browser, someone, "/let-in")
    assert sign_in(someone).get("/account/").status == 200


def test_a_lost_tablet_is_signed_out(sign_in: SignIn) -> None:
    someone, browser = make.user(Role.BOARD), sign_in(keeper())
    tablet = sign_in(someone)

    answer = press(browser, someone, "/sign-out")

    assert tablet.get("/account/").status == 303
    assert browser.get("/account/").status == 200
    assert "Not signed in anywhere" in browser.follow(answer).text()


def test_a_link_lets_somebody_choose_a_password_once(
    sign_in: SignIn, stranger: Browser
) -> None:
    someone, browser = make.user(Role.BOARD), sign_in(keeper())
    link = link_for(browser, someone)

    page = stranger.get(link)
    form = page.one("#password-form")
    stranger.submit(form, password=PASSWORD, again=PASSWORD)

    assert page.status == 200
    assert someone.password_hash
    assert stranger.get(link).status == 404


def test_the_link_is_kept_nowhere(sign_in: SignIn) -> None:
    someone, browser = make.user(Role.BOARD), sign_in(keeper())

    key = link_for(browser, someone).rsplit("/", 1)[1]

    assert key not in browser.get(f"/account/users/{someone.id}/edit").html
    kept = db.session.scalars(select(Invitation)).one()
    assert kept.key_hash != key
    assert not [
        row for row in db.session.scalars(select(IdempotencyKey)) if key in row.page
    ]


def test_a_new_link_ends_the_old_one(sign_in: SignIn, stranger: Browser) -> None:
    someone, browser = make.user(Role.BOARD), sign_in(keeper())

    old, new = link_for(browser, someone), link_for(browser, someone)

    assert stranger.get(old).status == 404
    assert stranger.get(new).status == 200


def test_the_link_of_an_account_that_ended_is_dead(
    sign_in: SignIn, stranger: Browser
) -> None:
    someone, browser = make.user(Role.BOARD), sign_in(keeper())
    link = link_for(browser, someone)

    page = browser.get(f"/account/users/{someone.id}/end")
    browser.submit(page.one("form#end-form"))

    assert stranger.get(link).status == 404
    press(browser, someone, "/let-in")
    assert stranger.get(link).status == 404


def test_the_keys_of_the_board_are_as_somebody_chose(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator(password_hash=cheap_hash(PASSWORD)))
    page = browser.get("/account/")
    assert page.one("body")["data-keys"] == "on"

    browser.submit(page.one("form[action$='/keys']"))

    assert browser.get("/account/").one("body")["data-keys"] == "off"


def test_a_link_accepted_in_the_browser_of_another_ends_that_session(
    sign_in: SignIn,
) -> None:
    someone, browser = make.user(Role.BOARD), sign_in(keeper())
    link, cookie = link_for(browser, someone), browser.cookie("thuis")

    form = browser.get(link).one("#password-form")
    browser.submit(form, password=PASSWORD, again=PASSWORD)

    assert browser.get("/account/").status == 303
    browser.has_cookie("thuis", cookie)
    assert browser.get("/account/").status == 303


def test_ones_own_link_accepted_while_signed_in_ends_that_session(
    sign_in: SignIn,
) -> None:
    user = keeper()
    browser = sign_in(user)
    link, cookie = link_for(browser, user), browser.cookie("thuis")

    form = browser.get(link).one("#password-form")
    done = browser.submit(form, password=PASSWORD, again=PASSWORD)

    assert done.address == "/account/sign-in"
    browser.has_cookie("thuis", cookie)
    assert browser.get("/account/").status == 303


def test_signing_in_over_another_session_ends_that_one(
    sign_in: SignIn, stranger: Browser
) -> None:
    """As with two pages of the sign-in open, the second used later."""
    someone = make.user(Role.BOARD, password_hash=cheap_hash(PASSWORD))
    browser = sign_in(keeper())
    cookie, token = browser.cookie("thuis"), browser.token
    answers = {"csrf_token": token, "email": someone.email, "password": PASSWORD}

    done = browser.post("/account/sign-in", answers)

    assert done.address == "/"
    assert browser.get("/account/").status == 200
    browser.has_cookie("thuis", cookie)
    assert browser.get("/account/").status == 303
