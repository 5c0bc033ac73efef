"""The citizen service number (BSN), which Thuis keeps nowhere: how text is searched.

A number counts when it passes the eleven test of the BSN, however its digits are
grouped: https://nl.wikipedia.org/wiki/Burgerservicenummer#11-proef. Older numbers
have eight digits. Telephone numbers, dates, years and times are no such numbers.
"""

import re
import unicodedata
from collections.abc import Iterator

from stdnum.nl import bsn

# Digits, and up to three spaces, line ends, dots, slashes or dashes between them.
BETWEEN = r"[\s./\-_\u2010-\u2015\u2212]{1,3}"
RUN = re.compile(rf"(?P<plus>\+?)(?P<digits>\d+(?:{BETWEEN}\d+)*)")
GROUP = re.compile(r"\d+")
MOST_GROUPS = 13
FIRST_YEAR, LAST_YEAR = 1900, 2100
# The separators within eight digits; 10.00-11.30 is not one of them.
EIGHT = {(8,), (4, 4), (2, 3, 3), (3, 3, 2), (3, 2, 3)}

Groups = list[re.Match[str]]


def citizen_numbers(text: str) -> list[str]:
    """The numbers in the text that pass the test of the BSN, as they are written."""
    return [text[start:end] for start, end in _found(text)]


def holds_citizen_number(text: str) -> bool:
    """Whether any number in the text passes the test of the BSN."""
    return next(_found(text), None) is not None


def digits_of(number: str) -> str:
    """The digits of a number alone: one that is grouped otherwise is the same."""
    return "".join(str(unicodedata.digit(one)) for one in number if one.isdigit())


def without_citizen_numbers(text: str, instead: str) -> str:
    """The text with `instead` in the place of every such number."""
    kept, last = [], 0
    for start, end in _found(text):
        kept += [text[last:start], instead]
        last = end
    return "".join([*kept, text[last:]])


def _found(text: str) -> Iterator[tuple[int, int]]:
    """Where such numbers begin and end, from left to right, none in another."""
    for run in RUN.finditer(text):
        groups = list(GROUP.finditer(text, *run.span("digits")))
        if run["plus"]:
            groups = groups[_until(groups[:MOST_GROUPS], 11) :]
        for part in _parts(groups):
            yield from _in_part(part)


def _parts(groups: Groups) -> Iterator[Groups]:
    """The groups of digits between telephone numbers and dates."""
    part: Groups = []
    at = 0
    while at < len(groups):
        ahead = groups[at : at + MOST_GROUPS]
        if known := _telephone(ahead) or _date(ahead):
            yield part
            part = []
        else:
            part.append(groups[at])
        at += known or 1
    yield part


def _in_part(part: Groups) -> Iterator[tuple[int, int]]:
    if len(part) <= 3 and tuple(map(_length, part)) in EIGHT:
        if not _is_moment(part) and _passes(part):
            yield part[0].start(), part[-1].end()
        return
    at = 0
    while at < len(part):
        some = part[at : at + _until(part[at : at + MOST_GROUPS], 9)]
        is_one = bool(some) and _passes(some)
        if is_one:
            yield some[0].start(), some[-1].end()
        at += len(some) if is_one else 1


def _until(groups: Groups, digits: int) -> int:
    """The number of groups that hold exactly so many digits together; or 0."""
    for count, group in enumerate(groups, 1):
        digits -= _length(group)
        if digits <= 0:
            return count if digits == 0 else 0
    return 0


def _telephone(groups: Groups) -> int:
    """The number of groups, from the first, that are a Dutch telephone number; or 0.

    Ten digits that begin with a 0, or thirteen that begin with 0031; the first group is
    the area code, or all of it.
    """
    first = groups[0].group()
    wanted = 13 if first.startswith("0031") else 10
    if not first.startswith("0") or 4 < len(first) < wanted:
        return 0
    return _until(groups, wanted)


def _date(groups: Groups) -> int:
    """The number of groups, from the first, that are a date (24-11-1934), or a short
    one with an hour or another beside it (3-12-26 15.00, 3-12-26 - 9-1-27); or 0."""
    if len(groups) < 3:
        return 0
    texts = [group.group() for group in groups]
    one, two, three = texts[:3]
    if _is_date(one, two, three) or _is_date(three, two, one):
        return 3
    if _is_short(*texts[:3]):
        return 5 if _is_hour(*texts[3:5]) else 6 if _is_short(*texts[3:6]) else 0
    return 5 if _is_hour(*texts[:2]) and _is_short(*texts[2:5]) else 0


def _is_short(day: str = "", month: str = "", year: str = "") -> bool:
    is_whole = bool(day and month) and len(year) == 2
    return is_whole and _is_date(day, month, f"20{year}")


def _is_hour(hour: str = "", minutes: str = "") -> bool:
    is_time = 1 <= len(hour) <= 2 and len(minutes) == 2
    return is_time and int(hour) < 24 and int(minutes) < 60


def _is_moment(part: Groups) -> bool:
    """Whether eight digits are a date in one go, or two years."""
    digits = "".join(group.group() for group in part)
    if len(part) == 2:
        return _is_year(digits[:4]) and _is_year(digits[4:])
    return len(part) == 1 and (
        _is_date(digits[:2], digits[2:4], digits[4:])
        or _is_date(digits[6:], digits[4:6], digits[:4])
    )


def _is_date(day: str, month: str, year: str) -> bool:
    is_day = len(day) < 3 and 1 <= int(day) <= 31
    is_month = len(month) < 3 and 1 <= int(month) <= 12
    return is_day and is_month and _is_year(year)


def _is_year(year: str) -> bool:
    return len(year) == 4 and FIRST_YEAR <= int(year) <= LAST_YEAR


def _passes(groups: Groups) -> bool:
    return bool(bsn.is_valid("".join(digits_of(group.group()) for group in groups)))


def _length(group: re.Match[str]) -> int:
    return len(group.group())
