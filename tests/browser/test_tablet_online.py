"""The report form on a page of the server, while the network comes and goes."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.tablets import AppServer, left, opened, sent, until, without
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import UserSession
from thuis_app.visiting.visit_reports.models import VisitDraft

GATEWAY = "<html><body><h1>Bad Gateway</h1><hr>nginx</body></html>"
PORTAL = "<!doctype html><title>Wifi</title><h1>Welcome to free wifi</h1>"
NOTE = "Vertel in een paar zinnen hoe het was"
WORDS = "Ze vertelde over haar broer."


def at_the_form(server: AppServer, tablet: BrowserContext) -> Page:
    """The report of the one visit of the day, opened with network."""
    visit = server.visit("grietje", "Ploeg")
    page = opened(tablet)
    page.goto(f"/visits/{visit.id}/report")
    expect(page.locator("#report-form[data-is-watched]")).to_have_count(1)
    return page


def end_sessions(server: AppServer) -> None:
    with server.written():
        db.session.query(UserSession).update({"ended_at": clock.now()})


def note(page: Page) -> Locator:
    return page.get_by_label(NOTE)


def send(page: Page) -> None:
    page.get_by_role("button", name="Verslag versturen").click()


def without_answer(page: Page, **answer: object) -> None:
    """Whatever is posted is answered so, by somebody else."""

    def handle(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(**answer)  # type: ignore[arg-type] # a status and a body
        else:
            route.continue_()

    page.route("**/*", handle)


def test_what_only_arrives_as_input_is_saved_and_the_line_is_true(
    server: AppServer, tablet: BrowserContext
) -> None:
    """Dictation, paste from a menu and suggestions press no key."""
    page = at_the_form(server, tablet)
    note(page).fill("Eerste")
    expect(page.locator("#saved")).to_contain_text("Bewaard om")
    note(page).focus()

    page.evaluate("document.execCommand('insertText', false, ' en tweede')")

    expect(page.locator("#saved")).not_to_contain_text("Bewaard", timeout=1500)
    expect(page.locator("#saved")).to_contain_text("Bewaard om")
    db.session.rollback()
    assert "en tweede" in db.session.query(VisitDraft).one().answers


def test_an_autosave_after_the_session_ended_leaves_the_page(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    end_sessions(server)

    note(page).fill(WORDS)

    expect(page.locator("#saved")).to_contain_text("Je bent afgemeld.")
    expect(page.locator("#saved")).to_contain_text("Bewaard op deze tablet om")
    expect(note(page)).to_have_value(WORDS)
    page.locator("#saved").get_by_role("button", name="Aanmelden", exact=True).click()
    over = page.get_by_role("dialog")
    over.get_by_label("E-mailadres").fill("grietje@thuis.example")
    over.get_by_label("Wachtwoord").fill("licht in het dorp")
    over.get_by_role("button", name="Aanmelden en doorgaan").click()
    expect(page.locator("#saved")).to_contain_text("Bewaard om")
    page.get_by_label("Fijn").check()
    send(page)
    expect(page.locator("h1")).to_contain_text("Dank")
    assert [report.note for report in server.reports()] == [WORDS]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, "body": GATEWAY},
        {"status": 504},
        {"status": 200, "body": PORTAL},
    ],
    ids=["502", "504", "a portal"],
)
def test_a_report_that_nobody_answers_is_kept_and_sent_later(
    server: AppServer, tablet: BrowserContext, answer: dict[str, object]
) -> None:
    page = at_the_form(server, tablet)
    without_answer(page, **answer)
    page.get_by_label("Fijn").check()
    note(page).fill(WORDS)

    send(page)

    expect(page.locator("#finished")).to_be_visible()
    expect(page.locator("#finished")).to_contain_text("Bewaard op deze tablet.")
    expect(page.get_by_role("button", name="Verslag schrijven")).to_have_count(0)
    page.unroute("**/*")
    until(
        page, "tablet.send().then(() => tablet.store.countAll()).then((n) => n === 0)"
    )
    expect(page.locator("#sent")).to_contain_text(
        "Je verslag over T.P. is verstuurd om"
    )
    assert [report.note for report in server.reports()] == [WORDS]


def test_what_was_written_after_the_network_went_is_on_both_sides(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    address = page.url
    note(page).fill("Met internet.")
    expect(page.locator("#saved")).to_contain_text("Bewaard om")
    tablet.set_offline(True)
    note(page).fill(WORDS)
    expect(page.locator("#saved")).to_contain_text("Bewaard op deze tablet om")

    page.goto("/")
    expect(page.locator("[data-begun]").first).to_be_visible()
    page.get_by_role("button", name="Verslag schrijven").click()
    expect(note(page)).to_have_value(WORDS)

    tablet.set_offline(False)
    page.goto(address)
    expect(note(page)).to_have_value(WORDS)
    expect(page.locator("[data-part=found]")).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("Bewaard om")
    db.session.rollback()
    assert WORDS in db.session.query(VisitDraft).one().answers


def test_what_the_server_has_is_there_without_network_and_the_newer_wins(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    note(page).fill("Met internet.")
    expect(page.locator("#saved")).to_contain_text("Bewaard om")
    until(
        page,
        "tablet.store.owners().then(([one]) => tablet.store.all('drafts', one))"
        ".then((rows) => rows.length === 1)",
    )

    without(tablet, page)
    page.get_by_role("button", name="Verslag schrijven").click()

    expect(note(page)).to_have_value("Met internet.")


def test_a_report_sent_without_network_asks_for_no_second(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    page.get_by_label("Fijn").check()
    note(page).fill(WORDS)
    tablet.set_offline(True)

    send(page)

    expect(page.locator("#finished")).to_be_visible()
    expect(page.locator("#finished")).to_contain_text("Bewaard op deze tablet.")
    expect(page.get_by_role("button", name="Verslag schrijven")).to_have_count(0)
    tablet.set_offline(False)
    expect(page.locator("#sent")).to_contain_text(
        "Je verslag over T.P. is verstuurd om"
    )
    expect(page.locator("#without")).to_be_hidden()
    page.locator("#sent").get_by_role("link", name="Naar je dag").click()
    expect(page.get_by_role("link", name="Verslag schrijven")).to_have_count(0)
    assert [report.note for report in server.reports()] == [WORDS]


def test_a_day_with_an_unsent_report_does_not_ask_for_it_again(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    page.get_by_label("Fijn").check()
    note(page).fill(WORDS)
    tablet.route("**/tablet/reports", lambda route: route.abort())
    tablet.set_offline(True)
    send(page)
    expect(page.locator("#finished")).to_be_visible()
    tablet.set_offline(False)

    page.goto("/")

    expect(page.locator("main")).to_contain_text("Je verslag staat op deze tablet")
    expect(page.get_by_role("link", name="Verslag schrijven")).to_have_count(0)
    tablet.unroute("**/tablet/reports")
    sent(page)
    expect(page.locator("[data-part=sent]")).to_contain_text("Je verslag over T.P.")
    expect(page.locator("[data-written-here]").first).to_contain_text("is verstuurd om")


def test_an_answer_that_got_lost_makes_no_second_report(
    server: AppServer, tablet: BrowserContext
) -> None:
    """It came in, but nobody heard so: the sealed one carries the same key."""
    page = at_the_form(server, tablet)
    page.get_by_label("Fijn").check()
    note(page).fill(WORDS)

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route(
        "**/visits/*/report",
        lambda route: (
            lose(route) if route.request.method == "POST" else route.continue_()
        ),
    )
    send(page)

    expect(page.locator("#sent")).to_contain_text("is verstuurd om")
    assert left(page) == 0
    assert [report.note for report in server.reports()] == [WORDS]
    assert server.rows() == []


def test_a_worry_is_never_kept_on_the_tablet(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = at_the_form(server, tablet)
    page.get_by_label("Fijn").check()
    page.get_by_label("Ja, een beetje").check()
    page.get_by_label("Wat zag of hoorde je?").fill("Het gas stond open.")
    tablet.set_offline(True)

    send(page)

    expect(page.locator("[data-part=worried]")).to_be_visible()
    expect(page.get_by_label("Wat zag of hoorde je?")).to_have_value(
        "Het gas stond open."
    )
    assert left(page) == 0


def test_a_page_that_a_proxy_answers_for_is_the_day_without_internet(
    server: AppServer, tablet: BrowserContext
) -> None:
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    tablet.route("**/my-day*", lambda route: route.fulfill(status=502, body=GATEWAY))
    tablet.route(
        f"{server.address}/", lambda route: route.fulfill(status=502, body=GATEWAY)
    )

    page.goto("/")

    expect(page.locator("h1")).to_have_text("Je dag zonder internet")
