"""What every answer says about itself, and what every cookie is."""

from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core.actors import Role
from thuis_app.web.headers import ALWAYS

HEARD_WHILE_VISITING = {"email": "somebody@example.org", "password": "not this one"}


def assert_guarded(page: Page) -> None:
    """The headers that forbid what we do not use, and every kind of keeping."""
    assert {name: page.headers.get(name) for name in ALWAYS} == ALWAYS
    assert page.headers["Cache-Control"] == "no-store"
    assert {"HX-Request", "Cookie"} <= set(page.headers["Vary"].split(", "))


def test_the_policy_allows_nothing_unsafe() -> None:
    policy = ALWAYS["Content-Security-Policy"]

    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("htmx", [False, True])
def test_a_page_is_guarded_whatever_its_answer(sign_in: SignIn, htmx: bool) -> None:
    area = make.area()
    browser = sign_in(make.coordinator(area))
    contact = make.contact(area=area)
    people = browser.get("/people/", htmx=htmx)
    form = browser.get(f"/people/{contact.id}/edit").one("#person-form")
    refused = browser.submit(form, htmx=htmx, last_name="")
    browser.submit(form, last_name="Smit")
    form.select("[name=form_key]")[0]["value"] = "another"
    missing = browser.get("/people/4711", htmx=htmx)
    denied = browser.get("/areas/", htmx=htmx)
    done = browser.submit(browser.get("/account/").one("form[action$=keys]"), htmx=htmx)

    assert (people.status, missing.status, denied.status) == (200, 404, 403)
    assert refused.status == 422
    assert done.address
    for page in (people, refused, missing, denied, done):
        assert_guarded(page)


def test_a_conflict_is_guarded(sign_in: SignIn) -> None:
    area = make.area()
    browser, contact = sign_in(make.coordinator(area)), make.contact(area=area)
    early, late = (
        browser.get(f"/people/{contact.id}/edit").one("#person-form")
        for _time in range(2)
    )
    browser.submit(early, last_name="Smit")
    page = browser.submit(late, last_name="Smid")

    assert page.status == 409
    assert_guarded(page)


def test_every_page_asks_for_a_session(stranger: Browser) -> None:
    away = stranger.get("/people/")
    forged = stranger.post("/account/sign-in", HEARD_WHILE_VISITING)

    assert (away.status, forged.status) == (303, 400)
    for page in (away, forged, stranger.get("/health"), stranger.get("/nowhere")):
        assert_guarded(page)


def cookies(client: FlaskClient) -> SimpleCookie:
    """The cookies that the page to sign in sets."""
    found = SimpleCookie()
    for line in client.get("/account/sign-in").headers.getlist("Set-Cookie"):
        found.load(line)
    return found


def test_no_script_and_no_other_site_gets_a_cookie(app: Flask, database: None) -> None:
    given = cookies(app.test_client())

    assert {"thuis", "thuis-device"} == set(given)
    for cookie in given.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax"
        assert cookie["path"] == "/" and not cookie["domain"]


@pytest.fixture
def real(production: Flask) -> Browser:
    """The browser of a user of a real installation."""
    return Browser(production, make.user(Role.BOARD))


def test_in_production_every_cookie_is_bound_to_this_host(
    production: Flask, sign_in: SignIn
) -> None:
    given = cookies(production.test_client())
    area = make.area()
    tablet = Browser(production, make.volunteer(area))
    given.load(tablet.get("/tablet/day").headers["Set-Cookie"])

    expected = {"__Host-thuis", "__Host-thuis-device", "__Host-thuis-tablet"}
    assert set(given) == expected
    for name, cookie in given.items():
        assert name.startswith("__Host-")
        assert cookie["secure"] and cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/" and not cookie["domain"]


def test_in_production_a_cookie_that_a_neighbour_planted_is_not_read(
    production: Flask,
) -> None:
    client = production.test_client()
    client.set_cookie("thuis-device", "planted")
    client.set_cookie("thuis", "planted")

    assert {"__Host-thuis", "__Host-thuis-device"} == set(cookies(client))


def test_in_production_every_answer_asks_for_encryption(
    production: Flask, real: Browser
) -> None:
    page = real.get("/account/sign-in")
    style = real.get("/account/").tree.css_first("link[rel=stylesheet]")
    assert style is not None
    answers = (
        page,
        real.get("/account/"),
        real.get("/account/", htmx=True),
        real.get("/nowhere"),
        real.get("/areas/"),
        real.post("/account/keys", {}),
        real.get("/", headers={"Host": "evil.example"}),
        real.get(str(style.attributes["href"])),
        real.get("/static/nowhere.css"),
    )

    assert {answer.status for answer in answers} == {200, 303, 400, 403, 404}
    for answer in answers:
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS


def test_in_production_what_is_not_a_static_file_is_kept_nowhere(
    production: Flask, real: Browser
) -> None:
    for path in ("/account/", "/nowhere", "/static/nowhere.css", "/health"):
        assert real.get(path).headers["Cache-Control"] == "no-store", path
    away = Browser(production).get("/account/", headers={"Host": "evil.example"})
    assert_guarded(away)


def test_nothing_stays_in_the_browser_after_signing_out(sign_in: SignIn) -> None:
    browser = sign_in(make.user(Role.BOARD))
    form = browser.get("/account/").soup.select("form[action$=sign-out]")[0]

    assert "storage" in browser.submit(form).headers["Clear-Site-Data"]
