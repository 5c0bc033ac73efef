"""A table of right and wrong: what a caller says, and who is found."""

import pytest

from tests import make
from tests.people.contacts.people import registered
from thuis_app.core.database import db
from thuis_app.core.search_words import asked
from thuis_app.people.contacts import queries
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import search_text

PEOPLE = (
    ("Trijntje", "", "Doornbos", "Havenweg", "62", "+31505552133"),
    ("Annechien", "van der", "Ploeg", "Kerkstraat", "14a", "+31505550144"),
    ("Sjoerd", "", "Wiersma", "De Wierde", "3", "+31595123456"),
    ("Ayşe", "", "Özdemir", "Molenweg", "8", ""),
    ("Emine", "", "Yıldız", "Molenweg", "10", ""),
    ("Klaas", "", "Kuipers", "Oude Schans", "21", "+31612345678"),
    ("Grietje", "", "Dijkema", "Plein", "5", ""),
    ("Harm", "op 't", "Holt", "Havenweg", "6", ""),
    ("Freerk", "", "Pastoor", "Hoofdweg", "100", ""),
    ("Ida", "", "IJsbrandij", "Noorderstraat", "7", ""),
    ("Riek", "de", "Vries", "Zuiderstraat", "9", ""),
    ("Geert", "", "Feringa", "Lage Weg", "11", ""),
    ("Iwan", "", "Иванов", "Plein", "7", ""),
    ("Mei", "", "李", "Plein", "9", ""),
    ("Siem", "", "🙂", "Plein", "11", ""),
    ("Anna Maria", "", "Boer-Mulder", "Burgemeester Tonkensstraat", "1", ""),
    ("Loes", "in 't", "Veld", "Dijkstraat", "33", ""),
    ("Tjaard", "", "Smid", "Achterweg", "2", ""),
    ("Josje", "", "Łukaszewicz", "Achterweg", "4", ""),
    ("Aafke", "d'", "Ancona", "Achterweg", "6", ""),
    ("Piet", "", "Oezcan", "Achterweg", "8", ""),
    ("Elly", "", "Meijer", "Achterweg", "12", ""),
)
BY_NAME = [
    ("Doornbos", "Doornbos"),
    ("doornbos", "Doornbos"),
    ("mevr. Doornbos", "Doornbos"),
    ("mevrouw Doornbos", "Doornbos"),
    ("Mw Doornbos", "Doornbos"),
    ("Doorenbos", "Doornbos"),
    ("trijn doorn", "Doornbos"),
    ("Doornbos, Trijntje", "Doornbos"),
    ("vander ploeg", "Ploeg"),
    ("van der Ploeg", "Ploeg"),
    ("v.d. Ploeg", "Ploeg"),
    ("v/d Ploeg", "Ploeg"),
    ("vd ploeg", "Ploeg"),
    ("vanderploeg", "Ploeg"),
    ("Ploeg, van der", "Ploeg"),
    ("Annechin", "Ploeg"),
    ("Wirsma", "Wiersma"),
    ("Wiersma", "Wiersma"),
    ("dhr. Wiersma", "Wiersma"),
    ("de heer Wiersma", "Wiersma"),
    ("Oezdemir", "Özdemir"),
    ("Ozdemir", "Özdemir"),
    ("özdemir", "Özdemir"),
    ("ÖZD", "Özdemir"),
    ("ayse", "Özdemir"),
    ("Yildiz", "Yıldız"),
    ("YILDIZ", "Yıldız"),
    ("Yıldız", "Yıldız"),
    ("Kuypers", "Kuipers"),
    ("Kuijpers", "Kuipers"),
    ("Cuipers", "Kuipers"),
    ("Claas Kuipers", "Kuipers"),
    ("Dykema", "Dijkema"),
    ("Dij", "Dijkema"),
    ("Di", "Dijkema"),
    ("Dijk", "Dijkema"),
    ("Deikema", "Dijkema"),
    ("Op 't Holt", "Holt"),
    ("opt holt", "Holt"),
    ("optholt", "Holt"),
    ("op ’t holt", "Holt"),
    ("Pastor", "Pastoor"),
    ("IJsbrandij", "IJsbrandij"),
    ("ysbrandy", "IJsbrandij"),
    ("ij", "IJsbrandij"),
    ("Devries", "Vries"),
    ("Vries de", "Vries"),
    ("Fries", "Vries"),
    ("Feringha", "Feringa"),
    ("иванов", "Иванов"),
    ("李", "李"),
    ("Siem", "🙂"),
    ("annamaria", "Boer-Mulder"),
    ("Boer Mulder", "Boer-Mulder"),
    ("boermulder", "Boer-Mulder"),
    ("in't veld", "Veld"),
    ("intveld", "Veld"),
    ("Smit", "Smid"),
    ("Smidt", "Smid"),
    ("lukaszewicz", "Łukaszewicz"),
    ("dancona", "Ancona"),
    ("d’Ancona", "Ancona"),
    ("Özcan", "Oezcan"),
    ("Maier", "Meijer"),
    ("Meyer", "Meijer"),
]
BY_ADDRESS_OR_NUMBER = [
    ("havenweg62", "Doornbos"),
    ("Havenweg 62", "Doornbos"),
    ("62 havenweg", "Doornbos"),
    ("kerkstr", "Ploeg"),
    ("kerkstraat 14 a", "Ploeg"),
    ("Kerk straat 14a", "Ploeg"),
    ("dewierde3", "Wiersma"),
    ("wierde", "Wiersma"),
    ("tonkensstr", "Boer-Mulder"),
    ("oude schans 21", "Kuipers"),
    ("lageweg", "Feringa"),
    ("050 555 21 33", "Doornbos"),
    ("050-5552133", "Doornbos"),
    ("+31 50 555 2133", "Doornbos"),
    ("0031 (0)50 5552133", "Doornbos"),
    ("555 2133", "Doornbos"),
    ("5552133", "Doornbos"),
    ("2133", "Doornbos"),
    ("55 21 33", "Doornbos"),
    ("Doornbos 2133", "Doornbos"),
    ("123456", "Wiersma"),
    ("0595 12 34 56", "Wiersma"),
    ("06-12345678", "Kuipers"),
    ("06 12 34 56 78", "Kuipers"),
    ("5678", "Kuipers"),
    ("Ploeg Bedum", "Ploeg"),
    ("bedum kerkstraat", "Ploeg"),
]
FOUND_NOT = [
    ("Doornbos", "Ploeg"),
    ("🙂", "🙂"),
    ("?!", "🙂"),
    ("", "Doornbos"),
    ("d", "Doornbos"),
    ("9999", "Doornbos"),
    ("havenweg 63", "Doornbos"),
    ("Doornbos Winsum", "Doornbos"),
    ("%", "Ploeg"),
    ("ploeg OR vries", "Ploeg"),
    ("Vos", "Vries"),
    ("Bakker", "Boer-Mulder"),
]


