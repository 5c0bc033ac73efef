from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.people.tasks import rules
from thuis_app.people.tasks.rules import (
    DONE_BY_HAND,
    GROUPS,
    NOT_URGENT,
    TaskDetails,
    TaskGroup,
    TaskKind,
)
from thuis_app.reaching.signals.rules import Reporter

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BY_ITSELF = sorted(set(TaskKind) - DONE_BY_HAND)


@dataclass(frozen=True)
class Details(TaskDetails):
    """One field of every type that details may hold."""

    words: str = ""
    times: int = 0
    is_new: bool = False
    on: date | None = None
    at: datetime | None = None
    reporter: Reporter = Reporter.ANONYMOUS


@pytest.mark.parametrize("kind", TaskKind)
def test_what_is_urgent_stands_first_whatever_its_kind(kind: TaskKind) -> None:
    rank = rules.rank_of(kind, is_urgent=True)

    assert rank < NOT_URGENT
    assert rules.group_of(kind, rank) is TaskGroup.FIRST


def test_telling_a_person_is_urgent_by_law() -> None:
    rank = rules.rank_of(TaskKind.INFORM)

    assert rules.group_of(TaskKind.INFORM, rank) is TaskGroup.FIRST


@pytest.mark.parametrize("kind", sorted(set(TaskKind) - {TaskKind.INFORM}))
def test_each_other_kind_stands_in_one_group_of_its_own(kind: TaskKind) -> None:
    group = rules.group_of(kind, rules.rank_of(kind))

    assert group is not TaskGroup.FIRST
    assert [one for one, kinds in GROUPS.items() if kind in kinds] == [group]


def test_kinds_come_in_the_order_of_the_board_and_all_urgent_ones_before() -> None:
    usual = [rules.rank_of(kind) for kind in TaskKind if kind is not TaskKind.INFORM]
    urgent = [rules.rank_of(kind, is_urgent=True) for kind in TaskKind]

    assert usual == sorted(set(usual))
    assert urgent == sorted(set(urgent))
    assert max(urgent) < min(usual)


def test_details_are_read_as_they_were_written() -> None:
    details = Details("A lady, 'é' and \"x\"", 3, True, TODAY, NOON, Reporter.NEIGHBOUR)

    assert rules.from_json(Details, rules.as_json(details)) == details
    assert rules.from_json(Details, rules.as_json(Details())) == Details()


def test_details_of_an_earlier_release_are_read_too() -> None:
    kept = '{"words": "Dark.", "taken_away_since": 1}'

    assert rules.from_json(Details, kept) == Details("Dark.")


def test_details_hold_nothing_that_is_not_plain() -> None:
    @dataclass(frozen=True)
    class Wrong(TaskDetails):
        found: object = None

    with pytest.raises(TypeError, match="details hold no timedelta"):
        rules.as_json(Wrong(timedelta(days=1)))


@pytest.mark.parametrize("kind", BY_ITSELF)
def test_what_ends_with_the_thing_itself_is_not_marked_as_done(kind: TaskKind) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_by_hand(kind)
    assert refused.value.code == "task.by_itself"


def test_getting_in_touch_again_is_marked_as_done_by_hand() -> None:
    rules.check_by_hand(TaskKind.REOPENED)


@pytest.mark.parametrize("days", [-1, 0, 93, 5000])
def test_a_task_is_not_put_off_into_the_past_or_out_of_sight(days: int) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_delay(TODAY, TODAY + timedelta(days=days), TODAY)
    assert refused.value.code == "task.delay"


@pytest.mark.parametrize("days", [1, 92])
def test_a_task_is_put_off_until_tomorrow_or_three_months_at_most(days: int) -> None:
    rules.check_delay(TODAY, TODAY + timedelta(days=days), TODAY)


def test_what_was_done_can_be_undone_that_day_and_for_ten_minutes() -> None:
    rules.check_undo(NOON, NOON + timedelta(hours=9), is_today=True)
    rules.check_undo(NOON, NOON + timedelta(minutes=10), is_today=False)

    with pytest.raises(RuleBroken) as refused:
        rules.check_undo(NOON, NOON + timedelta(minutes=10, seconds=1), is_today=False)
    assert refused.value.code == "task.undo_too_late"


def test_what_was_done_meanwhile_is_not_changed() -> None:
    rules.check_open(True)

    with pytest.raises(RuleBroken) as refused:
        rules.check_open(False)
    assert refused.value.code == "task.closed"
