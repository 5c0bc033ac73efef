"""Who leaves a tablet leaves nothing to read, and what was written still arrives."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.tablets import (
    AppServer,
    begin,
    left,
    open_day,
    opened,
    sent,
    sign_in,
    until,
    without,
    write,
)
from tests.browser.visitor import Visitor
from thuis_app.core.database import db
from thuis_app.visiting.offline.rules import UploadReason, UploadState
from thuis_app.visiting.visit_reports.models import VisitDraft

READABLE = """async () => {
  const rows = await Promise.all(["visits", "drafts", "keys", "settings"].map((name) =>
    tablet.store.transaction([name], "readonly", (store) => store.getAll())));
  return rows.map((found) => found.filter((one) => one !== null).length);
}"""


def in_the_way(page: Page) -> None:
    """There is network, but reports do not get through."""
    page.context.route("**/tablet/reports", lambda route: route.abort())


def out_of_the_way(page: Page) -> None:
    page.context.unroute("**/tablet/reports")


def with_one_unsent(server: AppServer, tablet: BrowserContext) -> Page:
    """The day of somebody who wrote without network, and whose report does not go."""
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    in_the_way(page)
    write(page, 0, "Ze zong.")
    tablet.set_offline(False)
    page.goto("/")
    expect(page.locator("[data-part=unsent]")).to_contain_text("1 verslag is nog niet")
    return page


def test_signing_out_sends_first_what_is_not_sent(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = with_one_unsent(server, tablet)
    out_of_the_way(page)

    page.get_by_role("button", name="Afmelden").click()

    expect(page.get_by_text("Je bent afgemeld.")).to_be_visible()
    assert [report.note for report in server.reports()] == ["Ze zong."]


def test_signing_out_with_unsent_reports_warns_and_keeps_them(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = with_one_unsent(server, tablet)

    page.get_by_role("button", name="Afmelden").click()

    expect(page.locator("[data-part=leaving]")).to_contain_text("1 verslag is nog niet")
    expect(page.locator("#tablet-leaving")).to_be_focused()
    Visitor(page).check()
    page.get_by_role("button", name="Toch afmelden").click()
    expect(page.get_by_text("Je bent afgemeld.")).to_be_visible()
    assert left(page) == 1
    assert page.evaluate(READABLE) == [0, 0, 0, 0]

    out_of_the_way(page)
    sign_in(page, "grietje")
    page.goto("/")
    until(page, "tablet.store.countAll().then((left) => left === 0)")
    assert [report.note for report in server.reports()] == ["Ze zong."]


def test_staying_sends_them_first(server: AppServer, tablet: BrowserContext) -> None:
    page = with_one_unsent(server, tablet)
    page.get_by_role("button", name="Afmelden").click()
    expect(page.locator("[data-part=leaving]")).to_be_visible()
    out_of_the_way(page)

    page.get_by_role("button", name="Blijven, en eerst versturen").click()

    expect(page.locator("[data-part=unsent]")).to_be_hidden()
    assert len(server.reports()) == 1


def test_what_was_being_written_when_somebody_signs_out_goes_on_in_thuis(
    server: AppServer, tablet: BrowserContext
) -> None:
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    begin(page, "Halverwege")
    tablet.set_offline(False)
    page.goto("/")

    page.get_by_role("button", name="Afmelden").click()

    expect(page.get_by_text("Je bent afgemeld.")).to_be_visible()
    [row] = server.rows()
    assert (row.state, row.reason) == (UploadState.HANDED_BACK, UploadReason.UNFINISHED)
    assert "Halverwege" in db.session.query(VisitDraft).one().answers


def test_another_user_sees_and_sends_nothing(
    server: AppServer, tablet: BrowserContext
) -> None:
    server.visit("grietje", "Ploeg")
    server.visit("grietje", "Smit")
    server.visit("roelie", "Boer")
    page = opened(tablet)
    without(tablet, page)
    in_the_way(page)
    write(page, 0, "Van Grietje.")
    begin(page, "Ook van Grietje.")
    tablet.clear_cookies(name="thuis")
    tablet.set_offline(False)

    sign_in(page, "roelie")
    open_day(page)

    expect(page.locator("[data-part=unsent]")).to_be_hidden()
    assert page.evaluate(READABLE) == [1, 0, 1, 2]
    out_of_the_way(page)
    page.evaluate("tablet.send({ first: true })")
    assert server.rows() == [] and left(page) == 2
    without(tablet, page)
    expect(page.locator("#visits article")).to_have_count(1)
    expect(page.locator("#unsent")).to_be_hidden()

    tablet.clear_cookies(name="thuis")
    tablet.set_offline(False)
    sign_in(page, "grietje")
    page.goto("/")
    sent(page)
    roelie = server.users["roelie"].id
    assert [row.user_id == roelie for row in server.rows()] == [False, False]
    assert [report.note for report in server.reports()] == ["Van Grietje."]


def test_somebody_without_a_tablet_of_her_own_clears_it_too(
    server: AppServer, tablet: BrowserContext
) -> None:
    """A coordinator has no day here, and still leaves none of another."""
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    tablet.clear_cookies(name="thuis")

    sign_in(page, "marijke")

    until(page, f"({READABLE})().then((found) => found.slice(0, 3).join() === '0,0,0')")


def test_a_tablet_that_lost_its_reports_says_so_loudly(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = with_one_unsent(server, tablet)
    empty = "(store) => { store.clear(); return null; }"
    page.evaluate(f"tablet.store.transaction(['outbox'], 'readwrite', {empty})")

    page.reload()

    expect(page.locator("[data-part=missing]")).to_contain_text("1 verslag dat op deze")
    Visitor(page).check()
