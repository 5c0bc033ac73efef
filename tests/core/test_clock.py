from datetime import UTC, date, datetime, time

import pytest

from thuis_app.core import clock


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        (date(2026, 7, 1), time(10), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (date(2026, 12, 1), time(10), datetime(2026, 12, 1, 9, tzinfo=UTC)),
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_in_the_village_is_a_moment(
    day: date, hour: time, moment: datetime
) -> None:
    assert clock.at(day, hour) == moment


def test_an_hour_that_does_not_exist_becomes_the_hour_after() -> None:
    moment = clock.at(date(2026, 3, 29), time(2, 30))

    assert clock.local(moment).time() == time(3, 30)


def test_today_is_the_date_in_the_village_also_just_after_midnight() -> None:
    clock.set_source(lambda: datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
    try:
        assert clock.today() == date(2026, 7, 1)
    finally:
        clock.set_source(None)
