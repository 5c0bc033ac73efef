"""The main job, from a neighbour's tip to a card table, walked in a real browser.

As the coordinator on a laptop and on a tablet, and as the volunteer with hers. Every
page on the way is checked for barriers, by day and in the evening, and on a phone.
"""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.visitor import Visitor
from thuis_app.core import clock

pytestmark = pytest.mark.story

LAPTOP, TABLET = (1366, 900), (820, 1180)
YESTERDAY = clock.today() - timedelta(days=1)


@pytest.mark.parametrize("size", [LAPTOP, TABLET], ids=["laptop", "tablet"])
def test_from_the_first_tip_to_a_closed_loop(
    visit: Open, size: tuple[int, int]
) -> None:
    name = "Siepel" if size == LAPTOP else "Siepelstra"
    coordinator = visit("coordinator", *size)

    a_signal_is_taken_up(coordinator, name)
    she_is_reached_at_the_fourth_try(coordinator)
    a_volunteer_is_found(coordinator)
    person = coordinator.page.url
    the_volunteer_reports(visit("vrijwilliger", *size), name)
    coordinator.go(person)
    a_wish_becomes_a_referral(coordinator)
    the_loop_is_closed(coordinator)
    coordinator.go(person)
    coordinator.sees("Kaarten, liefst met een kop koffie erbij")
    coordinator.check()
    the_board_sees_totals(visit("bestuur", *size), name)


@pytest.mark.parametrize("size", [LAPTOP, TABLET], ids=["laptop", "tablet"])
def test_from_a_carers_question_to_a_free_afternoon(
    visit: Open, size: tuple[int, int]
) -> None:
    name = "Wierda" if size == LAPTOP else "Wierdsma"
    coordinator = visit("coordinator", *size)

    a_carer_is_registered(coordinator, name)
    a_free_afternoon_is_asked(coordinator)
    it_is_talked_over(coordinator)
    a_place_is_given(coordinator)


def a_signal_is_taken_up(coordinator: Visitor, name: str) -> None:
    coordinator.check()
    coordinator.follow("Nieuw signaal")
    coordinator.check()
    coordinator.press("Bewaren")
    coordinator.sees("Vul dit nog in.")
    coordinator.check()
    heard = f"Mevrouw De {name} in Bedum. De gordijnen blijven dicht."
    coordinator.fill("Wie, waar en wat?", heard)
    coordinator.press("Bewaren")
    coordinator.sees(f"Mevrouw De {name}")
    coordinator.check()
    coordinator.follow("Oppakken")
    coordinator.choose("Mevrouw")
    coordinator.fill("Voornaam", "Aafke")
    coordinator.fill("Tussenvoegsel", "de")
    coordinator.fill("Achternaam", name)
    coordinator.check()
    coordinator.press("Oppakken en op pad")
    expect(coordinator.page.locator("h1")).to_contain_text(name)


def she_is_reached_at_the_fourth_try(coordinator: Visitor) -> None:
    file = coordinator.page.url
    tries = (
        (25, "Met een kaartje", "Niet thuis", "Ochtend"),
        (18, "Aan de deur", "Niet thuis", "Ochtend"),
        (11, "Aan de deur", "Wel iemand gehoord", "Middag"),
        (3, "Aan de deur", "Een goed gesprek", "Middag"),
    )
    for days, channel, outcome, part in tries:
        coordinator.go(f"{file}")
        coordinator.follow("Poging vastleggen")
        coordinator.choose(outcome)
        coordinator.choose(channel)
        coordinator.choose(part)
        day = clock.today() - timedelta(days=days)
        coordinator.fill("Welke dag?", day.isoformat())
        if outcome == "Een goed gesprek":
            coordinator.choose("Doet vanaf nu mee")
            coordinator.check()
        coordinator.press("Bewaren")
        expect(coordinator.page.locator("#attempt-form")).to_have_count(0)
    coordinator.go(file)
    coordinator.sees("een goed gesprek")
    coordinator.check()


def a_volunteer_is_found(coordinator: Visitor) -> None:
    file = coordinator.page.url
    coordinator.follow("Een ja vastleggen of terugnemen")
    coordinator.choose("Bezoek en bellen")
    coordinator.choose("In een gesprek")
    coordinator.check()
    coordinator.press("Bewaren")
    coordinator.go(file)
    coordinator.follow("Vrijwilliger kiezen")
    coordinator.check()
    coordinator.choose("Grietje Hazenberg")
    coordinator.choose("Zei ja")
    coordinator.choose("Thuisbezoek")
    coordinator.pick("Hoe vaak?", "Elke twee weken")
    coordinator.press("Bewaren")
    coordinator.go(file)
    coordinator.follow("Bezoek plannen")
    coordinator.fill("Dag", YESTERDAY.isoformat())
    coordinator.fill("Hoe laat?", "10:30")
    coordinator.check()
    coordinator.press("Bezoek plannen")
    coordinator.go(file)
    coordinator.sees("Grietje Hazenberg")


