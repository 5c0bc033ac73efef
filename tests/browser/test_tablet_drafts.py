"""A report that is being written without network: kept as it stands, and no longer."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.tablets import AppServer, opened, without

# A tablet that takes a while to encrypt what is being written; a finished report goes
# at once.
SLOWLY = """() => {
  const { encrypt } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.encrypt = function (how, ...what) {
    const about = new TextDecoder().decode(how.additionalData);
    const pause = about.startsWith("draft") ? 1000 : 0;
    return new Promise((done) => {
      setTimeout(() => done(encrypt.call(this, how, ...what)), pause);
    });
  };
}"""
# The first encryption alone takes its time, so that the next overtakes it.
FIRST_SLOWLY = """() => {
  const { encrypt } = SubtleCrypto.prototype;
  SubtleCrypto.prototype.encrypt = function (...what) {
    SubtleCrypto.prototype.encrypt = encrypt;
    return new Promise((done) => {
      setTimeout(() => encrypt.apply(this, what).then(done), 1500);
    });
  };
}"""
PUT_ASIDE = """() => {
  window.setTimeout = () => 1;
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
}"""
DRAFTS = """async () => {
  const owner = await tablet.store.setting("owner");
  return (await tablet.store.all("drafts", owner)).length;
}"""


def at_the_form(server: AppServer, tablet: BrowserContext) -> Page:
    """The report of the one visit of the day, opened without network."""
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    page.get_by_role("button", name="Verslag schrijven").click()
    return page


def begun_anew(page: Page) -> Locator:
    """Open the page once more, and the report that was begun in it."""
    page.reload()
    expect(page.locator("[data-begun]").first).to_be_visible()
    page.get_by_role("button", name="Verslag schrijven").click()
    return page.get_by_label("Vertel in een paar zinnen hoe het was")


def test_what_is_being_written_survives_a_reload(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    page.get_by_label("Gewoon").check()
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill("Halverwege")
    expect(page.locator("#kept")).to_contain_text("Bewaard op deze tablet om")

    expect(begun_anew(page)).to_have_value("Halverwege")
    expect(page.get_by_label("Gewoon")).to_be_checked()


@pytest.mark.parametrize("pace", [SLOWLY, FIRST_SLOWLY])
def test_what_is_said_to_be_kept_are_the_last_words(
    server: AppServer, tablet: BrowserContext, pace: str
) -> None:
    page = at_the_form(server, tablet)
    page.evaluate(pace)
    page.get_by_label("Gewoon").check()
    page.wait_for_timeout(600)
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill("Halverwege")
    expect(page.locator("#kept")).to_contain_text("Bewaard op deze tablet om")
    if pace == FIRST_SLOWLY:
        page.wait_for_timeout(1500)

    expect(begun_anew(page)).to_have_value("Halverwege")


def test_what_is_being_written_is_kept_when_the_tablet_is_put_aside(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    page.evaluate(PUT_ASIDE)
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill("Halverwege")
    expect(page.locator("#kept")).not_to_contain_text("Bewaard")

    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(page.locator("#kept")).to_contain_text("Bewaard op deze tablet om")
    expect(begun_anew(page)).to_have_value("Halverwege")


def test_a_report_that_was_only_looked_at_is_not_begun(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    page.locator("#form-back").click()

    expect(page.locator("#visits article")).to_be_visible()
    expect(page.locator("[data-begun]").first).to_be_hidden()
    assert page.evaluate(DRAFTS) == 0


def test_a_report_that_is_finished_while_it_is_kept_leaves_no_draft(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    page.evaluate(SLOWLY)
    page.get_by_label("Gewoon").check()
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill("Bijna klaar")
    page.wait_for_timeout(600)

    page.get_by_role("button", name="Klaar, verstuur straks").click()
    expect(page.locator("#finished")).to_be_visible()
    page.wait_for_timeout(1500)

    assert page.evaluate(DRAFTS) == 0
