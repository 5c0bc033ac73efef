"""Which backups are kept, and when the newest is too old."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core import clock
from thuis_app.operations.backup import rules

NOON = datetime(2026, 11, 29, 11, tzinfo=UTC)


def nightly(nights: int) -> list[datetime]:
    return [NOON - timedelta(days=night) for night in range(nights)]


def test_of_a_year_of_nights_seven_days_five_weeks_and_three_months_are_kept() -> None:
    found = sorted(clock.local(one).date() for one in rules.kept(nightly(365)))

    assert [f"{day:%d-%m}" for day in reversed(found)] == [
        *("29-11", "28-11", "27-11", "26-11", "25-11", "24-11", "23-11"),
        *("22-11", "15-11", "08-11", "01-11"),
        *("31-10", "30-09"),
    ]


def test_of_one_day_the_newest_three_are_kept() -> None:
    hourly = [NOON - timedelta(hours=hour) for hour in range(9)]

    assert rules.kept(hourly) == set(hourly[:3])


def test_where_backups_stopped_long_ago_none_of_the_last_is_lost() -> None:
    long_ago = [one - timedelta(days=4000) for one in nightly(7)]

    assert rules.kept(long_ago) == set(long_ago)


moments = st.lists(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
)


@given(moments)
def test_never_fewer_than_three_and_always_the_newest(made: list[datetime]) -> None:
    found = rules.kept(made)

    assert found <= set(made)
    assert len(found) >= min(3, len(set(made)))
    assert not made or max(made) in found


@given(moments)
def test_pruning_twice_removes_nothing_more(made: list[datetime]) -> None:
    found = rules.kept(made)

    assert rules.kept(found) == found


def test_a_backup_of_two_days_is_recent_and_an_older_one_is_not() -> None:
    assert rules.is_recent(NOON - timedelta(days=2), NOON)
    assert not rules.is_recent(NOON - timedelta(days=2, seconds=1), NOON)
    assert not rules.is_recent(None, NOON)


def test_a_backup_of_a_clock_that_was_ahead_is_not_recent() -> None:
    assert not rules.is_recent(NOON + timedelta(days=1), NOON)
