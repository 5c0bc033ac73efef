from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.people.tasks import actions, queries
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.queries import TaskFilter
from thuis_app.people.tasks.rules import TaskGroup, TaskKind, TaskOwner

pytestmark = pytest.mark.usefixtures("database")
K = TaskKind


@pytest.fixture
def actor(database: None) -> Actor:
    return make.actor(make.coordinator())


def stop_the_clock(moment: datetime) -> None:
    clock.set_source(lambda: moment)


def due(actor: Actor, **criteria: Any) -> Sequence[Task]:
    found = TaskFilter(clock.today(), **criteria)
    rows = select(Task).where(*queries.is_due(actor, found))
    order = queries.rank_on(found.today), Task.due_on, Task.id
    return db.session.scalars(rows.order_by(*order)).all()


def test_what_is_due_comes_by_urgency_then_by_day(actor: Actor) -> None:
    today = clock.today()
    later = make.task(K.SIGNAL, due_on=today)
    late = make.task(K.SIGNAL, due_on=today - timedelta(days=4))
    visit = make.task(K.VISIT, due_on=today - timedelta(days=9))
    urgent = make.task(K.RESPITE_TALK, is_urgent=True)
    make.task(K.SIGNAL, due_on=today + timedelta(days=1))

    assert due(actor) == [urgent, late, later, visit]


def test_what_is_done_is_not_due(actor: Actor) -> None:
    actions.finish(actor, make.task(K.REOPENED))

    assert due(actor, owner=TaskOwner.ALL) == []


def test_mine_is_what_i_took_and_what_nobody_took(actor: Actor) -> None:
    mine = make.task(owner_id=actor.id)
    theirs = make.task(owner_id=make.coordinator().id)
    free = make.task()

    assert set(due(actor)) == {mine, free}
    assert set(due(actor, owner=TaskOwner.ALL)) == {mine, theirs, free}


def test_one_village_and_one_group_can_be_asked_for(actor: Actor) -> None:
    village = make.area()
    here = make.contact(area=village)
    signal, urgent = (
        make.task(K.SIGNAL, here),
        make.task(K.RESPITE_TALK, is_urgent=True),
    )
    respite = make.task(K.RESPITE_NEXT)

    assert due(actor, area_ids=frozenset({village.id})) == [signal]
    assert due(actor, group=TaskGroup.FIRST) == [urgent]
    assert due(actor, group=TaskGroup.RESPITE) == [respite]
    assert due(actor, area_ids=frozenset({village.id}), group=TaskGroup.RESPITE) == []


def test_the_counts_are_those_of_the_groups(actor: Actor) -> None:
    for kind in (K.ATTEMPT, K.RESTING, K.REOPENED, K.WAITING, K.INFORM):
        make.task(kind)
    make.task(K.SIGNAL, is_urgent=True)

    assert queries.count_due(actor, TaskFilter(clock.today())) == {
        TaskGroup.FIRST: 2,
        TaskGroup.ATTEMPT: 3,
        TaskGroup.MATCH: 1,
    }


def test_a_coordinator_sees_the_tasks_of_their_villages_and_of_none() -> None:
    mine, other = make.area(), make.area()
    task = make.task(contact=make.contact(area=mine))
    hidden = make.task(contact=make.contact(area=other))
    of_no_village = make.task(K.TABLET, contact_id=None, area_id=None)
    actor = make.actor(make.coordinator(mine))

    assert set(due(actor)) == {task, of_no_village}
    assert queries.get(actor, task.id) is task
    with pytest.raises(Missing):
        queries.get(actor, hidden.id)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR])
def test_nobody_else_sees_a_task(role: Role) -> None:
    task, actor = make.task(), make.actor(make.user(role, all_areas=True))

    assert due(actor) == [] and queries.of_contact(actor, task.contact_id or 0) == []
    with pytest.raises(Missing):
        queries.get(actor, task.id)


def test_the_tasks_of_a_person_come_the_soonest_first_with_the_volunteer(
    actor: Actor,
) -> None:
    contact, today = make.contact(), clock.today()
    volunteer = make.volunteer(name="Griet Huis")
    make.task(K.REFERRAL, contact, due_on=today + timedelta(days=3))
    make.task(
        *(K.VISIT, contact),
        volunteer_id=volunteer.id,
        planned_on=today + timedelta(days=2),
        due_on=today + timedelta(days=4),
    )
    make.task(K.WAITING)

    found = queries.of_contact(actor, contact.id)

    assert [(task.kind, name) for task, name in found] == [
        (K.VISIT, "Griet Huis"),
        (K.REFERRAL, ""),
    ]


def test_a_task_is_done_by_oneself_or_another_coordinator_of_the_village() -> None:
    village = make.area()
    task = make.task(contact=make.contact(area=village))
    me = make.coordinator(village, name="Me")
    make.coordinator(village, name="Zus")
    make.coordinator(name="Aaltje")
    make.coordinator(make.area(), name="Elsewhere")
    make.coordinator(village, name="Gone", is_active=False)
    make.volunteer(village, name="Volunteer")

    found = queries.colleagues(make.actor(me), task)

    assert [name for _id, name in found] == ["Me", "Aaltje", "Zus"]


def test_whether_anything_is_open_is_known_of_a_person(actor: Actor) -> None:
    task = make.task(K.FIRST_MONTH)
    person = task.contact_id or 0

    before = queries.has_open(person)
    actions.finish(actor, task)

    assert (before, queries.has_open(person)) == (True, False)


@pytest.mark.parametrize(
    ("moment", "is_asked"),
    [
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), False),
        (datetime(2026, 10, 24, 22, 1, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 0, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 25, 1, 1, tzinfo=UTC), True),
        (datetime(2027, 1, 1, 0, 30, tzinfo=UTC), True),
    ],
)
def test_a_task_is_asked_for_from_midnight_in_the_village_on(
    actor: Actor, moment: datetime, *, is_asked: bool
) -> None:
    """Also in the night in which the clock changes, and in the next year."""
    make.task(due_on=date(2026, 10, 25))
    stop_the_clock(moment)

    found = queries.count_due(actor, TaskFilter(clock.today()))

    assert bool(found) is is_asked


def test_what_comes_first_for_a_person_does_not_depend_on_the_clock() -> None:
    contact = make.contact()
    for kind, days in ((K.WAITING, 2), (K.FIRST_MONTH, 1), (K.ATTEMPT, 1)):
        make.task(kind, contact, due_on=date(2026, 12, 31) + timedelta(days=days))

    for moment in (
        datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 1, tzinfo=UTC),
        datetime(2028, 2, 29, 12, tzinfo=UTC),
    ):
        stop_the_clock(moment)
        found = queries.next_step(contact.id)
        assert (found.kind, found.on) == (K.ATTEMPT, date(2027, 1, 1))
