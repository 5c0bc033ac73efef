from datetime import date, timedelta
from typing import Any

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Denied
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.rules import Stage
from thuis_app.reaching.outreach import queries
from thuis_app.reaching.outreach.models import OutreachAttempt, OutreachPlan
from thuis_app.reaching.outreach.queries import OutreachFilter, OutreachList
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel

pytestmark = pytest.mark.usefixtures("database")


def plan(
    name: str = "Vries",
    *,
    area: Area | None = None,
    stage: Stage = Stage.OUTREACH,
    **more: Any,
) -> OutreachPlan:
    """A plan for somebody new, whose turn it is today unless said otherwise."""
    someone = make.contact(name, area=area, stage=stage)
    values: dict[str, Any] = {
        "next_on": clock.today(),
        "channel": Channel.DOOR,
        "day_part": DayPart.MORNING,
        "reason": "other_channel:1:card",
        "attempts": 1,
    }
    return make.plan(someone, **(values | more))


def due(
    actor: Actor, today: date, area_ids: frozenset[int] | None = None
) -> list[OutreachPlan]:
    """The plans whose turn it is."""
    criteria = OutreachFilter(area_ids)
    shown = queries.lines(actor, today, shown=OutreachList.DUE, criteria=criteria)
    return list(shown.rows)


def attempt(plan: OutreachPlan, made_by: int, **more: Any) -> OutreachAttempt:
    values: dict[str, Any] = {
        "made_on": clock.today() - timedelta(days=10),
        "day_part": DayPart.MORNING,
        "channel": Channel.CARD,
        "outcome": AttemptOutcome.NOBODY_HOME,
    }
    row = OutreachAttempt(
        contact_id=plan.contact_id, made_by=made_by, **(values | more)
    )
    return make.saved(row)


def test_the_longest_waiting_stands_first_and_what_is_later_does_not() -> None:
    today = clock.today()
    later = plan(next_on=today + timedelta(days=1))
    now = plan(next_on=today)
    late = plan(next_on=today - timedelta(days=4))
    actor = make.actor(make.coordinator())

    found = [row.contact_id for row in due(actor, today)]

    assert found == [late.contact_id, now.contact_id]
    assert queries.lines(actor, today, shown=OutreachList.LATER).rows == [later]


@pytest.mark.parametrize(
    "more",
    [
        {"is_open": False},
        {"stage": Stage.NO_CONTACT},
        {"stage": Stage.MOVED},
        {"stage": Stage.DECEASED},
    ],
)
def test_who_is_left_in_peace_is_on_no_list(more: dict[str, Any]) -> None:
    plan(**more)
    actor = make.actor(make.coordinator())

    assert not due(actor, clock.today())
    assert queries.summary(actor, clock.today()).everybody == 0


def test_a_volunteer_sees_only_whom_they_go_to() -> None:
    volunteer = make.volunteer(make.area())
    mine = plan(assigned_to=volunteer.id)
    plan()

    assert list(due(make.actor(volunteer), clock.today())) == [mine]


def test_some_villages_can_be_chosen() -> None:
    village, another = make.area(), make.area()
    here, there = plan(area=village), plan(area=another)
    plan()
    actor = make.actor(make.coordinator())
    both = frozenset({village.id, another.id})

    assert list(due(actor, clock.today(), frozenset({village.id}))) == [here]
    assert list(due(actor, clock.today(), both)) == [here, there]
    assert queries.summary(actor, clock.today(), both).due == 2


def test_twenty_five_lines_and_then_the_others_each_once() -> None:
    today, village = clock.today(), make.area()
    for number in range(30):
        plan(area=village, next_on=today - timedelta(days=number // 4))
    actor = make.actor(make.coordinator())

    first = queries.lines(actor, today, shown=OutreachList.DUE)
    rest = queries.lines(actor, today, shown=OutreachList.DUE, after=first.after)

    ids = [row.contact_id for row in (*first.rows, *rest.rows)]
    assert (len(first.rows), len(rest.rows), rest.after) == (25, 5, None)
    assert len(set(ids)) == 30


def test_the_summary_says_why_a_list_is_empty() -> None:
    today = clock.today()
    plan(next_on=today + timedelta(days=9))
    plan(next_on=today + timedelta(days=3), resting=True)

    summary = queries.summary(make.actor(make.coordinator()), today)

    assert (summary.everybody, summary.due, summary.resting) == (2, 0, 1)
    assert summary.next_on == today + timedelta(days=3)


def test_the_latest_try_stands_first() -> None:
    user = make.coordinator()
    row = plan()
    old = attempt(row, user.id, made_on=date(2026, 1, 5))
    new = attempt(row, user.id, made_on=date(2026, 2, 5))

    assert list(queries.attempts(make.actor(user), row.contact_id)) == [new, old]
    assert queries.history(make.actor(user), row.contact_id) == [old.tried, new.tried]


def test_who_could_go_are_the_volunteers_of_the_village_and_oneself() -> None:
    village, elsewhere = make.area(), make.area()
    near, _far = make.volunteer(village), make.volunteer(elsewhere)
    make.volunteer(village, is_active=False)
    user = make.coordinator()

    faces = queries.faces(make.actor(user), village.id)

    assert [number for number, _name in faces] == [user.id, near.id]


def test_a_volunteer_is_not_told_who_else_works_here() -> None:
    village = make.area()

    with pytest.raises(Denied):
        queries.faces(make.actor(make.volunteer(village)), village.id)


def test_who_goes_now_is_who_may_be_chosen_from() -> None:
    village, elsewhere = make.area(), make.area()
    goes, was, far = (make.volunteer(village) for _number in range(3))
    plan(area=village, assigned_to=goes.id)
    plan(area=village, assigned_to=was.id, is_open=False)
    plan(area=elsewhere, assigned_to=far.id)
    actor = make.actor(make.coordinator(village))

    assert [number for number, _name in queries.goers(actor)] == [goes.id]


def test_only_the_list_of_one_volunteer() -> None:
    volunteer, today = make.volunteer(make.area()), clock.today()
    hers = plan(assigned_to=volunteer.id)
    nobodys = plan()
    actor = make.actor(make.coordinator())

    for by, found in ((volunteer.id, hers), (0, nobodys)):
        lines = queries.lines(
            actor, today, shown=OutreachList.DUE, criteria=OutreachFilter(by=by)
        )
        assert list(lines.rows) == [found]
        assert queries.summary(actor, today, by=by).due == 1


def test_who_rests_is_apart_until_the_day_has_come() -> None:
    today = clock.today()
    resting = plan(next_on=today + timedelta(days=1), resting=True)
    back = plan(next_on=today, resting=True)
    later = plan(next_on=today + timedelta(days=1))
    actor = make.actor(make.coordinator())

    shown = {
        each: list(queries.lines(actor, today, shown=each).rows)
        for each in OutreachList
    }

    assert shown == {
        OutreachList.DUE: [back],
        OutreachList.LATER: [later],
        OutreachList.RESTING: [resting],
    }
    summary = queries.summary(actor, today)
    assert (summary.due, summary.later, summary.resting) == (1, 1, 1)


def test_neither_board_nor_administrator_has_this_list() -> None:
    for role in (Role.BOARD, Role.ADMINISTRATOR):
        with pytest.raises(Denied):
            due(make.actor(make.user(role)), clock.today())
