"""The days on which people are not approached: Sundays and Dutch public holidays."""

from datetime import date, timedelta
from functools import lru_cache


def first_open_day(day: date) -> date:
    """This day, or the first one after it that is no Sunday and no holiday."""
    while day.weekday() == 6 or day in holidays(day.year):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The Dutch public holidays of a year.

    Source: Algemene termijnenwet, article 3 (https://wetten.overheid.nl/BWBR0002448),
    with Easter Day and Whit Sunday. The King's birthday moves to the 26th when the
    27th of April is a Sunday.
    """
    easter = easter_day(year)
    moving = (-2, 0, 1, 39, 49, 50)
    king = date(year, 4, 27)
    fixed = {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    birthday = king - timedelta(days=1) if king.weekday() == 6 else king
    return frozenset(
        fixed | {birthday} | {easter + timedelta(days=days) for days in moving}
    )


def easter_day(year: int) -> date:
    """Easter Day by the anonymous Gregorian rule.

    Source: J. Meeus, Astronomical Algorithms (1991), chapter 8; first printed in
    Nature, 20 April 1876.
    """
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)
