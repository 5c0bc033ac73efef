"""Queries about tasks: what is due, and the tasks of one person."""

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.people.tasks import policy, rules
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import (
    NextStepChanged,
    TaskGroup,
    TaskKind,
    TaskOwner,
)

IS_OPEN = Task.closed_at.is_(None)
SHOWN_ON = func.coalesce(Task.planned_on, Task.due_on)
ON_THE_BOARD = (Task.rank, Task.due_on, Task.id)


@dataclass(frozen=True)
class TaskFilter:
    """Which of the tasks that are due the board shows."""

    today: date
    area_id: int | None = None
    group: TaskGroup | None = None
    owner: TaskOwner = TaskOwner.MINE


def get(actor: Actor, task_id: str) -> Task:
    """A task that this actor may see; Missing for any other."""
    found = db.session.scalar(
        select(Task).where(Task.id == task_id, policy.visible_to(actor))
    )
    if found is None:
        raise Missing
    return found


def is_due(actor: Actor, criteria: TaskFilter) -> list[ColumnElement[bool]]:
    """The conditions of the open tasks that are asked of this actor on this day."""
    conditions = [policy.visible_to(actor), IS_OPEN, Task.due_on <= criteria.today]
    if criteria.area_id is not None:
        conditions.append(Task.area_id == criteria.area_id)
    if criteria.group is not None:
        conditions.append(in_group(criteria.group))
    if criteria.owner is TaskOwner.MINE:
        conditions.append(or_(Task.owner_id.is_(None), Task.owner_id == actor.id))
    return conditions


def in_group(group: TaskGroup) -> ColumnElement[bool]:
    """The condition that a task stands in this group of the board."""
    if group is TaskGroup.FIRST:
        return Task.rank < rules.NOT_URGENT
    is_other = Task.rank >= rules.NOT_URGENT
    return and_(is_other, Task.kind.in_(rules.GROUPS[group]))


def count_due(actor: Actor, criteria: TaskFilter) -> dict[TaskGroup, int]:
    """The number of tasks that are due, by group."""
    counted = select(Task.kind, Task.rank, func.count())
    due = counted.where(*is_due(actor, criteria)).group_by(Task.kind, Task.rank)
    found: dict[TaskGroup, int] = {}
    for kind, rank, number in db.session.execute(due):
        group = rules.group_of(kind, rank)
        found[group] = found.get(group, 0) + number
    return found


def of_contact(actor: Actor, contact_id: int) -> list[tuple[Task, str]]:
    """The open tasks about a person, each with the name of the volunteer it is about or
    '', what comes first at the top."""
    named = select(Task, User.name).outerjoin(User, User.id == Task.volunteer_id)
    mine = named.where(Task.contact_id == contact_id, IS_OPEN)
    rows = db.session.execute(
        mine.where(policy.visible_to(actor)).order_by(SHOWN_ON, Task.rank, Task.id)
    )
    return [(task, volunteer or "") for task, volunteer in rows]


def waits_for_volunteer(
    contact_id: InstrumentedAttribute[int],
) -> ColumnElement[bool]:
    """The condition that a volunteer is looked for, for the person with this id."""
    waiting = select(Task.contact_id).where(Task.kind == TaskKind.WAITING, IS_OPEN)
    return contact_id.in_(waiting)


def colleagues(actor: Actor, task: Task) -> list[tuple[int, str]]:
    """The coordinators who may do this task: the actor first, the others by name."""
    holds = select(UserArea.user_id).where(UserArea.area_id == task.area_id)
    is_there = User.all_areas | User.id.in_(holds) | literal(task.area_id is None)
    rows = db.session.execute(
        select(User.id, User.name)
        .where(User.is_active, User.has_role(Role.COORDINATOR), is_there)
        .where(User.id != actor.id)
        .order_by(User.name, User.id)
    )
    return [(actor.id, actor.name), *((row[0], row[1]) for row in rows)]


def taken_by(user_id: int) -> ColumnElement[bool]:
    """The condition that a task is open, and that this user took it on."""
    return and_(Task.owner_id == user_id, IS_OPEN)


def open_task(kind: TaskKind, source: int | str) -> Task | None:
    """The open task of this kind and source, for the feature whose it is; or None."""
    return db.session.scalar(
        select(Task).where(Task.kind == kind, Task.source == str(source), IS_OPEN)
    )


def next_step(contact_id: int) -> NextStepChanged:
    """What comes first for a person: the day that it is shown on, and its kind."""
    found = db.session.execute(
        select(Task.kind, SHOWN_ON, Task.number)
        .where(Task.contact_id == contact_id, IS_OPEN)
        .where(Task.kind.not_in(rules.NO_STEPS))
        .order_by(SHOWN_ON, Task.rank, Task.id)
        .limit(1)
    ).first()
    return NextStepChanged(contact_id, *(found or (None, None, None)))


def has_open(contact_id: int) -> bool:
    """Whether anything is open about a person."""
    return next_step(contact_id).kind is not None


def closed_since(actor: Actor, day: date) -> list[ColumnElement[bool]]:
    """The conditions of the tasks that this actor closed since the start of a day."""
    since = clock.at(day, time())
    return [Task.closed_by == actor.id, Task.closed_at >= since]
