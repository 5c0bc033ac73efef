"""One line on the board for each volunteer whose hours wait."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import Grant
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind, TaskOutcome
from thuis_app.team.claims import actions
from thuis_app.team.claims.rules import WhatFor

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def coordinator(database: None) -> Actor:
    return make.actor(make.coordinator())


def written(user: User, days: int = 0) -> None:
    """An hour that this volunteer wrote down so many days ago."""
    make.claim(user, written_at=clock.now() - timedelta(days=days))


def numbers() -> dict[str, int | None]:
    """How many claims wait, by the task of each volunteer."""
    rows = db.session.execute(
        select(Task.source, Task.number).where(
            Task.kind == TaskKind.HOURS, Task.closed_at.is_(None)
        )
    )
    return {row[0]: row[1] for row in rows}


def task() -> Task:
    kind = Task.kind == TaskKind.HOURS
    return db.session.scalars(select(Task).where(kind, Task.closed_at.is_(None))).one()


def write(actor: Actor) -> None:
    actions.write(actor, on=clock.today(), what_for=WhatFor.OTHER, minutes=30)


def changed(user: User, *roles: Role, areas: tuple[int, ...] = ()) -> None:
    """Let the administrator give this account these roles and villages."""
    keeper = make.actor(make.user(Role.ADMINISTRATOR))
    accounts.edit(
        keeper,
        user,
        name=user.name,
        called=user.called,
        email=user.email,
        telephone="",
        grant=Grant(frozenset(roles), area_ids=frozenset(areas)),
    )


def test_hours_of_one_volunteer_are_one_task() -> None:
    one, other = make.volunteer(), make.volunteer()
    for actor in (make.actor(one), make.actor(one), make.actor(other)):
        write(actor)

    assert numbers() == {str(one.id): 2, str(other.id): 1}


def test_it_is_due_since_the_first_was_written() -> None:
    volunteer = make.volunteer()
    written(volunteer, days=3)
    written(volunteer, days=5)

    assert task().due_on == clock.today() - timedelta(days=5)


def test_an_approval_leaves_what_waits_still(coordinator: Actor) -> None:
    volunteer = make.volunteer()
    first, _second = make.claim(volunteer), make.claim(volunteer)

    actions.approve(coordinator, first)

    assert numbers() == {str(volunteer.id): 1}


def test_the_last_approval_closes_it(coordinator: Actor) -> None:
    one, other = make.claim(), make.claim()

    actions.approve_all(coordinator, [one, other])

    assert numbers() == {}
    outcomes = db.session.execute(select(Task.outcome, Task.closed_by)).all()
    assert outcomes == [(TaskOutcome.DONE, coordinator.id)] * 2


def test_a_refusal_closes_it_and_a_correction_opens_it(coordinator: Actor) -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer)

    actions.refuse(coordinator, claim, because="Which day?")
    assert numbers() == {}

    actions.change(make.actor(volunteer), claim, minutes=30)
    assert numbers() == {str(volunteer.id): 1}


def test_what_is_taken_back_was_not_done() -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer)

    actions.take_back(make.actor(volunteer), claim)

    assert numbers() == {}
    assert db.session.scalars(select(Task.outcome)).one() is TaskOutcome.DROPPED


def test_an_approval_that_is_taken_back_waits_again(coordinator: Actor) -> None:
    claim = make.claim()
    actions.approve(coordinator, claim)

    actions.reopen(coordinator, claim)

    assert numbers() == {str(claim.user_id): 1}


def test_more_hours_do_not_end_a_delay(coordinator: Actor) -> None:
    volunteer = make.volunteer()
    written(volunteer)
    later = clock.today() + timedelta(days=3)
    tasks.put_off(coordinator, task(), until=later, because="On Tuesday.")

    write(make.actor(volunteer))

    assert (task().due_on, task().number) == (later, 2)


def test_it_follows_the_volunteer_to_another_village() -> None:
    here, there = make.area(), make.area()
    volunteer = make.volunteer(here)
    written(volunteer)
    assert task().area_id == here.id

    changed(volunteer, Role.VOLUNTEER, areas=(there.id,))

    assert task().area_id == there.id


def test_nobody_is_asked_to_approve_for_who_is_no_volunteer() -> None:
    volunteer = make.volunteer(make.area())
    written(volunteer)

    changed(volunteer, Role.BOARD)

    assert numbers() == {}


def test_what_was_done_is_still_to_be_paid_when_an_account_ends() -> None:
    volunteer = make.volunteer(make.area())
    written(volunteer)

    accounts.deactivate(make.actor(make.user(Role.ADMINISTRATOR)), volunteer)

    assert numbers() == {str(volunteer.id): 1}


def test_the_line_says_whose_hours_wait_and_how_many(sign_in: SignIn) -> None:
    volunteer = make.volunteer(name="Anna Dijk")
    written(volunteer)
    written(volunteer)

    page = sign_in(make.coordinator()).get("/")

    [line] = page.texts("#queue-volunteer .line")
    assert "Anna Dijk" in line
    assert "2 lines of hours or costs wait for your approval." in line
    assert page.has('#queue-volunteer a[href^="/hours/to-approve"]')
