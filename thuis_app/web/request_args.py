"""The arguments of an address, read as what they stand for.

Each reader is the `type` of `request.args.get`, so that an argument that cannot be read
counts as absent: `request.args.get("area", type=row_id)`. An enumeration is a reader as
it is: `request.args.get("kind", type=EventKind)`.
"""

import re
from datetime import date, datetime

from thuis_app.core import normalize
from thuis_app.core.paging import DayCursor, MomentCursor
from thuis_app.web.url_converters import LARGEST

SEARCH_LIMIT = 100
ROW_ID = re.compile(r"[0-9]{1,10}", re.ASCII)
WEEK = re.compile(r"(20\d\d)-W(\d\d)", re.ASCII)


def row_id(text: str) -> int:
    """The number of a row, up to the largest the database can hold; 0 is no row."""
    if not ROW_ID.fullmatch(text) or int(text) > LARGEST:
        raise ValueError(text)
    return int(text)


def day(text: str) -> date:
    """The day of '2026-11-25'."""
    return date.fromisoformat(text)


def week(text: str) -> date:
    """The Monday of '2026-W48'."""
    found = WEEK.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return date.fromisocalendar(int(found[1]), int(found[2]), 1)


def month(text: str) -> date:
    """The first day of '2026-11'."""
    return date.fromisoformat(f"{text}-01")


def year(text: str) -> int:
    """The year of '2026'."""
    return date.fromisoformat(f"{text}-01-01").year


def search(text: str) -> str:
    """The text to search for, cut at the limit."""
    return normalize.clean(text, SEARCH_LIMIT)


def day_and_id(text: str) -> DayCursor:
    """The last row that was shown of a list by day: '2026-11-24.7'."""
    on, _point, number = text.partition(".")
    return day(on), row_id(number)


def moment_and_id(text: str) -> MomentCursor:
    """The last row that was shown of a list by moment: '2026-11-24T10:00+00:00.7'."""
    at, _point, number = text.rpartition(".")
    return datetime.fromisoformat(at), row_id(number)


def cursor(last: DayCursor | MomentCursor) -> str:
    """A cursor as an address has it: what the two readers before read."""
    at, number = last
    return f"{at.isoformat()}.{number}"
