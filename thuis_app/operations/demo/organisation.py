"""The foundation of the example: its villages, accounts, rooms and offerings."""

import csv
from datetime import date, time
from importlib.resources import files

from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.day_parts import DayPart
from thuis_app.core.normalize import fold
from thuis_app.core.search_words import name_words, telephone_words
from thuis_app.directory.offerings.rules import OfferingKind, ReachedBy
from thuis_app.operations.demo import names, proportions
from thuis_app.operations.demo.people import Area, DemoVillage
from thuis_app.operations.demo.writer import Writer

ROOMS, PLACES = 15, 4
LONG_AGO, OVERDUE, CONFIRMED = "Klusbank Winsum", (95, 99), (2, 75)
"""The offering that nobody confirmed for a while, and how many days ago the others."""

PLACES_IN_TOWN = (6, 8)
HOURS = {
    DayPart.MORNING: (time(9, 30), time(12)),
    DayPart.AFTERNOON: (time(13), time(16, 30)),
    DayPart.EVENING: (time(17), time(20)),
}
OFFERINGS = (
    ("Automaatje", OfferingKind.OWN, "Een rit met een vrijwilliger uit de buurt."),
    ("Oudermaatje", OfferingKind.OWN, "Een maatje om mee op pad te gaan."),
    ("Thuishuiscafé", OfferingKind.OWN, "Elke donderdag koffie, soep en praat."),
    ("Telefooncirkel", OfferingKind.OWN, "Elke ochtend een belletje van een bekende."),
    ("Thuisbus", OfferingKind.OWN, "Samen een dag eruit, met de bus."),
    ("Thuis kamers", OfferingKind.OWN, "De huiskamer van het dorp."),
    (
        "Zangkoor De Wadklanken",
        OfferingKind.OTHER,
        "Zingen op donderdagavond, in Baflo.",
    ),
    ("Klusbank Winsum", OfferingKind.OTHER, "Kleine klussen in en om het huis."),
    ("Bibliotheek aan huis", OfferingKind.OTHER, "Boeken gebracht en gehaald."),
)


TOWNS = (
    *("Groningen", "Delfzijl", "Appingedam", "Stadskanaal", "Veendam", "Winschoten"),
    *("Hoogezand", "Leek", "Assen", "Emmen", "Hoogeveen", "Meppel", "Coevorden"),
    *("Leeuwarden", "Drachten", "Sneek", "Heerenveen", "Harlingen", "Franeker"),
    *("Dokkum", "Bolsward", "Zwolle", "Deventer", "Kampen", "Hengelo", "Almelo"),
)
SIDES = ("Centrum", "Noord", "Oost", "Zuid", "West")
IN_EVERY_TOWN = (
    ("Buurtkamer", OfferingKind.OWN, "Elke dag open, met koffie en soep."),
    ("Wandelclub", OfferingKind.OWN, "Elke dinsdag een rondje door de buurt."),
    ("Bibliotheek", OfferingKind.OTHER, "Boeken, en een tafel om aan te lezen."),
    ("Klusdienst", OfferingKind.OTHER, "Kleine klussen in en om het huis."),
    ("Zwembad", OfferingKind.OTHER, "Baantjes trekken, en koffie na afloop."),
)


def begin(writer: Writer, village: DemoVillage, people: int) -> None:
    """The foundation, its villages, rooms and offerings."""
    writer.add(
        "foundation",
        name="Stichting Thuis in het dorp (voorbeeld)",
        place="Het Hogeland",
        telephone="050 555 01 23",
        is_demo=True,
    )
    for row in csv.DictReader(_areas().splitlines()):
        name, postcode, cluster = row["village"], row["postcode4"], row["group"]
        number = writer.add(
            "area", name=name, sort_name=fold(name), postcode4=postcode, cluster=cluster
        )
        village.areas.append((number, name, postcode))
    for number, name, _postcode in village.areas[:ROOMS]:
        _room(writer, village, number, name, PLACES)
    for name, kind, sentence in OFFERINGS:
        is_stale = name == LONG_AGO
        number = _offering(writer, village, name, kind, sentence, is_stale=is_stale)
        village.offerings.append(number)
    for at in range(proportions.districts(people)):
        _district(writer, village, at)
    for town in towns(village):
        _offerings_in_town(writer, village, town)


