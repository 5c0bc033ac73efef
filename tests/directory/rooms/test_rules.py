from datetime import date, time

from thuis_app.core.day_parts import DayPart
from thuis_app.directory.rooms import rules
from thuis_app.web.request_args import week


def test_a_week_has_a_name_and_is_found_by_it() -> None:
    assert rules.week_name(date(2026, 11, 25)) == "2026-W48"
    assert week("2026-W48") == date(2026, 11, 23)
    assert rules.week_of(date(2026, 11, 29)) == date(2026, 11, 23)


def test_the_first_days_of_january_may_belong_to_the_old_year() -> None:
    assert rules.week_name(date(2027, 1, 1)) == "2026-W53"
    assert week("2026-W53") == date(2026, 12, 28)


def test_usual_hours_stand_in_for_what_was_not_said() -> None:
    assert rules.hours(DayPart.MORNING, None, None) == (time(9, 30), time(12))
    assert rules.hours(DayPart.EVENING, time(18), None) == (time(18), time(20))
