"""What happens to the tasks of a colleague whose account ends."""

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.people.tasks import actions, queries
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.queries import TaskFilter
from thuis_app.people.tasks.rules import NewTask, TaskKind


@pytest.fixture
def leaving(database: None) -> User:
    return make.coordinator()


def taken(owner: User, source: int) -> Task:
    """A task that this coordinator took on."""
    area_id, actor = make.area().id, make.actor(owner)
    new = NewTask(
        kind=TaskKind.SIGNAL, source=source, due_on=clock.today(), area_id=area_id
    )
    actions.schedule(actor, new)
    task = db.session.scalars(select(Task).where(Task.source == str(source))).one()
    actions.take(actor, task)
    return task


def shown_to(actor: Actor) -> int:
    criteria = TaskFilter(today=clock.today())
    return sum(queries.count_due(actor, criteria).values())


def end(user: User) -> None:
    administrator = make.actor(make.user(Role.ADMINISTRATOR))
    accounts.deactivate(administrator, user)
    db.session.expire_all()


def test_what_a_colleague_who_leaves_had_taken_on_comes_back_to_all(
    leaving: User,
) -> None:
    taken(leaving, 1)
    colleague = make.actor(make.coordinator())
    assert shown_to(colleague) == 0

    end(leaving)

    assert shown_to(colleague) == 1


def test_what_others_took_on_and_what_is_done_stays_as_it_is(leaving: User) -> None:
    stays = make.coordinator()
    theirs, done = taken(stays, 1), taken(leaving, 2)
    actions.close(make.actor(leaving), TaskKind.SIGNAL, 2)

    end(leaving)

    assert theirs.owner_id == stays.id
    assert done.owner_id == leaving.id
