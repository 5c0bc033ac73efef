"""The pages of Thuis in a browser that keeps a day, and what they never keep."""

from playwright.sync_api import BrowserContext, expect

from tests.browser.tablets import AppServer, left, opened, sent, sign_in
from tests.browser.visitor import Visitor


def test_a_browser_that_cannot_says_so_politely(
    server: AppServer, tablet: BrowserContext
) -> None:
    tablet.add_init_script("delete Navigator.prototype.serviceWorker;")
    page = tablet.new_page()
    sign_in(page, "grietje")

    expect(page.locator("[data-part=cannot]")).to_be_visible()
    Visitor(page).check()


def test_an_icon_and_a_name_can_be_put_on_the_start_screen(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = opened(tablet)
    session = tablet.new_cdp_session(page)

    found = session.send("Page.getAppManifest")
    faults = session.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert found["errors"] == [] and found["url"].endswith("/manifest.webmanifest")
    assert [f for f in faults if f["errorId"] != "in-incognito"] == []


def test_who_is_on_the_page_of_a_visit_keeps_what_was_typed(
    server: AppServer, tablet: BrowserContext
) -> None:
    visit = server.visit("grietje", "Ploeg")
    page = opened(tablet)
    page.goto(f"/visits/{visit.id}/report")
    expect(page.locator("#report-form[data-is-watched]")).to_have_count(1)
    page.get_by_label("Fijn").check()
    tablet.set_offline(True)
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill("Net weg.")

    page.get_by_role("button", name="Verslag versturen").click()

    expect(page.locator("h1")).to_have_text("Je dag zonder internet")
    sent(page)
    assert [report.note for report in server.reports()] == ["Net weg."]


def test_a_worry_is_never_kept_on_a_tablet(
    server: AppServer, tablet: BrowserContext
) -> None:
    visit = server.visit("grietje", "Ploeg")
    page = opened(tablet)
    page.goto(f"/visits/{visit.id}/report")
    expect(page.locator("#report-form[data-is-watched]")).to_have_count(1)
    page.get_by_label("Fijn").check()
    page.get_by_label("Ja, een beetje").check()
    page.get_by_label("Wat zag of hoorde je?").fill("Blauwe plek.")
    tablet.set_offline(True)

    page.get_by_role("button", name="Verslag versturen").click()

    expect(page.locator("[data-part=worried]")).to_be_visible()
    expect(page.get_by_label("Wat zag of hoorde je?")).to_have_value("Blauwe plek.")
    assert left(page) == 0