def hits(typed: str) -> list[str]:
    bedum = make.area("Bedum")
    make.area("Winsum", "9951")
    for called, prefix, last, street, number, telephone in PEOPLE:
        numbers = [telephone] if telephone else []
        names, home = (called, "", prefix, last), (street, number, "")
        words = search_text(names, home, numbers)
        db.session.add(Contact(last_name=last, area_id=bedum.id, search_text=words))
    db.session.commit()
    actor = make.actor(make.coordinator())
    return [one.last_name for one in queries.search(actor, asked(typed)).all]


@pytest.mark.parametrize(("typed", "name"), BY_NAME)
def test_somebody_is_found_by_name_as_people_say_and_spell_it(
    database: None, typed: str, name: str
) -> None:
    assert name in hits(typed)


@pytest.mark.parametrize(("typed", "name"), BY_ADDRESS_OR_NUMBER)
def test_somebody_is_found_by_street_or_telephone_as_people_give_it(
    database: None, typed: str, name: str
) -> None:
    assert name in hits(typed)


@pytest.mark.parametrize(("typed", "name"), FOUND_NOT)
def test_somebody_else_is_not_found(database: None, typed: str, name: str) -> None:
    assert name not in hits(typed)


def test_who_is_spelled_so_comes_before_who_sounds_so(database: None) -> None:
    actor = make.actor(make.coordinator())
    heard, spelled = registered("Wirsma"), registered("Wiersma")

    found = queries.search(actor, asked("Wiersma"))

    assert [one.id for one in found.spelled] == [spelled.id]
    assert [one.id for one in found.heard] == [heard.id]


@pytest.mark.usefixtures("database")
def test_who_lives_in_a_street_in_short_is_found_by_the_whole_word() -> None:
    contact = registered("Ploeg", street="Kerkstr.", house_number="4")

    for words in ("kerkstraat 4", "kerkstr 4", "kerkstraat4"):
        found = queries.search(make.actor(make.coordinator()), asked(words)).all
        assert [one.id for one in found] == [contact.id], words
