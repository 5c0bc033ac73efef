"""500 reports over a line that breaks, from two tabs that are reloaded: each one once.

And how few taps a report takes.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser import tablets
from tests.browser.cutter import Cutter
from tests.browser.tablets import (
    AppServer,
    left,
    open_day,
    sent,
    sign_in,
    without,
)
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.offline.models import TabletReport
from thuis_app.visiting.offline.rules import UploadState
from thuis_app.visiting.visits.models import Visit

PEOPLE, VISITS = 10, 25
REPORTS = 2 * PEOPLE * VISITS
SEED, SHARE = 20261122, 0.1
COUNT_TAPS = """addEventListener("pointerdown", (event) => {
  if (event.isTrusted) { window.name = String(Number(window.name || 0) + 1); }
}, true);"""
NAMES = """async () => {
  const owner = await tablet.store.setting("owner");
  const rows = await tablet.store.all("visits", owner);
  return Promise.all(rows.map(async (row) =>
    [row.visit, (await tablet.decryptOnDevice("visit", row)).starts_at]));
}"""
FINISH = """async (reports) => {
  await tablet.finishReports(await tablet.store.setting("owner"), reports);
}"""


@pytest.fixture
def line(server: AppServer) -> Iterator[Cutter]:
    server.clear()
    cutter = Cutter(server.address, "/tablet/reports", SEED, SHARE)
    yield cutter
    cutter.close()


def open_on(browser: Browser, server: AppServer, address: str) -> BrowserContext:
    return browser.new_context(**(tablets.screen(server) | {"base_url": address}))


def many_visits(server: AppServer) -> dict[str, Visit]:
    """Visits to ten people, known by the moment at which they began."""
    found: dict[str, Visit] = {}
    for person in range(PEOPLE):
        first = server.visit("grietje", f"Storm{person}", moment(person, 0))
        with server.written():
            alike = like(first)
            more = [Visit(**alike, starts_at=moment(person, n)) for n in range(1, 25)]
            db.session.add_all(more)
        assert db.session.get_one(Match, first.match_id).is_open
        for visit in (first, *more):
            found[visit.starts_at.isoformat()] = visit
    return found


def moment(person: int, number: int) -> Any:
    start = clock.now().replace(second=0, microsecond=0) - timedelta(days=2 * number)
    return start - timedelta(hours=2, minutes=person)


def like(visit: Visit) -> dict[str, Any]:
    return {
        "contact_id": visit.contact_id,
        "volunteer_id": visit.volunteer_id,
        "match_id": visit.match_id,
        "minutes": 60,
        "purpose": "",
    }


def all_reports(names: list[str]) -> list[Any]:
    """Two reports of each visit, in any order, but the first before the second."""
    order = [name for name in names for _time in range(2)]
    Random(SEED).shuffle(order)
    shown: dict[str, int] = defaultdict(int)
    reports = []
    for name in order:
        shown[name] += 1
        note = f"{shown[name]} of {name}"
        answers = [["how", "good"], ["note", note], ["next_visit", "none"]]
        reports.append([name, answers])
    return reports


def test_five_hundred_reports_over_a_line_that_breaks(
    browser: Browser, server: AppServer, line: Cutter
) -> None:
    visits = many_visits(server)
    context = open_on(browser, server, line.address)
    page = context.new_page()
    sign_in(page, "grietje")
    open_day(page)
    without(context, page)
    names = {name: visits[at] for name, at in page.evaluate(NAMES)}
    assert len(names) == len(visits) == PEOPLE * VISITS
    page.evaluate(FINISH, all_reports(list(names)))
    assert left(page) == REPORTS

    context.set_offline(False)
    weather(context, page)

    rows = server.rows()
    assert len(rows) == len({row.key for row in rows}) == REPORTS
    assert len(server.reports()) == PEOPLE * VISITS
    assert_in_order(rows, {visit.id: name for name, visit in names.items()}, server)
    assert min(line.happened["before"], line.happened["after"]) > 20, line.happened
    context.close()


def weather(context: BrowserContext, page: Page) -> None:
    """Two tabs on the same outbox, looked at and reloaded now and then, until empty."""
    dice = Random(SEED)
    other = context.new_page()
    other.goto("/tablet/")
    for _time in range(400):
        tab = dice.choice((page, other))
        try:
            if dice.random() < 0.15:
                tab.reload()
            tab.evaluate("{ tablet.send(); }")
            if left(tab) == 0:
                return
        except Error:
            tab.goto("/tablet/")
        tab.wait_for_timeout(250)
    raise AssertionError(f"{left(page)} reports never came through")


def assert_in_order(
    rows: list[TabletReport], names: dict[int, str], server: AppServer
) -> None:
    """Of each visit the first report is the report, and the second waits behind it."""
    of: dict[int, list[TabletReport]] = defaultdict(list)
    for row in rows:
        of[row.visit_id].append(row)
    notes = {report.visit_id: report.note for report in server.reports()}
    for visit_id, name in names.items():
        first, second = of[visit_id]
        assert (
            first.state is UploadState.WRITTEN and second.state is UploadState.WAITING
        )
        assert notes[visit_id] == f"1 of {name}"
        assert ["note", f"2 of {name}"] in json.loads(second.answers)


def test_a_report_takes_at_most_eight_taps(browser: Browser, server: AppServer) -> None:
    server.clear()
    server.visit("grietje", "Ploeg")
    context = open_on(browser, server, server.address)
    context.add_init_script(COUNT_TAPS)
    page = context.new_page()
    sign_in(page, "grietje")
    open_day(page)

    page.evaluate("window.name = '0'")
    page.get_by_role("link", name="Verslag schrijven").click()
    page.get_by_label("Fijn").check()
    page.get_by_label("Vertel in een paar zinnen hoe het was").click()
    page.keyboard.type("Ze zong.")
    page.get_by_role("button", name="Verslag versturen").click()
    expect(page.get_by_text("Je verslag is verstuurd")).to_be_visible()

    assert 0 < int(page.evaluate("window.name")) <= 8
    context.close()


def test_without_network_it_takes_no_more(browser: Browser, server: AppServer) -> None:
    server.clear()
    server.visit("grietje", "Ploeg")
    context = open_on(browser, server, server.address)
    context.add_init_script(COUNT_TAPS)
    page = context.new_page()
    sign_in(page, "grietje")
    open_day(page)
    context.set_offline(True)

    page.evaluate("window.name = '0'")
    page.get_by_role("link", name="Verslag schrijven").click()
    page.locator("#visits").get_by_role("button", name="Verslag schrijven").click()
    page.get_by_label("Fijn").check()
    page.get_by_label("Vertel in een paar zinnen hoe het was").click()
    page.keyboard.type("Ze zong.")
    page.get_by_role("button", name="Klaar, verstuur straks").click()
    expect(page.locator("#finished")).to_be_visible()

    assert 0 < int(page.evaluate("window.name")) <= 8
    sent(page)
    assert [report.note for report in server.reports()] == ["Ze zong."]
    context.close()
