"""A volunteer's day without network: opened once, written, sealed, and sent later."""

from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import tablets
from tests.browser.tablets import (
    AppServer,
    hours_ago,
    open_day,
    opened,
    sent,
    sign_in,
    without,
    write,
)
from tests.browser.visitor import Visitor
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import EndReason, MatchState
from thuis_app.visiting.offline.rules import UploadReason, UploadState
from thuis_app.visiting.visits.models import Visit


def test_the_day_opens_without_network_and_a_report_is_sent_later(
    server: AppServer, tablet: BrowserContext
) -> None:
    visit = server.visit("grietje", "Ploeg")
    server.visit("grietje", "Boer", hours_ago(5))
    page = opened(tablet)
    without(tablet, page)
    expect(page.locator("#visits article")).to_have_count(2)
    expect(page.locator("body")).not_to_contain_text("Ploeg")

    write(page, 1, "Ze zong.")

    expect(page.locator("#unsent")).to_contain_text("1 verslag is nog niet verstuurd.")
    assert server.rows() == []
    sent(page)
    [row], [report] = server.rows(), server.reports()
    assert (row.state, row.visit_id) == (UploadState.WRITTEN, visit.id)
    assert (report.note, report.minutes) == ("Ze zong.", 60)


def test_every_address_of_thuis_leads_to_the_shell_without_network(
    server: AppServer, tablet: BrowserContext
) -> None:
    visit = server.visit("grietje", "Ploeg")
    page = opened(tablet)
    tablet.set_offline(True)

    for address in ("/", "/my-day", f"/visits/{visit.id}/report", "/tablet/"):
        page.goto(address)
        expect(page.locator("h1")).to_have_text("Je dag zonder internet")


def test_a_page_with_people_is_kept_nowhere(
    server: AppServer, tablet: BrowserContext
) -> None:
    server.visit("grietje", "Ploeg")
    page = opened(tablet)

    kept = page.evaluate(
        """async () => {
          const names = await caches.keys();
          const all = await Promise.all(names.map((name) => caches.open(name)));
          const found = await Promise.all(all.map((cache) => cache.keys()));
          return Promise.all(found.flat().map(async (request) => {
            const kept = await caches.match(request);
            return [new URL(request.url).pathname, await kept.text()];
          }));
        }"""
    )

    addresses = {address for address, _text in kept}
    assert {a for a in addresses if not a.startswith("/static/")} == {
        "/tablet/",
        "/tablet/language",
        "/foundation/style.css",
    }
    assert not [a for a, text in kept if "Ploeg" in text or "Grietje" in text]


def test_the_next_visit_is_a_day_that_was_counted_on_the_tablet(
    server: AppServer, tablet: BrowserContext
) -> None:
    visit = server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    page.get_by_role("button", name="Verslag schrijven").click()
    page.get_by_label("Fijn").check()
    page.get_by_label("Twee weken later").check()
    page.get_by_role("button", name="Klaar, verstuur straks").click()
    expect(page.locator("#finished")).to_be_visible()
    sent(page)

    ahead = db.session.query(Visit).filter(Visit.id != visit.id).one()
    assert ahead.day == visit.day + timedelta(days=14)
    assert ahead.hour.strftime("%H:%M") == visit.hour.strftime("%H:%M")


def test_the_form_says_what_is_missing_and_drops_nothing(
    server: AppServer, tablet: BrowserContext
) -> None:
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    page.get_by_role("button", name="Verslag schrijven").click()
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill("Ze zong.")

    page.get_by_role("button", name="Klaar, verstuur straks").click()

    expect(page.locator("#how-missing")).to_be_focused()
    expect(page.get_by_label("Vertel in een paar zinnen")).to_have_value("Ze zong.")


def test_two_equal_reports_of_two_visits_both_arrive(
    server: AppServer, tablet: BrowserContext
) -> None:
    visits = [server.visit("grietje", name) for name in ("Ploeg", "Boer")]
    page = opened(tablet)
    without(tablet, page)
    for position in range(2):
        write(page, position, "Koffie gedronken.")
    unsent = page.locator("#unsent")
    expect(unsent).to_contain_text("2 verslagen zijn nog niet verstuurd.")

    sent(page)

    assert {r.visit_id for r in server.reports()} == {visit.id for visit in visits}


@pytest.mark.parametrize("days", [-400, 0, 400])
def test_a_visit_of_tomorrow_is_written_about_tomorrow_by_any_clock(
    server: AppServer, tablet: BrowserContext, days: int
) -> None:
    server.visit("grietje", "Ploeg", hours_ago(-24))
    page = tablet.new_page()
    page.clock.install(time=clock.now() + timedelta(days=days))
    sign_in(page, "grietje")
    open_day(page)
    without(tablet, page)
    row = page.locator("#visits article")
    expect(row).to_contain_text("op de dag zelf of daarna")
    expect(row.get_by_role("button")).to_be_hidden()

    page.clock.fast_forward(24 * 60 * 60 * 1000)
    page.reload()

    expect(row.get_by_role("button", name="Verslag schrijven")).to_be_visible()


@pytest.mark.parametrize("days", [-3, 3])
def test_a_clock_that_is_wrong_by_days_changes_no_date(
    server: AppServer, tablet: BrowserContext, days: int
) -> None:
    visit = server.visit("grietje", "Ploeg")
    page = tablet.new_page()
    page.clock.install(time=clock.now() + timedelta(days=days))
    sign_in(page, "grietje")
    open_day(page)
    without(tablet, page)

    write(page, 0, "Op tijd.")
    sent(page)

    [row] = server.rows()
    assert row.state is UploadState.WRITTEN
    assert server.reports()[0].visit_id == visit.id
    assert row.written_at is not None
    wrong = row.written_at - row.received_at
    assert abs(wrong - timedelta(days=days)) < timedelta(minutes=5)
    assert abs(row.received_at - clock.now()) < timedelta(minutes=2)


