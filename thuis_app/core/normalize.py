"""Compares and cleans names and free text.

Everything here takes time in proportion to the length of the text, whatever is in it.
"""

import re
import unicodedata
from typing import Literal

# Letters that no decomposition of Unicode takes apart.
SAME = str.maketrans(
    {"ł": "l", "ø": "o", "ß": "ss", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}
    | {"þ": "th", "ð": "d", "ŋ": "ng", "ħ": "h", "ŧ": "t", "ĸ": "k", "ə": "e"}
)
WORDS = re.compile(r"[^\W_]+")
INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
KEPT = {"\n", "\t", "\u200d"}
# Sorting marks takes time with the square of how many stand in a row. No language
# needs thirty: UAX #15, 'Stream-Safe Text Format'.
MARKS_IN_A_ROW = 30


def fold(text: str) -> str:
    """The letters of a name without case, accents or Dutch spelling habits.

    'Özdemir' and 'ozdemir', 'IJsbrandij' and 'ysbrandy' come out the same. A name in
    other letters keeps them; one of signs alone comes out empty.
    """
    letters = _without_marks(text.casefold().translate(SAME))
    letters = unicodedata.normalize("NFKD", letters).casefold().translate(SAME)
    letters = _without_marks(unicodedata.normalize("NFKD", letters))
    return " ".join(WORDS.findall(letters.replace("ij", "y")))


def clean(text: str, limit: int | None = None) -> str:
    """Text without invisible characters: zero-width signs and control characters.

    Line ends become plain ones; joiners inside emoji stay, as do tabs. What stands
    behind the first `limit` characters is not looked at, and not in the result.
    """
    text = text[:limit].replace("\r\n", "\n").replace("\r", "\n")
    unseen = [ord(c) for c in set(text) - KEPT if _is_invisible(c)]
    tidy = normal(text.translate(dict.fromkeys(unseen))).strip()
    return "" if not tidy.strip("\u200d \n\t") else tidy


def plain(text: str) -> str:
    """The text with one kind of space, one at a time, and one kind of dash.

    As in what is pasted: no-break and thin spaces, en dashes, non-breaking hyphens.
    """
    if not text.isascii():
        kinds = {c: unicodedata.category(c) for c in set(text)}
        dashes = {ord(c): "-" for c, kind in kinds.items() if kind == "Pd"}
        text = text.translate(dashes | {0x2212: "-"})
    return " ".join(text.split())


def normal(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """One way to write letters with accents; of marks in a row the first thirty."""
    if text.isascii():
        return text
    return unicodedata.normalize(form, _with_few_marks(text))


def _with_few_marks(text: str) -> str:
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in text if not unicodedata.combining(c))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in INVISIBLE