def the_volunteer_reports(volunteer: Visitor, name: str) -> None:
    volunteer.check()
    row = volunteer.page.locator(".sheet", has_text=name).first
    row.get_by_role("link", name="Verslag schrijven").first.click()
    volunteer.check()
    volunteer.choose("Fijn")
    volunteer.choose("Iemand om mee te bellen")
    volunteer.fill("In haar eigen woorden", "Kaarten, liefst met een kop koffie erbij")
    volunteer.type("Vertel in een paar zinnen hoe het was", "Ze maakte vroeger kleren.")
    volunteer.sees("Bewaard om")
    volunteer.press("Verslag versturen")
    volunteer.sees("Je verslag is verstuurd")
    volunteer.check()


def a_wish_becomes_a_referral(coordinator: Visitor) -> None:
    coordinator.follow("Zoek wat past")
    coordinator.choose("Thuishuiscafé")
    coordinator.fill("Waarom past dit?", "Daar wordt elke donderdag gekaart.")
    coordinator.check()
    coordinator.press("Voorstellen")
    expect(coordinator.page.locator("h1")).to_contain_text("Thuishuiscafé")
    coordinator.check()


def the_loop_is_closed(coordinator: Visitor) -> None:
    address = coordinator.page.url.split("?")[0]
    for state in ("agreed", "sent", "received", "started", "landed"):
        coordinator.go(f"{address}?to={state}")
        form = coordinator.page.locator("form[action$='/advance']")
        for box in form.get_by_role("checkbox").all():
            box.check()
        for group in form.locator("fieldset").all():
            radio = group.get_by_role("radio")
            if radio.count():
                radio.first.check()
        if state == "agreed":
            coordinator.check()
        coordinator.press("Bewaren")
        if state == "received":
            a_companion_goes_along(coordinator, address)
    coordinator.go(address)
    coordinator.sees("Gelukt")
    coordinator.check()


def a_companion_goes_along(coordinator: Visitor, address: str) -> None:
    coordinator.go(f"{address}/companion")
    coordinator.check()
    form = coordinator.page.locator("form[action$='/companion']")
    form.get_by_role("textbox").first.fill("Grietje")
    form.locator("input[type=date]").fill(
        (clock.today() + timedelta(days=3)).isoformat()
    )
    form.locator("input[type=time]").fill("14:00")
    coordinator.press("Bewaren")
    coordinator.sees("Grietje")


def the_board_sees_totals(board: Visitor, name: str) -> None:
    board.sees("Je ziet hier geen namen")
    board.check()
    assert name not in board.page.content()
    links = board.page.locator("main a").evaluate_all("all => all.map(a => a.href)")
    assert not [link for link in links if re.search(r"/(people|visits)/", link)]
    answer = board.page.goto("/people/1")
    assert answer is not None and answer.status == 404


def a_carer_is_registered(coordinator: Visitor, name: str) -> None:
    coordinator.go("/people/new")
    coordinator.choose("Mevrouw")
    coordinator.fill("Roepnaam", "Fenna")
    coordinator.fill("Achternaam", name)
    coordinator.pick("Dorp", "Bedum")
    coordinator.check()
    coordinator.press("Bewaren")
    expect(coordinator.page.locator("h1")).to_contain_text(name)


def a_free_afternoon_is_asked(coordinator: Visitor) -> None:
    coordinator.follow("Respijt (even lucht) aanvragen, als mantelzorger")
    coordinator.check()
    coordinator.choose("Iemand die nog niet in Thuis staat")
    coordinator.fill("Voornaam", "Sietse")
    coordinator.fill("Achternaam", "Wierda")
    coordinator.choose("woensdagmiddag")
    coordinator.press("Bewaren")
    expect(coordinator.page.locator("h1")).to_contain_text("Even lucht voor Fenna")
    coordinator.check()


def it_is_talked_over(coordinator: Visitor) -> None:
    coordinator.go(f"{coordinator.page.url}/clarify")
    coordinator.choose("Een paar maanden")
    coordinator.choose("Eerst eens kijken")
    coordinator.choose("Eén keer, om te proeven")
    coordinator.fill("Wanneer spraken jullie elkaar?", clock.today().isoformat())
    coordinator.fill("Met wie?", "Fenna en Sietse")
    coordinator.fill("Wat heb je gehoord?", "Sietse wil eerst eens kijken.")
    coordinator.fill("Wat kiezen ze?", "Een middag in de Thuis kamer.")
    coordinator.check()
    coordinator.press("Plek kiezen")
    coordinator.sees("Een plek voor Sietse")


def a_place_is_given(coordinator: Visitor) -> None:
    coordinator.check()
    coordinator.follow("Kies woensdag")
    coordinator.choose("Ze zeiden ja")
    coordinator.check()
    coordinator.press("Reserveren")
    expect(coordinator.page.locator("main")).to_contain_text("Thuis kamer Bedum")
    coordinator.check()
