"""One verb per deed, one name per thing, the menu says what its page is called."""

import re
from pathlib import Path

import pytest
from flask import Flask

from tests import make
from tests.house.telephones_found import numbers_that_cannot_be_called
from tests.house.test_routes import Visitors
from tests.house.test_words import CATALOGUES, catalogue
from tests.pages import Browser, Page
from thuis_app.core.actors import Role
from thuis_app.core.database import db

NOT_ON_SCREEN = {
    r"\bpartners?\b": "organisatie, contactpersoon",
    r"\bbijeenkomst": "activiteit, of inloop",
    r"uitnodigingsronde": "belronde",
    r"liftlijst": "ophaallijst",
    r"\bheadcount|\battendance|\bmissed\b": "aantal bezoekers, wie was er, was er niet",
    r"cirkelleider": "begeleider",
    r"\bgate\b": "nog nodig",
    r"koppel(t|en|ing)|gekoppeld": "bij wie ik kom, wie bij wie komt",
    r"^afspraak (ge|be|over)": "wie bij wie komt",
    r"\brota\b|\bswap": "rooster, ruilen",
    r"weigert definitief": "wil geen contact",
    r"\bgeland\b|\blanden\b": "gelukt, niet gelukt",
    r"aandachtsfunctionaris": "contactpersoon niet pluis",
    r"vraagverheldering": "gesprek thuis",
    r"volhoudtijd": "hoe lang houdt u dit nog vol?",
    r"signatuur": "eigen karakter",
    r"\binbreng\b": "bijdrage; wat ik graag doe voor een ander",
    r"breaking the glass|noodblad": "noodtoegang, noodsleutel op papier",
    r"\btrail\b": "wie keek wanneer",
    r"\bcasus|uitbehandeld|cliënt|eenza": "never",
    r"\bdiegene\b|\bdeze mens\b|\been mens\b": "deze persoon",
    r"\ber mist\b": "er ontbreekt",
    r"bladzijde": "pagina",
    r"\bmet rust gelaten|\bmet rust laten": "wil geen contact",
    r"afgeschermd": "niet getoond",
    r"vastgehouden|toegezegd": "in optie, bevestigd",
    r"nagevraagd|van de kaart": "gecontroleerd, niet meer getoond",
    r"verzegel": "op slot",
    r"flask jobs": "what to do, and who does it",
}
"""What is not said, and what is said instead."""
OF_ACCESS = {
    *("accounts", "agreements", "deputies", "emergencies", "sessions"),
    *("privacy_papers", "task_lines", "tasks"),
}
"""Where a second person says yes to what opens files: 'akkoord'. What somebody says of
their own data is 'toestemming'."""
ONE_VERB = {
    r"aanpass|\bpas(t|te)?\b.*\baan\b|verander": "wijzigen",
    r"\bbekijken\b": "openen, nakijken",
    r"\bopslaan\b|\bopgeslagen\b": "bewaren, bewaard",
    r"^(iets |uren |een ja |dit \w+ )?opschrijven\b": "vastleggen, bewaren",
    r"^(regelen|bespreken|plannen)$": "oppakken, openen",
    r"^(de |nieuw )?\w+ bewaren$|^bewaren wie ": "bewaren",
    r"\bmag weer\b": "weer openen",
    r"kruis\b.*\baan\b|aankruis|aangekruist": "aanvinken",
}
"""Other words for a deed that has its verb, and that verb."""
EXCEPTIONS = {
    "Partner": "a husband or a wife",
    "Start thuis trail verify, en vergelijk met de laatste reservekopie.": "is typed",
    "Start thuis trail verify: dat zegt wat er gewijzigd is, en waar.": "is typed so",
}
"""Texts that may say it: each with its reason."""


def dutch() -> dict[str, str]:
    """Each text in Dutch, with the catalogue that it stands in."""
    found: dict[str, str] = {}
    for path in CATALOGUES:
        for text in texts_of(path):
            found[text] = path.stem
    return found


def texts_of(path: Path) -> list[str]:
    found: list[str] = []
    for message in catalogue(path):
        words = message.string or ""
        found += [words] if isinstance(words, str) else words
    return found


@pytest.mark.parametrize("word", [*NOT_ON_SCREEN, *ONE_VERB])
def test_one_thing_has_one_name_and_one_action_one_verb(word: str) -> None:
    instead = (NOT_ON_SCREEN | ONE_VERB)[word]

    found = {
        f"{stem}: {text}"
        for text, stem in dutch().items()
        if re.search(word, text, re.IGNORECASE) and text not in EXCEPTIONS
    }

    assert not found, f"{sorted(found)}: say {instead}, or give it its reason"


def test_a_yes_to_access_and_one_to_the_use_of_data_have_two_names() -> None:
    wrong = [text for text, stem in dutch().items() if "akkoord" in text.lower()]

    assert {dutch()[text] for text in wrong} <= OF_ACCESS


def test_no_exception_is_left_over() -> None:
    said = dutch()

    assert set(EXCEPTIONS) <= set(said), "nothing on screen says this any more"


def menu_of(page: Page) -> dict[str, str]:
    """The words of the menu, each with the address it leads to."""
    entries = page.tree.css("header.masthead nav a")
    words = [entry.text(deep=False).strip() for entry in entries]
    assert len(words) == len(set(words)), f"the same word twice in the menu: {words}"
    return dict(
        zip(words, [str(entry.attributes["href"]) for entry in entries], strict=True)
    )


def assert_menu_says_what_its_pages_are_called(browser: Browser) -> None:
    for words, address in menu_of(browser.get("/account/")).items():
        heading = browser.get(address).text("h1")
        assert heading.split(",")[0].startswith(words), f"{words}: {heading}"


def test_the_menu_has_the_words_of_the_headings(visitors: Visitors) -> None:
    _known, browsers = visitors
    for browser in browsers[1:]:
        assert_menu_says_what_its_pages_are_called(browser)


def test_who_is_everything_at_once_sees_no_word_twice(
    app: Flask, visitors: Visitors
) -> None:
    roles = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.SAFEGUARDING_LEAD, Role.BOARD)
    user = make.user(*roles, all_areas=True)
    db.session.commit()

    assert_menu_says_what_its_pages_are_called(Browser(app, user))


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ("<p>Call 050 555 0144</p>", ["050 555 0144"]),
        ("<p>Call <a href='tel:+31505550144'>050 555 0144</a></p>", []),
        ("<p><a href='tel:+31505550144'>+31505550144</a></p>", ["+31505550"]),
        ("<p>0800-2000</p>", ["0800-2000"]),
        ("<p><input value='050 555 0144'></p>", []),
        ("<p>On 06-11-2026 from 09:00 to 10:00</p>", []),
    ],
)
def test_a_number_that_is_no_link_is_found(html: str, wrong: list[str]) -> None:
    assert numbers_that_cannot_be_called(Page(200, html, {})) == wrong
