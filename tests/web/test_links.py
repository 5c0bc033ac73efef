"""Where Thuis is found: behind proxies of every kind, and never by the Host header."""

from pathlib import Path

import pytest
from flask import Flask, request

from tests import make
from tests.conftest import ADDRESS, set_installed
from tests.pages import Browser, Page, filled
from tests.passwords import cheap_hash
from thuis_app import create_app
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User

PASSWORD = "licht in het dorp"
OLD_SAFARI = {"Origin": "null"}
MODERN = {"Sec-Fetch-Site": "same-origin", "Origin": ADDRESS}
PROXIES: dict[str, dict[str, str]] = {
    "says https, passes Host on": {
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.7",
        "Host": "thuis.example.org",
    },
    "passes Host on": {"Host": "thuis.example.org"},
    "says https": {"X-Forwarded-Proto": "https"},
    "says nothing": {"Host": "127.0.0.1:8000"},
    "says http": {"X-Forwarded-Proto": "http", "Host": "127.0.0.1:8000"},
}


@pytest.fixture
def user(production: Flask) -> User:
    return make.user(Role.BOARD, password_hash=cheap_hash(PASSWORD))


def try_sign_in(browser: Browser, user: User, **headers: str) -> Page:
    form = browser.get("/account/sign-in", headers=headers).one("#sign-in-form")
    answers = filled(form)
    answers["email"], answers["password"] = user.email, PASSWORD
    return browser.post(str(form["action"]), answers, headers=headers)


@pytest.mark.parametrize("proxy", PROXIES.values(), ids=PROXIES)
@pytest.mark.parametrize("says", [MODERN, OLD_SAFARI, {"Origin": ADDRESS}, {}])
def test_one_signs_in_behind_every_proxy_with_every_browser(
    production: Flask, user: User, proxy: dict[str, str], says: dict[str, str]
) -> None:
    answer = try_sign_in(Browser(production), user, **proxy, **says)

    assert (answer.status, answer.address) == (303, "/")


@pytest.mark.parametrize(
    "says",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": ADDRESS},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://thuis.example.org"},
        {"Origin": "https://thuis.example.org:8443"},
        {"Origin": "http://127.0.0.1:8000", "Host": "127.0.0.1:8000"},
        {"Origin": "http://localhost", "Host": "localhost"},
    ],
)
def test_what_another_site_sends_is_refused(
    production: Flask, user: User, says: dict[str, str]
) -> None:
    assert try_sign_in(Browser(production), user, **says).status == 400


def test_a_browser_that_hides_its_origin_needs_the_token(
    production: Flask, user: User
) -> None:
    browser = Browser(production)
    answers = {"email": user.email, "password": PASSWORD}

    forged = browser.post("/account/sign-in", answers, headers=OLD_SAFARI)
    answers["csrf_token"] = Browser(production).token
    anothers = browser.post("/account/sign-in", answers, headers=OLD_SAFARI)

    assert (forged.status, anothers.status) == (400, 400)


@pytest.mark.parametrize(
    "host", ["evil.example", "thuis.example.org.evil.example", "192.0.2.1", "[::1]"]
)
def test_an_unknown_host_gets_a_plain_page(production: Flask, host: str) -> None:
    for path in ("/", "/account/sign-in", "/nowhere", "/health"):
        answer = Browser(production).get(path, headers={"Host": host})

        assert answer.status == 400
        assert answer.text("h1") == "Op dit adres is Thuis niet te vinden"
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.has("link, script, form")


@pytest.mark.parametrize(
    "host", ["thuis.example.org", "thuis.example.org:443", "localhost:8000"]
)
def test_a_known_host_is_answered(production: Flask, host: str) -> None:
    assert (
        Browser(production).get("/account/sign-in", headers={"Host": host}).status
        == 200
    )


def test_while_trying_out_only_this_machine_is_answered(stranger: Browser) -> None:
    assert (
        stranger.get("/account/sign-in", headers={"Host": "127.0.0.1:8000"}).status
        == 200
    )
    assert (
        stranger.get("/account/sign-in", headers={"Host": "evil.example"}).status == 400
    )


def test_links_begin_with_the_address_whatever_the_host(production: Flask) -> None:
    area = make.area()
    volunteer = make.volunteer(area)
    wanted = (
        (make.user(Role.ADMINISTRATOR), f"/account/users/{volunteer.id}/edit"),
        (make.coordinator(area), f"/volunteers/{volunteer.id}"),
        (volunteer, "/visits/feed"),
    )
    for user, page in wanted:
        make.factor(user)
        browser = Browser(production, user)
        (form,) = browser.get(page).soup.select(
            "form[action$='/invitation'], form[action='/visits/feed']"
        )
        link = browser.submit(form).text("textarea[readonly]")

        assert link.startswith((f"{ADDRESS}/account/", f"{ADDRESS}/visits/"))


def test_a_command_prints_the_whole_link(production: Flask) -> None:
    begin = ["accounts", "begin", "--name", "Joël Huis", "--email", "j@example.org"]

    with production.app_context():
        answer = production.test_cli_runner().invoke(args=begin)

    assert f" {ADDRESS}/account/invitation/" in answer.output


@pytest.mark.parametrize(
    ("proxies", "client"),
    [("0", "127.0.0.1"), ("1", "192.0.2.7"), ("2", "203.0.113.9")],
)
def test_as_many_proxies_are_believed_as_there_are(
    app: Flask,
    database: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    proxies: str,
    client: str,
) -> None:
    set_installed(monkeypatch, app, tmp_path)
    monkeypatch.setenv("THUIS_PROXIES", proxies)
    found: Flask = create_app()
    seen: list[tuple[str | None, str]] = []
    found.before_request(lambda: seen.append((request.remote_addr, request.scheme)))

    forwarded = {"X-Forwarded-For": "203.0.113.9, 192.0.2.7"}
    found.test_client().get("/health", headers=forwarded)
    with found.app_context():
        db.engine.dispose()

    assert seen == [(client, "https")]
