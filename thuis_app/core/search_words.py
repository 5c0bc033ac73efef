"""The words by which people are found: as they are spelled, and as they sound.

What is looked for is compared with the beginning of stored words, so that an index
leads. Beside the words of a name are stored: its words written as one, other ways to
write an umlaut, and how it sounds, behind `SOUND`.
"""

import re
from collections.abc import Iterable

from thuis_app.core.normalize import fold

SOUND = "~"
SHORTEST, SHORTEST_SOUND, SHORTEST_NUMBER = 2, 3, 4
WORDS_AT_MOST = 8

TELEPHONE = re.compile(r"\+?[0-9]{4,15}")
BETWEEN_DIGITS = re.compile(r"\(0\)|[\s()./\u2010-\u2015-]")
TITLES = frozenset(
    {
        *("mevr", "mevrouw", "mw", "mvr", "mej", "mejuffrouw", "juffrouw"),
        *("meneer", "mijnheer", "mnr", "dhr", "heer", "hr", "fam", "familie"),
    }
)
ABBREVIATIONS = {"vd": ["v", "d"], "vdr": ["v", "d"], "vh": ["v", "h"]}
ABBREVIATIONS |= {"str": ["straat"], "vdn": ["v", "d"]}
STREET = re.compile(r"str\b")
GERMAN = str.maketrans({"ö": "oe", "ä": "ae", "ü": "ue", "ø": "oe", "å": "aa"})
UMLAUTS = re.compile(r"(?<=[oau])e")

SOUNDS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"sch$|(?<=.)s?sch(?=e)", "s"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dt$|d$", "t"),
        (r"c?ch|gh", "g"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"z", "s"),
        (r"v", "f"),
        (r"uy", "ui"),
        (r"ei|ey|ai|ay", "y"),
        (r"auw|ouw|au", "ou"),
        (r"ae", "a"),
        (r"ie", "i"),
        (r"oe|ue", "u"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[lr])e(?=n[^aeiouy])", ""),
        (r"en$", "e"),
        (r"(?<=[rsnl])e(?=ma$)", ""),
    )
)


def sound(name: str) -> str:
    """A code of how a name sounds in Dutch: the same for 'Meijer' and 'Maier'.

    Of a double name ('Boer-Mulder') the first half counts.
    """
    plain = fold(name.split("-")[0]).replace(" ", "")
    for pattern, sounded in SOUNDS:
        plain = pattern.sub(sounded, plain)
    return plain


def sounds(name: str) -> frozenset[str]:
    """The codes of all spellings of a name; none for a name without letters."""
    return frozenset({sound(one) for one in (name, _german(name))} - {""})


def asked(typed: str) -> list[str]:
    """The folded words to look for; the digits of a telephone number are one word.

    Titles are left out, where something else remains. What folds to nothing, to less
    than two letters or to less than four digits, has no words: it finds nobody.
    """
    digits = BETWEEN_DIGITS.sub("", typed)
    if TELEPHONE.fullmatch(digits):
        return [digits.removeprefix("+").removeprefix("00")]
    words = [
        word for one in fold(typed).split() for word in ABBREVIATIONS.get(one, [one])
    ]
    named = _without_titles(words) or words
    return named[:WORDS_AT_MOST] if _is_enough(typed) else []


def name_words(*names: str) -> set[str]:
    """The words of the parts of a name that belong together: prefix and last name."""
    name = " ".join(filter(None, names))
    found: set[str] = set()
    for spelled in (name, _german(name)):
        words = fold(spelled).split()
        found |= {*words, *(UMLAUTS.sub("", word) for word in words)}
        joined = {"".join(words[begin:]) for begin in range(len(words))}
        joined |= {"".join(words[:-1])}
        found |= joined | _sounding({*words, *joined})
    return found - {""}


def address_words(street: str, house_number: str, postcode: str = "") -> set[str]:
    """The words of an address: street and number, also written as one."""
    number = fold(house_number).split()
    joined, digits = street_name(street).replace(" ", ""), "".join(number)
    code = fold(postcode).split()
    found = {*fold(street).split(), *street_name(street).split(), *number, *code[1:]}
    return (found | {joined, digits, joined + digits, "".join(code)}) - {""}


def street_name(street: str) -> str:
    """A street without case or accents, and in full: 'Kerkstr.' is 'kerkstraat'."""
    return STREET.sub("straat", fold(street))


def telephone_words(numbers: Iterable[str]) -> set[str]:
    """The words of numbers kept as +31…: with and without the area code, and the end
    of the number, by which people know it."""
    found: set[str] = set()
    for number in numbers:
        digits = number.removeprefix("+")
        found |= {digits, digits[-7:], digits[-6:], digits[-4:]}
        if digits.startswith("31"):
            found.add("0" + digits.removeprefix("31"))
    return found - {""}


def as_spelled(word: str) -> tuple[str, ...]:
    """How stored words begin that are spelled so; an i may be half of an ij."""
    return (word, word[:-1] + "y") if word.endswith("i") else (word,)


def as_heard(word: str) -> tuple[str, ...]:
    """How stored words begin that are spelled so, or sound so."""
    heard, plain = sound(word), UMLAUTS.sub("", word)
    found = [*as_spelled(word), plain]
    if len(heard) >= SHORTEST_SOUND and not word.isdigit():
        found.append(SOUND + heard)
    return tuple(dict.fromkeys(found))


def _is_enough(typed: str) -> bool:
    """Whether few enough people can be meant: a letter or '050' is of everybody."""
    letters = "".join(letter for letter in typed if letter.isalnum())
    least = SHORTEST_NUMBER if letters.isdigit() else SHORTEST
    return len(letters) >= least or not letters.isascii()


def _without_titles(words: list[str]) -> list[str]:
    """The same without 'mevrouw', and without 'de' in 'de heer'."""
    text = " ".join(words).replace("de heer", "heer")
    return [word for word in text.split() if word not in TITLES]


def _german(name: str) -> str:
    return name.casefold().translate(GERMAN)


def _sounding(words: Iterable[str]) -> set[str]:
    codes = {sound(word) for word in words if not word.isdigit()}
    return {SOUND + code for code in codes if len(code) >= SHORTEST_SOUND}
