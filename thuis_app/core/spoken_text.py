"""What a text of a caller says about a person: name, street, number, village.

'Meneer Op 't Holt, Havenweg 62 Stitswerd' is read into the fields of a form. What is
not sure is left open: a field that is filled in wrongly costs more than an empty one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from thuis_app.core.normalize import fold

WHO_AT_MOST = 120
MEN = frozenset({"meneer", "mijnheer", "mnr", "dhr", "heer", "hr"})
WOMEN = frozenset({"mevr", "mevrouw", "mw", "mvr", "mej", "mejuffrouw", "juffrouw"})
FAMILIES = frozenset({"fam", "familie", "echtpaar"})
ARTICLES = frozenset({"een", "n", "a", "an", "the"})
PREFIXES = frozenset({"van", "de", "der", "den", "het", "'t", "'s", "ter", "ten"})
PREFIXES |= {"te", "op", "in", "aan", "bij", "uit", "voor", "onder", "over", "la"}
PREFIXES |= {"le", "du", "di", "da", "von", "zu", "el", "al", "d'", "v.d.", "v/d"}

STREETS = "straat|str\\.?|weg|laan|plein|singel|kade|steeg|dreef|gracht"
# Last names end so too: these are of a street when a number follows.
ALSO_NAMES = "pad|dijk|hof|wal|park|ring|wierde|diep|schans|erf|baan|haven|veld|horn"
BEFORE = "(?:(?i:oude|nieuwe|lage|hoge|kleine|grote)\\s|(?:De|Het|'t)\\s)?"
NUMBER = "(\\d{1,5}\\s?[a-zA-Z]?(?:-\\d{1,3})?)(?![\\w'’-])"
NAMED_STREET = re.compile(rf"\b({BEFORE}[A-Z][\w'’.-]*?(?:{STREETS}))(?![\w'’-])")
NUMBERED_STREET = re.compile(
    rf"\b({BEFORE}[\w'’.-]*?(?i:{STREETS}|{ALSO_NAMES}))\s+(?:nr\.?\s+|nummer\s+)?"
    + NUMBER
)
NUMBERED = re.compile(r"(?:^|,)\s*([^,\d]{2,40}?)\s+(\d{1,5}\s?[a-zA-Z]?)\s*(?=,|$)")
POSTCODE = re.compile(r"\b([1-9]\d{3}) ?([A-Z]{2})\b")
INITIALS = re.compile(r"(?:[A-Z]\.?){1,4}")
ENDS_WHO = re.compile(r"[,;:\n!?]|(?<=\w{5})\.(?:\s|$)")


@dataclass(frozen=True)
class SpokenPerson:
    """What is known of a person by a text; '' where it does not say."""

    is_man: bool = False
    is_woman: bool = False
    called_name: str = ""
    initials: str = ""
    prefix: str = ""
    last_name: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    village: str = ""


def read(who: str, where: str, villages: Iterable[str] = ()) -> SpokenPerson:
    """The parts of a name and an address in what was written of a person."""
    text = f"{who}, {where}"
    village, elsewhere = _village(text, villages)
    street, number = _street(elsewhere)
    found = POSTCODE.search(text)
    person = SpokenPerson(
        street=street,
        house_number=number,
        postcode=f"{found[1]} {found[2]}" if found else "",
        village=village,
    )
    return _named(person, who_of(who, villages))


def village_of(text: str, villages: Iterable[str]) -> str:
    """The village that a text names; '' for none, and where it names several."""
    return _village(text, villages)[0]


def who_of(text: str, villages: Iterable[str] = ()) -> str:
    """The beginning of a text, up to where it tells where the person lives, or what."""
    ends = [len(text), WHO_AT_MOST]
    if separator := ENDS_WHO.search(text):
        ends.append(separator.start())
    found = (NUMBERED_STREET.search(text), NAMED_STREET.search(text))
    ends += [street.start() for street in found if street and street.start() > 0]
    village = village_of(text, villages)
    at = text.casefold().find(village.casefold()) if village else -1
    if at > 0:
        ends.append(at)
    return re.sub(r"\s+(?:aan|op|in|uit|te|de|het)*\s*$", "", text[: min(ends)].strip())


def where_of(text: str, villages: Iterable[str] = ()) -> str:
    """The street and number that a text names; '' where it names none."""
    return " ".join(filter(None, _street(_village(text, villages)[1])))


def _village(text: str, villages: Iterable[str]) -> tuple[str, str]:
    """The village in this text, and the text without it; the longest names first."""
    plain = f" {fold(text)} "
    named = []
    for village in sorted(villages, key=len, reverse=True):
        if f" {fold(village)} " in plain:
            named.append(village)
            plain = plain.replace(f" {fold(village)} ", "  ")
    if len(named) != 1:
        return "", text
    pattern = rf"\s*(?:\bin\s+|\bte\s+)?\b{re.escape(named[0])}\b"
    return named[0], re.sub(pattern, ",", text, flags=re.IGNORECASE)


def _street(text: str) -> tuple[str, str]:
    if match := NUMBERED_STREET.search(text) or NUMBERED.search(text):
        return match[1].strip(), match[2].strip()
    named = NAMED_STREET.search(text)
    return (named[1], "") if named else ("", "")


def _named(person: SpokenPerson, who: str) -> SpokenPerson:
    """The same with the name; a text such as 'een mevrouw met een hondje' has none."""
    words = who.replace("’", "'").split()
    plain = [fold(word) for word in words]
    person = replace(
        person,
        is_man=bool(MEN.intersection(plain)),
        is_woman=bool(WOMEN.intersection(plain)),
    )
    if not words or plain[0] in ARTICLES:
        return person
    titles = MEN | WOMEN | FAMILIES
    at = max((i + 1 for i, word in enumerate(plain) if word in titles), default=0)
    return _with_name(person, _name_at(words[at:]))


def _name_at(words: list[str]) -> list[str]:
    """The words of a name at the beginning: capitals, and prefixes before them."""
    name: list[str] = []
    for word in words:
        if not word[:1].isupper() and word.casefold() not in PREFIXES:
            break
        name.append(word)
    while name and name[-1].casefold() in PREFIXES:
        name.pop()
    return name


def _with_name(person: SpokenPerson, name: list[str]) -> SpokenPerson:
    first, initials, called = 0, "", ""
    if len(name) > 1 and INITIALS.fullmatch(name[0]):
        first, initials = 1, name[0]
    elif len(name) > 1 and name[0].casefold() not in PREFIXES:
        first, called = 1, name[0]
    begin = first
    while begin < len(name) - 1 and name[begin].casefold() in PREFIXES:
        begin += 1
    return replace(
        person,
        initials=initials,
        called_name=called,
        prefix=" ".join(name[first:begin]).lower(),
        last_name=" ".join(name[begin:]),
    )
