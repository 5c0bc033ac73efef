"""A real installation behind a proxy that ends TLS, with browsers old and new."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import make
from tests.browser import tablets
from tests.browser.serving import PASSWORD, free_port, real
from tests.browser.tablets import (
    AppServer,
    opened,
    sent,
    sign_in,
    until,
    without,
    write,
)
from tests.browser.tls import Certificate, Manners, Proxy, tls_in_front_of
from tests.browser.visitor import give_code
from thuis_app.core.actors import Role
from thuis_app.core.secrets import hash_password
from thuis_app.organisation.accounts.models import User

ELSEWHERE = "https://localhost:4430/"
CHOSEN = "vier gewone woorden hier"
UNSAID = Manners(says_https=False, passes_host=False)
VARIANTS: dict[str, tuple[Manners, bool]] = {
    "said": (Manners(), True),
    "unsaid": (UNSAID, True),
    "unsaid, no script": (UNSAID, False),
    "old Safari": (Manners(is_old_safari=True), True),
    "old Safari, no script": (Manners(is_old_safari=True), False),
}
STORED = """async () => [
  ...(await indexedDB.databases()).map((one) => one.name),
  ...await caches.keys(),
  ...Object.keys(localStorage),
  ...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
]"""


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, certificate: Certificate
) -> Iterator[tuple[AppServer, Proxy]]:
    """A real installation and the proxy in front of it."""
    folder, port = tmp_path_factory.mktemp("real"), free_port()
    with (
        tablets.served_application(folder, real(port)) as server,
        tls_in_front_of(server.address, port, certificate) as proxy,
    ):
        server.address = f"https://localhost:{port}"
        with server.written():
            keeper = make.user(Role.ADMINISTRATOR, name="Beheer", language="nl")
            keeper.email = "beheer@thuis.example"
            keeper.password_hash = hash_password(PASSWORD)
        yield server, proxy


@pytest.fixture
def at_home(address: tuple[AppServer, Proxy], browser: Browser) -> Iterator[Any]:
    """Open a browser of a user: `at_home(java_script_enabled=False)`."""
    server, proxy = address
    server.clear()
    contexts: list[BrowserContext] = []

    def open_one(**more: Any) -> BrowserContext:
        contexts.append(browser.new_context(**tablets.screen(server), **more))
        return contexts[-1]

    yield open_one
    proxy.manners = Manners()
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("manners", "has_script"), VARIANTS.values(), ids=VARIANTS)
def test_somebody_is_invited_reports_and_signs_out(
    address: tuple[AppServer, Proxy],
    at_home: Any,
    manners: Manners,
    has_script: bool,
) -> None:
    server, proxy = address
    proxy.manners = manners
    someone = newcomer(server)
    link = link_for(at_home(java_script_enabled=has_script).new_page(), someone)
    visit = server.visit(someone.email.partition("@")[0], "Ploeg")
    page = at_home(java_script_enabled=has_script).new_page()

    assert link.startswith(f"{server.address}/account/invitation/")
    page.goto(link)
    page.get_by_label("Nieuw wachtwoord").fill(CHOSEN)
    page.get_by_label("Nog een keer hetzelfde").fill(CHOSEN)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Je wachtwoord is gekozen")).to_be_visible()
    page.get_by_label("E-mailadres").fill(someone.email)
    page.get_by_label("Wachtwoord").fill(CHOSEN)
    page.get_by_role("button", name="Aanmelden", exact=True).click()
    expect(page.get_by_role("button", name="Afmelden")).to_be_visible()
    page.goto(f"/visits/{visit.id}/report")
    page.get_by_label("Fijn").first.check()
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill("Ze zong.")
    page.get_by_role("button", name="Verslag versturen").click()
    expect(page.get_by_text("Je verslag is verstuurd")).to_be_visible()
    assert [report.note for report in server.reports()] == ["Ze zong."]

    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_text("Je bent afgemeld.")).to_be_visible()
    page.goto("/my-day")
    expect(page.locator("#sign-in-form")).to_be_visible()


def test_the_browser_holds_no_cookie_that_another_host_could_read(
    address: tuple[AppServer, Proxy], at_home: Any
) -> None:
    server, _proxy = address
    server.visit("grietje", "Ploeg")
    context = at_home()
    opened(context)

    kept = context.cookies()
    names = {"__Host-thuis", "__Host-thuis-device", "__Host-thuis-tablet"}
    names |= {"__Host-thuis-device-use"}
    assert {cookie["name"] for cookie in kept} == names
    for cookie in kept:
        assert cookie["secure"] and cookie["httpOnly"]
        assert (cookie["sameSite"], cookie["path"]) == ("Lax", "/")


def test_an_encrypted_report_is_sent_later_over_https(
    address: tuple[AppServer, Proxy], at_home: Any
) -> None:
    server, _proxy = address
    server.visit("grietje", "Ploeg")
    context = at_home()
    page = opened(context)
    scope = "navigator.serviceWorker.ready.then((one) => one.scope)"
    assert page.evaluate(scope) == f"{server.address}/"

    without(context, page)
    write(page, 0, "Ze zong.")
    assert server.reports() == []
    sent(page)

    assert [report.note for report in server.reports()] == ["Ze zong."]


def test_signing_out_over_https_empties_the_browser(
    address: tuple[AppServer, Proxy], at_home: Any
) -> None:
    server, _proxy = address
    server.visit("grietje", "Ploeg")
    page = opened(at_home())
    assert len(page.evaluate(STORED)) >= 3

    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_text("Je bent afgemeld.")).to_be_visible()

    until(page, f"({STORED})().then((stored) => stored.length === 0)")


def test_a_form_on_another_site_does_nothing(
    address: tuple[AppServer, Proxy], at_home: Any
) -> None:
    """On the same machine and another port, so that cookies do travel."""
    server, proxy = address
    context = at_home()
    page = context.new_page()
    html = forged(server)
    page.route(
        ELSEWHERE, lambda route: route.fulfill(body=html, content_type="text/html")
    )
    sign_in(page, "grietje")
    for manners in (Manners(), Manners(is_old_safari=True)):
        proxy.manners = manners
        page.goto(ELSEWHERE)
        with page.expect_navigation():
            page.get_by_role("button").click()

        expect(page.get_by_text("Dit kwam niet goed over")).to_be_visible()
    page.goto("/account/")
    expect(page.get_by_role("button", name="Overal afmelden")).to_be_visible()


def newcomer(server: AppServer) -> User:
    """A user without a password yet."""
    with server.written():
        user = make.volunteer(server.area, language="nl")
    name = user.email.partition("@")[0]
    server.users[name] = user
    return user


def link_for(page: Page, user: User) -> str:
    sign_in(page, "beheer")
    give_code(page, "beheer")
    page.goto(f"/account/users/{user.id}/edit")
    page.get_by_role("button", name="Link maken").first.click()
    return page.locator("#link-text").input_value()


def forged(server: AppServer) -> str:
    """A page of another site that would sign out who opens it."""
    action = f"{server.address}/account/sign-out"
    return f'<form method="post" action="{action}"><button>Win!</button></form>'