def test_a_match_that_ended_meanwhile_brings_it_to_the_coordinator(
    server: AppServer, tablet: BrowserContext
) -> None:
    visit = server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    write(page, 0, "Nog een keer gelachen.")
    with server.written():
        match = db.session.query(Match).filter_by(id=visit.match_id).one()
        match.state, match.ended_on = MatchState.ENDED, clock.today()
        match.ended_because = EndReason.NO_FIT

    sent(page)

    [row] = server.rows()
    assert (row.state, row.reason) == (UploadState.WAITING, UploadReason.MATCH_ENDED)
    coordinator = page.context.browser
    assert coordinator is not None
    with coordinator.new_context(**tablets.screen(server)) as desk:
        seen = Visitor(desk.new_page())
        sign_in(seen.page, "marijke")
        seen.go("/tablet/waiting")
        seen.check()
        seen.follow("Openen")
        seen.check()
        seen.press("Dit verslag bewaren")
        seen.sees("Het verslag is opgeschreven.")
    assert server.reports()[0].note == "Nog een keer gelachen."


def written_with_a_mistake(server: AppServer, tablet: BrowserContext) -> Page:
    """Somebody who finished a report without network that the server will refuse."""
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    page.get_by_role("button", name="Verslag schrijven").click()
    page.get_by_label("Fijn").check()
    page.get_by_text("Meer vertellen").click()
    page.get_by_label("Hoeveel minuten").fill("99999")
    page.get_by_label("Vertel in een paar zinnen hoe het was").fill("Lang gebleven.")
    page.get_by_role("button", name="Klaar, verstuur straks").click()
    expect(page.locator("#finished")).to_be_visible()
    return page


def test_what_thuis_refuses_needs_attention_and_is_finished_there(
    server: AppServer, tablet: BrowserContext
) -> None:
    page = written_with_a_mistake(server, tablet)
    sent(page)

    page.goto("/")
    visitor = Visitor(page)
    expect(page.locator("[data-part=attention]")).to_contain_text(
        "1 verslag is nog niet af"
    )
    visitor.check()
    visitor.follow("Afmaken")
    visitor.check()
    visitor.press("Verslag afmaken")
    note = page.get_by_label("Vertel in een paar zinnen hoe het was")
    expect(note).to_have_value("Lang gebleven.")


def test_what_the_day_itself_sends_and_thuis_refuses_needs_attention_at_once(
    server: AppServer, tablet: BrowserContext
) -> None:
    written_with_a_mistake(server, tablet).close()

    tablet.set_offline(False)
    page = tablet.new_page()
    page.goto("/")

    expect(page.locator("[data-part=attention]")).to_contain_text(
        "1 verslag is nog niet af"
    )
    expect(page.locator("[data-part=unsent]")).to_be_hidden()


def test_the_shell_has_no_barrier_and_fits_a_phone(
    server: AppServer, tablet: BrowserContext
) -> None:
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    visitor = Visitor(page)
    visitor.check()
    page.get_by_role("button", name="Verslag schrijven").click()
    visitor.check()
    page.get_by_label("Fijn").check()
    page.get_by_role("button", name="Klaar, verstuur straks").click()
    expect(page.locator("#finished")).to_be_focused()
    visitor.check()


def test_nobody_home_is_told_what_to_do_without_network(
    server: AppServer, tablet: BrowserContext
) -> None:
    server.visit("grietje", "Ploeg")
    page = opened(tablet)
    without(tablet, page)
    page.get_by_role("button", name="Verslag schrijven").click()
    wishes, advice = page.locator("#wish-questions"), page.locator("#nobody-home")
    expect(wishes).to_be_visible()
    expect(advice).to_be_hidden()

    page.get_by_label("Niemand thuis").check()

    expect(advice).to_contain_text("Bel nog eens aan")
    expect(advice.get_by_role("link", name="112")).to_be_visible()
    expect(wishes).to_be_hidden()
    page.get_by_label("Gewoon").check()
    expect(wishes).to_be_visible()
    expect(advice).to_be_hidden()


def test_two_at_one_house_are_one_report_without_network(
    server: AppServer, tablet: BrowserContext
) -> None:
    at = hours_ago(2)
    visits = [server.visit("grietje", name, at) for name in ("Ploeg", "Boer")]
    with server.written():
        for one, other in (visits, visits[::-1]):
            one.together_with = other.id
            db.session.add(one)
    page = opened(tablet)
    without(tablet, page)
    expect(page.locator("#visits article")).to_have_count(1)
    page.get_by_role("button", name="Verslag schrijven").click()
    expect(page.locator("#form-title")).to_contain_text("T.P. en T.B.")
    page.get_by_label("Fijn").check()

    page.get_by_role("button", name="Klaar, verstuur straks").click()
    expect(page.locator("#holds_for-missing")).to_be_focused()
    page.get_by_label("Voor allebei").check()
    page.get_by_role("button", name="Klaar, verstuur straks").click()

    expect(page.locator("#finished")).to_be_visible()
    sent(page)
    assert {one.visit_id for one in server.reports()} == {one.id for one in visits}
