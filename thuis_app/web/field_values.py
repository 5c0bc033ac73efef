"""Reads the values of form fields as text, a date, an hour, an amount or a choice.

Texts are cut by their length first: whatever was sent, reading it takes little work.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from thuis_app.core import normalize

SHORT = 40
# The first letters of the months, Dutch and English.
MONTHS = (
    ({"jan"}, {"feb"}, {"mrt", "maa", "mar"}, {"apr"}, {"mei", "may"}, {"jun"}),
    ({"jul"}, {"aug"}, {"sep"}, {"okt", "oct"}, {"nov"}, {"dec"}),
)
# 14:30, 14.30, 14u30, 14 uur 30, 14 uur, 14, and 1430 as one types it in a hurry.
HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?: ?(?:[:.]|uur|u|h) ?(?P<minute>\d{2})?)?(?: ?(?:uur|u))?",
    re.I,
)
FOUR_DIGITS = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})")
# 12,50; 12.5; 1.234,56; EUR 12,50; 12,- and 12 euro.
AMOUNT = re.compile(
    r"(?:€|eur|euro)? ?"
    r"(?P<euros>\d{1,3}(?:\.\d{3})+(?=,)|\d{1,6})"
    r"(?:[.,](?P<cents>\d{1,2}|-{1,2}))?"
    r" ?(?:€|eur|euro)?",
    re.I,
)

# Minutes of a time in words, without 'een' before it and 'uur' behind it.
TIMES_IN_WORDS = {
    "kwartier": 15,
    "half": 30,
    "halfuur": 30,
    "drie kwartier": 45,
    "uur": 60,
    "vijf kwartier": 75,
    "anderhalf": 90,
}


def typed(answers: list[str], limit: int = SHORT) -> str:
    """The first answer, cleaned; what stands behind `limit` characters is not read."""
    return normalize.clean(answers[0].lstrip(), limit) if answers else ""


def entered(answers: list[str], limit: int = SHORT) -> str:
    """The same, with plain spaces and dashes: for what is no sentence."""
    return normalize.plain(typed(answers, limit))


def coerced(kind: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Read an answer as its kind; whatever is not of that kind is no answer."""

    def read(value: Any) -> Any:
        if value is None or value == "":
            return None
        try:
            return kind(value)
        except (ValueError, OverflowError):
            return None

    return read


def day(text: str) -> date | None:
    """The date of a text such as 24-11-1934 or '24 november 1934'; or None.

    A year has four digits: of people of ninety, two do not say which century.
    """
    parts = re.split(r"[-/. ]+", text)
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    number, month, year = parts
    try:
        text = f"{number}-{_month(month)}-{year}"
        return datetime.strptime(text, "%d-%m-%Y").date()
    except ValueError:
        return None


def hour(text: str) -> time | None:
    """The time of a text such as 14:30, 14u30, '9 uur' or 0930; or None."""
    found = FOUR_DIGITS.fullmatch(text) or HOUR.fullmatch(text)
    if not found:
        return None
    try:
        return time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        return None


def minutes(text: str, unit: int = 1) -> int | None:
    """The minutes of a time that something took; None when it is none.

    A whole number without a word is of `unit` minutes: 1, or 60 where hours are asked.
    With a word, a comma or a colon it is in hours: '1,5', '1:30', '1u30', '1 uur';
    'anderhalf uur' and 'drie kwartier' are read too.
    """
    said = text.lower().replace("½", ",5")
    if found := re.fullmatch(r"([0-9]{1,4}) ?(m|min|minuten|minutes|minuut)?", said):
        number = int(found[1])
        return number if found[2] else number * unit
    hours = r"([0-9]{1,2}) ?(?:u|uur|uren|h|hour|hours)"
    if found := re.fullmatch(rf"(?:([0-9]{{1,2}}):|{hours} ?)([0-5][0-9])?", said):
        return int(found[1] or found[2]) * 60 + int(found[3] or 0)
    if found := re.fullmatch(r"([0-9]{1,2})[.,]([0-9]{1,2}) ?(?:u|uur|uren|h)?", said):
        return round(float(f"{found[1]}.{found[2]}") * 60)
    return TIMES_IN_WORDS.get(said.removeprefix("een ").removesuffix(" uur"))


def rounded(text: str) -> int | None:
    """The nearest whole number of '12,5' or '12,5 km', half upward; None when none."""
    found = re.fullmatch(r"([0-9]{1,6})(?:[.,]([0-9]))?[0-9]? ?(?:km|kilometer)?", text)
    return int(found[1]) + (int(found[2] or 0) >= 5) if found else None


def cents(text: str) -> int | None:
    """The whole cents of a text such as 12,50 or '€ 1.234,56'; None when it is none."""
    found = AMOUNT.fullmatch(text)
    if not found:
        return None
    part = (found["cents"] or "").strip("-")
    return int(found["euros"].replace(".", "")) * 100 + int(part.ljust(2, "0"))


def _month(name: str) -> str:
    """The number of a month that is written in words; a number as it is."""
    names = [some for half in MONTHS for some in half]
    known = (at for at, some in enumerate(names, 1) if name[:3].lower() in some)
    return str(next(known, name))
