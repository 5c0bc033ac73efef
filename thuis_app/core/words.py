"""How names and free text are compared, and what may never be in them."""

import re
import unicodedata

from stdnum.nl import bsn

SAME = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "đ": "d", "æ": "ae", "œ": "oe"})
INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
KEPT = {"\n", "\t", "\u200d"}
NINE_DIGITS = re.compile(r"(?<![\d+])\d(?:[ .-]?\d){8}(?!\d)")


def fold(text: str) -> str:
    """The letters of a name without case, accents or Dutch spelling habits.

    'Özdemir' and 'ozdemir', 'IJsbrandij' and 'ysbrandy' come out the same.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(SAME))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", letters.replace("ij", "y")))


def clean(text: str) -> str:
    """Text without what nobody can see: zero-width signs and control characters.

    Line ends become plain ones; joiners inside emoji stay, as do tabs.
    """
    if not text:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unseen = [ord(c) for c in set(text) - KEPT if _is_invisible(c)]
    tidy = unicodedata.normalize("NFC", text.translate(dict.fromkeys(unseen))).strip()
    return "" if not tidy.strip("\u200d \n\t") else tidy


def holds_citizen_number(text: str) -> bool:
    """Whether nine digits in the text pass the eleven test of the BSN.

    The test: https://nl.wikipedia.org/wiki/Burgerservicenummer#11-proef.
    """
    found = (re.sub(r"\D", "", match) for match in NINE_DIGITS.findall(text))
    return any(bsn.is_valid(digits) for digits in found)


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in INVISIBLE
