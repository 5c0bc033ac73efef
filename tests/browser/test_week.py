"""A week of one coordinator and two volunteers, Monday to Friday, walked in a browser.

A heavy visit that is answered, a wish that becomes a referral, a sick volunteer, a
death, one person taken for another, a yes taken back, and a holiday: at each hour the
board, the days and the files say what is true.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.weeks import MONDAY, Screen, Week, served_week

pytestmark = pytest.mark.story


@pytest.fixture
def week(browser: Browser, tmp_path: Path) -> Iterator[Week]:
    with served_week(browser, tmp_path) as found:
        yield found


def test_a_week_without_holes(week: Week) -> None:
    a_heavy_visit_comes_first_on_the_board(week)
    a_wish_is_heard(week)
    the_heavy_visit_is_answered(week)
    the_wish_becomes_a_referral(week)
    a_volunteer_is_ill(week)
    the_other_goes_instead(week)
    a_person_dies(week)
    the_wrong_person_is_put_right(week)
    a_yes_is_taken_back(week)
    the_holiday_is_handed_over(week)


def date_of(day: int) -> str:
    return (MONDAY + timedelta(days=day)).isoformat()


def report(volunteer: Screen, last_name: str, how: str) -> None:
    """Open the report of a visit of today, and say how it was."""
    row = volunteer.section(".visit-card, .sheet", last_name)
    row.get_by_role("link", name="Verslag schrijven").first.click()
    volunteer.tick("how", how)


def a_heavy_visit_comes_first_on_the_board(week: Week) -> None:
    """Monday: the visit stands on the day, and once it was heavy on the board."""
    grietje = week.day("grietje")
    grietje.reads("Vries", "Havenweg 60", "0595 441 000", within="#visits-today")
    grietje.look()
    week.board().asks_nothing_of("Vries")
    week.on(0, 11, 30)
    week.day("grietje")
    report(grietje, "Vries", "hard")
    grietje.answer("note", "De tranen kwamen, om haar zus.")
    grietje.look()
    grietje.press("Verslag versturen")
    grietje.sees("Je verslag is verstuurd")

    marijke = week.board()
    marijke.reads("Vries", "Moeizaam", "De tranen kwamen", within="#queue-first")
    marijke.look()
    week.day("grietje").reads("Verstuurd", "Vries")
    week.file("Vries").reads("De tranen kwamen", within="#timeline")


def a_wish_is_heard(week: Week) -> None:
    """Monday afternoon: on a telephone, with a wish that is open from then on."""
    week.on(0, 15, 30)
    roelie = week.day("roelie")
    roelie.reads("Bakker", within="#visits-today")
    roelie.look()
    report(roelie, "Bakker", "good")
    roelie.tick("wishes", "eating")
    roelie.answer("wish_text", "Niet alleen eten.")
    roelie.look()
    roelie.press("Verslag versturen")

    week.file("Bakker").reads("Niet alleen eten.", "Zoek wat past")
    week.board().asks_nothing_of("Bakker")


def the_heavy_visit_is_answered(week: Week) -> None:
    """Tuesday morning: a question to the volunteer, her answer, and it is read."""
    week.on(1, 9)
    marijke = week.board()
    marijke.section("#queue-first .line", "Vries").get_by_role(
        "link", name="Openen"
    ).click()
    marijke.tick("kind", "question")
    marijke.answer("words", "Zal ik haar morgen bellen?")
    marijke.look()
    marijke.press("Versturen")
    week.board().asks_nothing_of("Vries")

    grietje = week.day("grietje")
    grietje.reads("Marijke", "Zal ik haar morgen bellen?")
    grietje.page.get_by_role("link", name="Antwoorden").first.click()
    grietje.answer("answer", "Graag, na het eten.")
    grietje.look()
    grietje.press("Versturen")
    week.day("grietje").reads_nothing_of("Zal ik haar morgen bellen?")

    marijke = week.board()
    marijke.reads("Vries", "Graag, na het eten.", within="#queue-report")
    line = marijke.section("#work section .line", "Vries")
    line.get_by_role("link", name="Openen").click()
    marijke.press("Gelezen")
    week.board().asks_nothing_of("Vries")


def the_wish_becomes_a_referral(week: Week) -> None:
    """Tuesday: proposed and agreed to in one call, and passed on."""
    marijke = week.file("Bakker")
    marijke.follow("Zoek wat past")
    marijke.choose("Eettafel")
    marijke.look()
    marijke.press("Voorstellen")
    marijke.tick("agreed_how", "spoken")
    marijke.tick("shares", "name")
    marijke.press("Bewaren")
    marijke.tick("sent_how", "telephone")
    marijke.look()
    marijke.press("Bewaren")

    marijke.reads("wachten op antwoord")
    week.board().asks_nothing_of("Bakker")
    week.file("Bakker").reads("Eettafel", "doorgegeven", within="#timeline")


def a_volunteer_is_ill(week: Week) -> None:
    """Tuesday evening: she calls; her visit of tomorrow goes to somebody else."""
    week.on(1, 17)
    marijke = week["marijke"]
    marijke.go(f"/volunteers/{week.users['roelie'].id}")
    marijke.follow("Vrije dagen opgeven")
    marijke.answer("from_on", date_of(2))
    marijke.answer("until_on", date_of(3))
    marijke.look()
    marijke.press("Bewaren")
    marijke.reads("Aaltje Ploeg")
    marijke.look()
    marijke.follow("Een ander gaat")
    marijke.choose("Grietje")
    marijke.choose("Nee, zet het op de lijst")
    marijke.look()
    marijke.press("Bewaren")

    week.day("roelie").reads("Grietje gaat op woensdag 11 november", "Ploeg")
    roelie = week["roelie"]
    roelie.reads_nothing_of("0595 441 002")
    roelie.look()
    week.board().reads("Ploeg", "Een ander gaat", "Bel even", within="#queue-first")
    marijke.go(f"/week?week={MONDAY:%G-W%V}")
    line = marijke.section("#week .line", "Ploeg")
    expect(line).to_contain_text("Grietje")
    marijke.look()
    week.file("Ploeg").reads("Grietje", "gaat deze keer", within="#ahead")


def the_other_goes_instead(week: Week) -> None:
    """Wednesday: who goes instead has the number and street, for this day alone."""
    week.on(2, 9)
    grietje = week.day("grietje")
    grietje.reads("Ploeg", "0595 441 002", "Havenweg 62", within="#visits-today")
    week.on(2, 11, 30)
    week.day("grietje")
    report(grietje, "Ploeg", "good")
    grietje.press("Verslag versturen")

    week.board().asks_nothing_of("Ploeg")
    week.file("Ploeg").reads("Bezoek: fijn", "Grietje", within="#timeline")
    week.day("grietje").reads_nothing_of("0595 441 002")


def a_person_dies(week: Week) -> None:
    """Wednesday afternoon: the page shows what stops; the visitor reads it kindly."""
    week.on(2, 14)
    marijke = week.file("Boer")
    marijke.reads("Grietje", within="#ahead")
    marijke.follow("Geen contact meer, verhuisd of overleden")
    marijke.follow("Overleden")
    marijke.reads("Grietje", "morgen om 10:00")
    marijke.answer("because", "Haar dochter belde.")
    marijke.look()
    marijke.press("Overlijden vastleggen")

    marijke.reads("is overleden")
    expect(marijke.page.locator("#ahead")).to_have_count(0)
    marijke.look()
    week.board().reads("Boer", "Bel Grietje", "Kaart sturen", within="#queue-first")
    marijke.go(f"/week?week={MONDAY:%G-W%V}")
    line = marijke.section("#week .line", "Boer")
    expect(line.get_by_role("link", name="Verzetten")).to_have_count(0)
    grietje = week.day("grietje")
    grietje.reads("Aaltje Boer is overleden.")
    grietje.reads_nothing_of("0595 441 003")
    grietje.look()
    week.on(3, 8)
    week.day("grietje").reads(
        "Voor vandaag staat geen bezoek gepland", within="#visits-today"
    )


def the_wrong_person_is_put_right(week: Week) -> None:
    """Thursday: the death of a neighbour of the same name, put right an hour later."""
    week.on(3, 9)
    marijke = week.file("Smit")
    marijke.follow("Geen contact meer, verhuisd of overleden")
    marijke.follow("Overleden")
    marijke.answer("because", "Een Smit uit de Havenweg.")
    marijke.press("Overlijden vastleggen")
    week.day("grietje").reads("Aaltje Smit is overleden.")

    week.on(3, 10)
    marijke = week.file("Smit")
    marijke.follow("Het was een vergissing")
    marijke.answer("because", "Het was haar buurvrouw.")
    marijke.look()
    marijke.press("Rechtzetten")

    marijke.reads("Grietje", "15:00", within="#ahead")
    week.day("grietje").reads("Smit")
    week["grietje"].reads_nothing_of("Aaltje Smit is overleden.")
    week.board().asks_nothing_of("Smit")


def a_yes_is_taken_back(week: Week) -> None:
    """Thursday afternoon: visits stop, and her number is no longer on the telephone."""
    week.on(3, 14)
    roelie = week.day("roelie")
    roelie.reads("Mulder")
    person = f"/people/{week.people['Mulder']}"
    roelie.go(person)
    roelie.reads("0595 441 005")
    marijke = week.file("Mulder")
    marijke.follow("Een ja vastleggen of terugnemen")
    marijke.follow("Terugnemen")
    marijke.reads("Roelie")
    marijke.tick("how", "spoken")
    marijke.tick("afterwards", "end")
    marijke.look()
    marijke.press("Terugnemen")

    week.file("Mulder").reads("Zei nog nergens ja op")
    expect(marijke.page.locator("#ahead")).to_have_count(0)
    week.day("roelie").reads("Je gaat niet meer op bezoek bij", "Mulder")
    roelie.look()
    roelie.reads_nothing_of("dinsdag 17 november")
    answer = roelie.page.goto(person)
    assert answer is not None and answer.status == 404


def the_holiday_is_handed_over(week: Week) -> None:
    """Friday: away for a week; what was hers is on the list of a colleague then."""
    week.on(4, 16)
    marijke = week.file("Vries")
    marijke.page.get_by_text("Anders? Of met een taak?").first.click()
    marijke.answer("what", "Bel over haar zus.")
    marijke.answer("due_on", date_of(7))
    marijke.page.locator("[name=owner_id]").first.select_option(label="Marijke")
    marijke.press("Bewaren")
    marijke.go("/absences/")
    marijke.look()
    marijke.follow("Ik ben er niet")
    marijke.answer("first_on", date_of(5))
    marijke.answer("last_on", date_of(12))
    marijke.pick("Wie neemt de taken waar?", "Wiebe")
    marijke.look()
    marijke.press("Bewaren")
    marijke.reads("Marijke", "Wiebe")

    week.board("wiebe", "mine").reads_nothing_of("Bel over haar zus.")
    week.on(7, 9)
    wiebe = week.board("wiebe", "mine")
    wiebe.reads("Bel over haar zus.", "Wiebe neemt waar", within="#work")
    wiebe.look()
    week.file("Vries", "wiebe").reads("Bel over haar zus.")