def towns(village: DemoVillage) -> list[list[Area]]:
    """The districts of each town."""
    step = proportions.DISTRICTS_A_TOWN
    starts = range(0, len(village.districts), step)
    return [village.districts[start : start + step] for start in starts]


def _district(writer: Writer, village: DemoVillage, at: int) -> None:
    """A district of a town, with its room; beyond the known towns they are numbered."""
    town, side = divmod(at, proportions.DISTRICTS_A_TOWN)
    cluster = TOWNS[town] if town < len(TOWNS) else f"Stad {town + 1}"
    name, postcode = f"{cluster}-{SIDES[side]}", f"{2000 + at % 8000:04d}"
    number = writer.add(
        "area", name=name, sort_name=fold(name), postcode4=postcode, cluster=cluster
    )
    village.districts.append((number, name, postcode))
    _room(writer, village, number, name, PLACES_IN_TOWN[at % len(PLACES_IN_TOWN)])


def _offerings_in_town(writer: Writer, village: DemoVillage, town: list[Area]) -> None:
    name_of_town = town[0][1].removesuffix(f"-{SIDES[0]}")
    for name, kind, sentence in IN_EVERY_TOWN:
        named = f"{name} {name_of_town}"
        number = _offering(writer, village, named, kind, sentence, all_areas=False)
        for area_id, _name, _postcode in town:
            writer.add("offering_area", offering_id=number, area_id=area_id)
            village.local.setdefault(area_id, []).append(number)


def user(
    writer: Writer,
    email: str,
    name: str,
    *roles: Role,
    password: str = "",
    area_ids: list[int] | None = None,
    all_areas: bool = False,
    ended_on: date | None = None,
) -> int:
    """An account of the example."""
    telephone = f"+315055501{writer.next_number('user') % 100:02d}"
    number = writer.add(
        "user",
        name=name,
        sort_name=fold(name),
        called=name.split()[0],
        email=email,
        telephone=telephone,
        password_hash=password,
        all_areas=all_areas,
        is_active=ended_on is None,
        ended_on=ended_on,
        created_at=clock.now(),
    )
    for role in sorted(roles):
        writer.add("user_role", user_id=number, role=role.value, since=clock.today())
    for word in sorted(name_words(name) | telephone_words([telephone])):
        writer.add("user_word", user_id=number, word=word)
    for area_id in area_ids or []:
        writer.add("user_area", user_id=number, area_id=area_id)
    return number


def _room(
    writer: Writer, village: DemoVillage, area_id: int, name: str, places: int
) -> None:
    number = writer.add(
        "room",
        area_id=area_id,
        name=f"Thuis kamer {name}",
        address=f"{village.random.choice(names.STREETS)} 2, {name}",
        host_organisation="Dorpshuis",
        character="Huiskamer met een lange tafel",
        contact_person="Tineke Smit",
        telephone="+31505550191",
        is_protected=area_id == village.areas[ROOMS - 1][0],
    )
    village.rooms.append((number, area_id, places))
    for weekday in range(6):
        for part, (opens, closes) in HOURS.items():
            if part is DayPart.EVENING and weekday not in (2, 4):
                continue
            writer.add(
                "room_part",
                room_id=number,
                weekday=weekday,
                day_part=part.value,
                opens=opens,
                closes=closes,
                places=places,
            )


def _offering(
    writer: Writer,
    village: DemoVillage,
    name: str,
    kind: OfferingKind,
    sentence: str,
    *,
    all_areas: bool = True,
    is_stale: bool = False,
) -> int:
    own = kind is OfferingKind.OWN
    return writer.add(
        "offering",
        name=name,
        kind=kind.value,
        sentence=sentence,
        sort_name=fold(name),
        search_text=fold(f"{name} {sentence}"),
        for_whom="Voor iedereen die wil",
        opening="Elke week",
        cost="Gratis" if own else "Een kleine bijdrage",
        contact_person="Jannie van Houten",
        telephone="+31505550160",
        reached_by=(ReachedBy.OURSELVES if own else ReachedBy.TELEPHONE).value,
        all_areas=all_areas,
        confirmed_on=village.day(*(OVERDUE if is_stale else CONFIRMED)),
    )


def _areas() -> str:
    return (
        files("thuis_app.operations.demo")
        .joinpath("areas.csv")
        .read_text(encoding="utf-8")
    )
