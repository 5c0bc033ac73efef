import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.spoken_text import SpokenPerson, read, village_of, where_of, who_of

VILLAGES = ("Stitswerd", "Bedum", "Den Andel", "Winsum", "'t Zandt")


@pytest.mark.parametrize(
    ("who", "where", "parts"),
    [
        (
            "Meneer Op 't Holt",
            "Stitswerd, Havenweg 62",
            ("mr", "", "", "op 't", "Holt", "Havenweg", "62", "Stitswerd"),
        ),
        (
            "mevr. Doornbos",
            "Kerkstraat 14a",
            ("mrs", "", "", "", "Doornbos", "Kerkstraat", "14a", ""),
        ),
        (
            "Mevrouw Trijntje van der Ploeg",
            "Oude Schans 3, Den Andel",
            (
                "mrs",
                "Trijntje",
                "",
                "van der",
                "Ploeg",
                "Oude Schans",
                "3",
                "Den Andel",
            ),
        ),
        (
            "dhr. J.H. de Vries",
            "De Wierde 7",
            ("mr", "", "J.H.", "de", "Vries", "De Wierde", "7", ""),
        ),
        ("Sjoerd Wiersma", "", ("", "Sjoerd", "", "", "Wiersma", "", "", "")),
        ("Wiersma", "Kerkplein", ("", "", "", "", "Wiersma", "Kerkplein", "", "")),
        ("fam. Bakker", "", ("", "", "", "", "Bakker", "", "", "")),
        ("Een mevrouw met een hondje", "", ("mrs", "", "", "", "", "", "", "")),
        (
            "Een mevrouw aan de Havenweg",
            "bij de brug",
            ("mrs", "", "", "", "", "Havenweg", "", ""),
        ),
        ("iemand bij de kerk", "", ("", "", "", "", "", "", "", "")),
        (
            "mevr groeneveld",
            "havenweg 62 a",
            ("mrs", "", "", "", "", "havenweg", "62 a", ""),
        ),
        ("Meneer Van Dijk", "", ("mr", "", "", "van", "Dijk", "", "", "")),
        ("Hij is de weg kwijt", "", ("", "", "", "", "Hij", "", "", "")),
        (
            "De heer Mulder",
            "Maarhuizen 15, Winsum",
            ("mr", "", "", "", "Mulder", "Maarhuizen", "15", "Winsum"),
        ),
    ],
)
def test_a_name_and_an_address_are_read_into_their_parts(
    who: str, where: str, parts: tuple[str, ...]
) -> None:
    found = read(who, where, VILLAGES)

    title = "mr" if found.is_man else "mrs" if found.is_woman else ""
    name = (found.called_name, found.initials, found.prefix, found.last_name)
    home = (found.street, found.house_number, found.village)
    assert (title, *name, *home) == parts


def test_a_postcode_is_read_too() -> None:
    assert read("Bakker", "Plein 3, 9781 AB Bedum", VILLAGES).postcode == "9781 AB"


@pytest.mark.parametrize(
    ("text", "who", "where", "village"),
    [
        (
            "Meneer Op 't Holt, Havenweg 62 Stitswerd, komt niet meer buiten.",
            "Meneer Op 't Holt",
            "Havenweg 62",
            "Stitswerd",
        ),
        (
            "mevr. Doornbos Kerkstraat 14 in Bedum. Haar man is overleden.",
            "mevr. Doornbos",
            "Kerkstraat 14",
            "Bedum",
        ),
        ("Een mevrouw in Winsum zit veel alleen", "Een mevrouw", "", "Winsum"),
        ("Bij de buurman is het altijd donker", "Bij de buurman is het", "", ""),
    ],
)
def test_one_text_says_who_and_where(
    text: str, who: str, where: str, village: str
) -> None:
    assert who_of(text, VILLAGES).startswith(who)
    assert where_of(text, VILLAGES) == where
    assert village_of(text, VILLAGES) == village


def test_a_text_that_names_two_villages_names_none() -> None:
    assert village_of("Van Bedum naar Winsum verhuisd", VILLAGES) == ""


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_text_can_be_read(who: str, where: str) -> None:
    assert isinstance(read(who, where, VILLAGES), SpokenPerson)
    assert len(who_of(who, VILLAGES)) <= 120
