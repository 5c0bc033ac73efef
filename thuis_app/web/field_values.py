"""Reads the values of form fields as text, a date, an hour or a choice.

Texts are cut by their length first: whatever was sent, reading it takes little work.
"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from thuis_app.core import normalize

SHORT = 40


def typed(answers: list[str], limit: int = SHORT) -> str:
    """The first answer, cleaned; what stands behind `limit` characters is not read."""
    return normalize.clean(answers[0].lstrip(), limit) if answers else ""


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
    """The date of a text such as 24-11-1934; None when it is none."""
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None


def hour(text: str) -> time | None:
    """The time of a text such as 14:30; None when it is none."""
    try:
        return datetime.strptime(text.replace(".", ":"), "%H:%M").time()
    except ValueError:
        return None
