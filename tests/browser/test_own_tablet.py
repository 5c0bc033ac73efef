"""A session of two weeks that five digits open, and one of five minutes."""

from datetime import timedelta

from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select

from tests import make
from tests.browser.tablets import AppServer, left, open_day, sign_in
from tests.browser.test_tablet_online import note, send
from tests.browser.visitor import Visitor
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import UserSession
from thuis_app.organisation.sessions import actions as sessions

CODE = "40718"
FIRST, THEN = "Ze vertelde over haar broer.", " En over de hond."


def pass_time(server: AppServer, minutes: int) -> None:
    """The session was last used so long ago."""
    with server.written():
        before = clock.now() - timedelta(minutes=minutes)
        db.session.query(UserSession).update({"seen_at": before})


def begin_report(server: AppServer, visitor: Visitor) -> None:
    """Make the tablet one's own, and write the first words of a report on it."""
    visit, page = server.visit("grietje", "Ploeg"), visitor.page
    sign_in(page, "grietje", "Dit is mijn eigen tablet")
    visitor.check()
    page.get_by_label("Vijf cijfers").fill(CODE)
    page.get_by_label("Nog een keer hetzelfde").fill(CODE)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.locator("#choose-code-form")).to_have_count(0)
    open_day(page)
    page.goto(f"/visits/{visit.id}/report")
    expect(page.locator("#report-form[data-is-watched]")).to_have_count(1)
    page.get_by_label("Fijn").check()
    note(page).fill(FIRST)
    expect(page.locator("#saved")).to_contain_text("Bewaard om")


def test_a_report_that_was_begun_before_the_lock_is_sent_after_the_code(
    server: AppServer, tablet: BrowserContext
) -> None:
    """And once another process says that the tablet is lost, it opens nothing."""
    page = tablet.new_page()
    visitor = Visitor(page)
    begin_report(server, visitor)

    pass_time(server, 40)
    note(page).fill(FIRST + THEN)
    expect(page.locator("#saved")).to_contain_text("Bewaard op deze tablet om")
    send(page)
    over = page.get_by_role("dialog", name="Welkom terug")
    expect(over.get_by_label("Je vijf cijfers")).to_be_focused()
    visitor.check()
    over.get_by_label("Je vijf cijfers").fill("40719")
    over.get_by_role("button", name="Openen en versturen").click()
    expect(over).to_contain_text("Dit zijn niet je vijf cijfers.")
    over.get_by_label("Je vijf cijfers").fill(CODE)
    over.get_by_role("button", name="Openen en versturen").click()

    expect(page.locator("#content h1")).to_contain_text("Dank")
    assert [report.note for report in server.reports()] == [FIRST + THEN]

    with server.written():
        user = server.users["grietje"]
        sessions.report_lost(make.actor(user), user)
    page.goto("/")
    expect(page.locator("#sign-in-form")).to_be_visible()


def test_a_page_that_nobody_touches_is_covered_once_the_tablet_is_locked(
    server: AppServer, tablet: BrowserContext
) -> None:
    """And not before; what was typed is there again after the code."""
    page = tablet.new_page()
    page.clock.install()
    visitor = Visitor(page)
    begin_report(server, visitor)
    over = page.get_by_role("dialog", name="Welkom terug")
    covered = page.locator("body[data-is-covered]")

    with page.expect_response("**/account/sign-in/who"):
        page.clock.fast_forward("31:00")
    expect(covered).to_have_count(0)
    expect(note(page)).to_be_visible()

    pass_time(server, 40)
    page.clock.fast_forward("01:00")
    expect(over.get_by_label("Je vijf cijfers")).to_be_focused()
    expect(note(page)).to_be_hidden()
    expect(page.locator("h1", has_text="Ploeg")).to_be_hidden()
    expect(over.get_by_role("button", name="Nu niet")).to_be_hidden()
    visitor.check()
    for _time in range(2):
        page.keyboard.press("Escape")
    expect(over.get_by_label("Je vijf cijfers")).to_be_focused()
    expect(note(page)).to_be_hidden()

    over.get_by_label("Je vijf cijfers").fill(CODE)
    over.get_by_role("button", name="Openen en verder").click()
    expect(covered).to_have_count(0)
    expect(note(page)).to_have_value(FIRST)
    send(page)
    expect(page.locator("#content h1")).to_contain_text("Dank")
    assert [report.note for report in server.reports()] == [FIRST]


def test_a_tablet_of_a_room_warns_and_then_signs_out_and_keeps_nothing(
    server: AppServer, tablet: BrowserContext
) -> None:
    server.visit("grietje", "Ploeg")
    page = tablet.new_page()
    page.clock.install()
    sign_in(page, "grietje", "Deze tablet is van ons samen")
    open_day(page)
    warning = page.get_by_role("dialog", name="Ben je er nog?")

    page.clock.fast_forward("03:45")
    expect(warning).to_be_visible()
    Visitor(page).check()
    warning.get_by_role("button", name="Ja, ik ben er nog").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("03:45")
    expect(warning).to_be_visible()
    page.clock.fast_forward("01:00")

    expect(page.locator("#sign-in-form")).to_be_visible()
    expect(page.get_by_label("Deze tablet is van ons samen")).to_be_checked()
    db.session.rollback()
    newest = select(UserSession.ended_at).order_by(UserSession.id.desc())
    assert db.session.scalars(newest).first() is not None
    assert left(page) == 0
