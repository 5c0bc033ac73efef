"""Until when a note is changed without a trace, and how old a person is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.people.notes import rules
from thuis_app.people.notes.rules import Written

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BY_ME = Written(by=7, at=NOON, day=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("user_id", "after", "may"),
    [(7, 0, True), (7, 10, True), (7, 11, False), (8, 1, False)],
)
def test_its_writer_removes_a_note_within_ten_minutes(
    user_id: int, after: int, may: bool
) -> None:
    now = NOON + timedelta(minutes=after)

    assert rules.may_undo(BY_ME, user_id, now) is may


@pytest.mark.parametrize(
    ("user_id", "days", "keeps"), [(7, 0, False), (7, 1, True), (8, 0, True)]
)
def test_what_was_there_is_kept_but_for_its_writer_on_the_same_day(
    user_id: int, days: int, keeps: bool
) -> None:
    today = BY_ME.day + timedelta(days=days)

    assert rules.keeps_version(BY_ME, user_id, today) is keeps


def test_a_note_is_not_taken_back_without_a_reason_nor_twice() -> None:
    with pytest.raises(RuleBroken):
        rules.check_reason("")
    with pytest.raises(RuleBroken):
        rules.check_stands(BY_ME.day)
    rules.check_reason("About another.")
    rules.check_stands(None)
