"""Dates, numbers and states as people write and say them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

import phonenumbers
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, current_app
from flask_babel import gettext as _
from phonenumbers import PhoneNumberFormat

from thuis_app.core import clock
from thuis_app.core.enum_sets import ordered
from thuis_app.core.normalize import plain
from thuis_app.web import language
from thuis_app.web.request_args import cursor

DUTCH = 31
PATTERNS = {
    "long": "d MMMM yyyy",
    "weekday": "EEEE d MMMM",
    "short": "dd-MM-yyyy",
    "brief": "EEE d MMM",
}
"""How dates are written, in the same order in both languages."""

# Digits, and the signs people put between them.
DIALLED = re.compile(r"\+?[\d\s()./\-]*")
NO_AREA_CODE = re.compile(r"[1-9]\d{5,7}")
Choice = TypeVar("Choice", bound=StrEnum)


def register(app: Flask, labels: Iterable[Mapping[Any, Any]]) -> None:
    """Set the labels of enumerations for all templates."""
    app.extensions["labels"] = {
        (type(member), str(member)): word
        for words in labels
        for member, word in words.items()
    }


def label(member: StrEnum | None) -> str:
    """The word for a state or a choice; nothing for nothing."""
    if member is None:
        return ""
    return str(current_app.extensions["labels"][type(member), str(member)])


def said(kind: type[Choice]) -> dict[Choice, str]:
    """Every member of an enumeration that has words, with those words."""
    labels = current_app.extensions["labels"]
    members = (member for member in kind if (kind, str(member)) in labels)
    return {member: label(member) for member in members}


def day(value: date | datetime | None, style: str = "long") -> str:
    """A date: '24 november 2026'; 'weekday' says the day, 'short' is '24-11-2026'."""
    if value is None:
        return ""
    return _day(_date(value), style, language.code())


def when(value: date | datetime | None, style: str = "weekday") -> str:
    """A date as people say it nearby: 'today', 'tomorrow', 'Tuesday 24 November'."""
    if value is None:
        return ""
    found, today = _date(value), clock.today()
    distance = (found - today).days
    if abs(distance) <= 1:
        return str((_("today"), _("tomorrow"), _("yesterday"))[distance])
    return day(found, style if abs(distance) < 300 else "long")


def hour(value: datetime | None) -> str:
    """The time on the village clock: '14:30'."""
    if value is None:
        return ""
    return f"{clock.local(value):%H:%M}"


def number(value: float) -> str:
    """A number with the signs of the language: '1.234' or '1,234'."""
    return str(format_decimal(value, locale=language.code()))


class TelephoneFault(StrEnum):
    """Why a text is no telephone number that can be dialled from anywhere."""

    WORDS = "words"
    NO_AREA_CODE = "no_area_code"
    NO_NUMBER = "no_number"


def telephone_fault(number: str) -> TelephoneFault | None:
    """What is wrong with a number as it is typed; None when it can be dialled.

    Words and extensions would be dropped or read as digits, so they are refused.
    """
    text = plain(number)
    if not DIALLED.fullmatch(text):
        return TelephoneFault.WORDS
    if as_kept(text):
        return None
    digits = re.sub(r"\D", "", text)
    is_local = NO_AREA_CODE.fullmatch(digits)
    return TelephoneFault.NO_AREA_CODE if is_local else TelephoneFault.NO_NUMBER


def as_kept(number: str) -> str:
    """A telephone number as we keep it, '+31505550144'; nothing when it is none."""
    text = plain(number)
    try:
        found = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return ""
    if not DIALLED.fullmatch(text) or not phonenumbers.is_valid_number(found):
        return ""
    return str(phonenumbers.format_number(found, PhoneNumberFormat.E164))


@lru_cache(maxsize=4096)
def telephone(number: str) -> str:
    """A number as people write it: '050 555 0144', and '+32 …' from abroad."""
    try:
        found = phonenumbers.parse(number, "NL")
    except phonenumbers.NumberParseException:
        return number
    is_dutch = found.country_code == DUTCH
    style = PhoneNumberFormat.NATIONAL if is_dutch else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(found, style))


@lru_cache(maxsize=4096)
def _day(value: date, style: str, locale: str) -> str:
    pattern = PATTERNS.get(style, style)
    return str(format_date(value, pattern, locale=locale)).replace(".", "")


def _date(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        label=label,
        ordered=ordered,
        day=day,
        when=when,
        hour=hour,
        number=number,
        telephone=telephone,
        cursor=cursor,
    )
    app.jinja_env.globals["today"] = clock.today
