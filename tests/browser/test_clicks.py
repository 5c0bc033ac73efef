"""How many clicks a coordinator needs for what she does most, from the board.

Or from the page of the person, to whom the first of these leads; and the steps of a
referral, which lie weeks apart, from its own page.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests import make
from tests.activities.bookings import places
from tests.browser import tablets
from tests.browser.clicks import CountedVisitor
from tests.browser.tablets import AppServer
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import TaskKind

IN_TWO_DAYS = clock.today() + timedelta(days=2)


@pytest.fixture(scope="module")
def marijke(browser: Browser, server: AppServer) -> Iterator[CountedVisitor]:
    """A coordinator on a laptop, signed in."""
    context = browser.new_context(
        base_url=server.address,
        viewport={"width": 1366, "height": 900},
        locale="nl-NL",
        reduced_motion="reduce",
    )
    context.set_default_timeout(8_000)
    visitor = CountedVisitor(context.new_page())
    tablets.sign_in(visitor.page, "marijke")
    yield visitor
    context.close()


@pytest.fixture
def board(marijke: CountedVisitor) -> CountedVisitor:
    return marijke


def person(server: AppServer, last_name: str, number: str = "") -> Contact:
    """Somebody who said yes to visits, and can be called."""
    with server.written():
        contact = contacts.register(
            make.actor(server.users["marijke"]),
            area_id=server.area.id,
            called_name="Aaltje",
            last_name=last_name,
            telephones=[(number, "")] if number else (),
        )
        contact.stage = Stage.PARTICIPANT
        make.assent(contact)
    return contact


def visited(server: AppServer, by: str, last_name: str) -> Contact:
    """Somebody whom this volunteer visits, in two days."""
    visit = server.visit(by, last_name, make.at(IN_TWO_DAYS, 10))
    return db.session.get_one(Contact, visit.contact_id)


def test_who_calls_is_found_by_number_with_one_click(
    server: AppServer, board: CountedVisitor
) -> None:
    person(server, "Belster", "+31595441234")
    board.go("/")

    with board.counted(clicks=1, fields=1):
        board.write(board.page.locator("#search-words"), "1234")
        board.click(board.page.locator("#search-hits [role=option]").first)

    expect(board.page.locator("h1")).to_contain_text("Belster")
    expect(board.page.locator("#around a[href^='tel:']").first).to_be_visible()


def test_a_signal_is_two_clicks_and_one_field(board: CountedVisitor) -> None:
    board.go("/")

    with board.counted(clicks=2, fields=1):
        board.click(board.page.get_by_role("link", name="Nieuw signaal").first)
        words = "Mevrouw Tipster in Bedum. De gordijnen blijven dicht."
        board.write(board.page.locator("#signal-form [name=noticed]"), words)
        board.click(board.sends("#signal-form"))

    board.sees("De gordijnen blijven dicht.")


def test_a_call_is_written_down_in_two_clicks_from_the_board(
    server: AppServer, board: CountedVisitor
) -> None:
    person(server, "Praatster", "+31595442345")
    board.go("/")

    with board.counted(clicks=2, fields=2):
        board.write(board.page.locator("#search-words"), "2345")
        board.click(board.page.locator("#search-hits [role=option]").first)
        note = board.page.get_by_label("Notitie of telefoontje").first
        board.write(note, "Ze was bij de kapper.")
        board.click(board.sends("#note-form"))

    expect(board.page.locator("#timeline")).to_contain_text("Ze was bij de kapper.")


def test_an_attempt_is_two_clicks_and_the_board_stays(
    server: AppServer, board: CountedVisitor
) -> None:
    with server.written():
        shy = make.contact("Stille", area=server.area, stage=Stage.OUTREACH)
        make.plan(shy)
    board.go("/?of=all")

    with board.counted(clicks=2, fields=1):
        board.click(board.link("Stille"))
        board.tick(board.main().get_by_label("Niet thuis").first)
        board.click(board.sends("#attempt-form"))

    expect(board.page.locator("#notice")).to_contain_text("Bewaard.")
    expect(board.page.locator("#work")).to_be_visible()
    expect(board.page.locator("#queue-attempt", has_text="Stille")).to_have_count(0)


@pytest.mark.parametrize(("begins", "by"), [("person", "grietje"), ("week", "roelie")])
def test_a_visit_is_moved_in_two_clicks(
    server: AppServer, board: CountedVisitor, begins: str, by: str
) -> None:
    last_name = f"Verzetma{begins}"
    contact = visited(server, by, last_name)
    week = IN_TWO_DAYS.strftime("%G-W%V")
    page = f"/people/{contact.id}" if begins == "person" else f"/week?week={week}"
    board.go(page)

    with board.counted(clicks=2, fields=2):
        is_person = begins == "person"
        line = board.line(*(("#ahead", "10:00") if is_person else ("#week", last_name)))
        board.click(board.link("Verzetten", line))
        board.write(board.page.locator("#move-form [name=at]"), "14:30")
        board.tick(board.main().get_by_label("Ja, dat is besproken"))
        board.click(board.sends("#move-form"))

    board.go(f"/people/{contact.id}")
    expect(board.page.locator("#ahead")).to_contain_text("14:30")


def test_ten_missing_reports_are_asked_for_in_two_clicks(
    server: AppServer, board: CountedVisitor
) -> None:
    names = [f"Late Vrijwilliger {number}" for number in range(10)]
    with server.written():
        for name in names:
            late(server, name)
    board.go("/?of=all")

    with board.counted(clicks=2, fields=0):
        board.click(board.link("Herinner allemaal"))
        for name in names:
            expect(board.main()).to_contain_text(name)
        board.click(board.page.locator("#batch-form .main-button"))

    expect(board.page.locator("#notice")).to_contain_text("10")
    expect(board.page.locator("#work")).to_be_visible()


def late(server: AppServer, name: str) -> None:
    """A visit of this volunteer of three days ago, without a report."""
    volunteer = make.volunteer(server.area, name=name, password_hash="set")
    contact = make.contact(f"Van {name}", area=server.area)
    at = clock.now() - timedelta(days=3)
    visit = make.visit(make.match(volunteer, contact), starts_at=at)
    make.task(TaskKind.VISIT, contact, source=visit.id, volunteer_id=volunteer.id)


def test_a_volunteer_is_chosen_in_three_clicks(
    server: AppServer, board: CountedVisitor
) -> None:
    contact = person(server, "Wachtma")
    with server.written():
        make.task(TaskKind.WAITING, contact)
    board.go("/?of=all")

    with board.counted(clicks=3, fields=1):
        board.click(board.link("Vrijwilliger kiezen", board.line("#work", "Wachtma")))
        board.click(board.page.locator(".candidate button", has_text="Gevraagd").first)

    expect(board.page.locator("#notice")).to_contain_text("antwoord")


def test_a_visit_is_planned_in_two_clicks(
    server: AppServer, board: CountedVisitor
) -> None:
    contact = person(server, "Planma")
    with server.written():
        make.match(server.users["roelie"], contact)
        contact.volunteer_name = "Roelie"
    board.go(f"/people/{contact.id}")

    with board.counted(clicks=2, fields=2):
        board.click(board.link("Bezoek plannen"))
        form = board.page.locator("#plan-form")
        board.write(form.locator("[name=on]"), IN_TWO_DAYS.isoformat())
        board.write(form.locator("[name=at]"), "10:30")
        board.click(board.sends("#plan-form"))

    board.go(f"/people/{contact.id}")
    expect(board.page.locator("#ahead")).to_contain_text("10:30")


def test_from_a_wish_to_having_landed_is_eight_clicks(
    server: AppServer, board: CountedVisitor
) -> None:
    contact = person(server, "Wensma")
    with server.written():
        make.wish(contact, words="Samen eten.")
        make.offering("Eettafel")
    board.go(f"/people/{contact.id}")

    with board.counted(clicks=8, fields=8):
        board.click(board.link("Zoek wat past"))
        board.tick(board.main().get_by_label("Eettafel").first)
        board.click(board.sends("#propose-form"))
        board.tick(board.main().get_by_label("In een gesprek").first)
        board.tick(board.main().get_by_label("Naam").first)
        board.click(board.sends("#advance-form"))
        board.tick(board.main().get_by_label("Met de telefoon").first)
        for _sent_received_started in range(3):
            board.click(board.sends("#advance-form"))
        board.tick(board.main().get_by_label("De persoon zegt het zelf").first)
        board.tick(board.main().get_by_label("De andere kant zegt het ook").first)
        board.click(board.sends("#advance-form"))

    expect(board.page.locator(".track")).to_contain_text("Gelukt")
    expect(board.page.locator("#advance-form")).to_have_count(0)


def test_a_place_in_a_room_is_four_clicks(
    server: AppServer, board: CountedVisitor
) -> None:
    with server.written():
        places.room(server.area)
        places.talked_over(server.area)
    board.go("/?of=all")

    with board.counted(clicks=4, fields=1):
        board.click(board.link("Openen", board.line("#work", "Fenna Mulder")))
        board.click(board.page.locator("main a.main-button").first)
        board.click(board.link("Kies woensdag"))
        board.tick(board.main().get_by_label("Ze zeiden ja").first)
        board.click(board.sends("#book-form"))

    expect(board.main()).to_contain_text("Thuis kamer")
