from datetime import date

import pytest

from thuis_app.core import holidays


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (1818, date(1818, 3, 22)),
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter_falls_where_the_calendar_has_it(year: int, easter: date) -> None:
    assert holidays.easter_day(year) == easter


def test_the_holidays_of_2026() -> None:
    assert sorted(holidays.holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


def test_the_king_keeps_his_birthday_a_day_early_when_it_is_a_sunday() -> None:
    assert date(2025, 4, 26) in holidays.holidays(2025)
    assert date(2025, 4, 27) not in holidays.holidays(2025)
