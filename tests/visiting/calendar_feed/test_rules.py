"""What a calendar is told about a visit, and when."""

import random
from datetime import UTC, date, datetime, timedelta

from thuis_app.visiting.calendar_feed import rules

MADE = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_a_visit_has_another_name_in_another_foundation() -> None:
    assert rules.uid(7, "thuis.noord.example") != rules.uid(7, "thuis.zuid.example")


def test_a_later_version_is_never_an_earlier_change() -> None:
    for seed in range(200):
        chance, changes, before = random.Random(seed), [MADE], MADE
        for version in range(1, 12):
            if chance.random() < 0.4:
                later = timedelta(hours=chance.randrange(1, 99))
                changes.append(max(changes) + later)
            changed = rules.last_modified(MADE, [None, *changes[1:]], version)
            assert changed > before, f"seed {seed}"
            before = changed


def test_the_evening_before_is_seven_o_clock_in_the_village() -> None:
    assert rules.evening_before(date(2026, 7, 2)).astimezone(UTC) == datetime(
        2026, 7, 1, 17, tzinfo=UTC
    )


def test_that_a_visit_is_off_is_told_for_four_weeks() -> None:
    day = timedelta(days=1)

    assert rules.is_shown_cancelled(MADE, MADE + 28 * day)
    assert not rules.is_shown_cancelled(MADE, MADE + 29 * day)
    assert not rules.is_shown_cancelled(None, MADE)
