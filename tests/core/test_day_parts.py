"""The parts of a week, each a day and a part of it."""

from itertools import product

import pytest

from thuis_app.core.day_parts import DayPart, WeekPart


def test_every_day_has_its_parts_and_they_stand_in_the_order_of_the_week() -> None:
    assert list(WeekPart) == [WeekPart.of(*one) for one in product(range(7), DayPart)]


def test_a_part_of_the_week_knows_its_day_and_its_part() -> None:
    evening = WeekPart.of(5, DayPart.EVENING)
    assert evening is WeekPart.SATURDAY_EVENING
    assert (evening.weekday, evening.day_part) == (5, DayPart.EVENING)


def test_a_week_has_no_eighth_day() -> None:
    with pytest.raises(ValueError, match="7-morning"):
        WeekPart.of(7, DayPart.MORNING)
