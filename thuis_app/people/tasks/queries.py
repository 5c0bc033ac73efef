"""Queries about tasks: what is due, and the tasks of one person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.absences import queries as absences
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.areas.policy import is_chosen
from thuis_app.people.tasks import policy, rules
from thuis_app.people.tasks.models import Task, TaskHandover
from thuis_app.people.tasks.rules import (
    NextStepChanged,
    TaskGroup,
    TaskKind,
    TaskOwner,
)

IS_OPEN = Task.closed_at.is_(None)
SHOWN_ON = func.coalesce(Task.planned_on, Task.due_on)
FOLLOW_UPS_SHOWN = 20


@dataclass(frozen=True)
class TaskFilter:
    """Which of the tasks that are due the board shows."""

    today: date
    area_ids: frozenset[int] | None = None
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
    if criteria.area_ids is not None:
        conditions.append(is_chosen(criteria.area_ids, Task.area_id))
    if criteria.group is not None:
        rank = rank_on(criteria.today)
        conditions.append(in_group(criteria.group, Task.kind, rank))
    if criteria.owner is TaskOwner.MINE:
        conditions.append(is_asked_of(actor, criteria.today))
    return conditions


def is_asked_of(actor: Actor, today: date) -> ColumnElement[bool]:
    """The condition that a task is this actor's, nobody's, or of whom they stand in
    for."""
    covered = absences.covered_by(actor, today)
    mine = or_(Task.owner_id.is_(None), Task.owner_id == actor.id)
    return or_(mine, Task.owner_id.in_(covered))


def in_group(
    group: TaskGroup,
    kind: ColumnElement[TaskKind] | InstrumentedAttribute[TaskKind],
    rank: ColumnElement[int],
) -> ColumnElement[bool]:
    """The condition that a task of this kind and rank stands in this group."""
    if group is TaskGroup.FIRST:
        return rank < rules.NOT_URGENT
    is_other = rank >= rules.NOT_URGENT
    return and_(is_other, kind.in_(rules.GROUPS[group]))


def rank_on(today: date) -> ColumnElement[int]:
    """The rank of a task on a day; a signal that waited too long stands above all."""
    last = clock.at(today - rules.LONGEST_WAIT + timedelta(days=1), time())
    has_waited = and_(Task.kind == TaskKind.SIGNAL, Task.opened_at < last)
    return case((has_waited, rules.ABOVE_ALL), else_=Task.rank)


def about_same(task: Task) -> ColumnElement[bool]:
    """The condition that a task stands on one line with this one."""
    if task.contact_id is not None:
        return Task.contact_id == task.contact_id
    if task.volunteer_id is not None:
        alone = Task.contact_id.is_(None)
        return and_(alone, Task.volunteer_id == task.volunteer_id)
    return Task.id == task.id


def due_lines(actor: Actor, criteria: TaskFilter, *only: ColumnElement[bool]) -> CTE:
    """The tasks that are due, in lines: each with the task that leads its line, and its
    place in it. `only` keeps some lines, each of them whole.

    What is open with one person is one line, or else with one volunteer; a task about
    neither is a line by itself. The group of the criteria is not looked at: a line
    stands in the group of the task that leads it.
    """
    rank = rank_on(criteria.today)
    line, order = _about_whom(), (rank, Task.due_on, Task.id)
    place = func.row_number().over(partition_by=line, order_by=order)
    lead = func.first_value(Task.id).over(partition_by=line, order_by=order)
    columns = Task.id, Task.kind, Task.due_on, rank.label("rank")
    in_line = place.label("place"), lead.label("lead_id")
    due = is_due(actor, replace(criteria, group=None))
    return select(*columns, *in_line).where(*due, *only).cte("due")


def count_due(actor: Actor, criteria: TaskFilter) -> dict[TaskGroup, int]:
    """The number of lines that are due, by group."""
    due = due_lines(actor, criteria).c
    counted = select(due.kind, due.rank, func.count()).where(due.place == 1)
    found: dict[TaskGroup, int] = {}
    for kind, rank, number in db.session.execute(counted.group_by(due.kind, due.rank)):
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


def follow_ups(
    actor: Actor, about: ColumnElement[bool], limit: int = FOLLOW_UPS_SHOWN
) -> list[Task]:
    """The open follow-ups of which `about` holds, what comes first at the top."""
    mine = select(Task).where(Task.kind == TaskKind.FOLLOW_UP, IS_OPEN, about)
    found = mine.where(policy.visible_to(actor)).order_by(Task.due_on, Task.id)
    return list(db.session.scalars(found.limit(limit)))


def colleagues(actor: Actor, task: Task) -> list[tuple[int, str]]:
    """The coordinators who may do this task: the actor first, the others by name."""
    return colleagues_in(actor, task.area_id)


def colleagues_in(actor: Actor, area_id: int | None) -> list[tuple[int, str]]:
    """The coordinators of a village, or of all of them (None), in the same order."""
    holds = select(UserArea.user_id).where(UserArea.area_id == area_id)
    is_there = User.all_areas | User.id.in_(holds) | literal(area_id is None)
    rows = db.session.execute(
        select(User.id, User.name)
        .where(User.is_active, User.has_role(Role.COORDINATOR), is_there)
        .where(User.id != actor.id)
        .order_by(User.sort_name, User.id)
    )
    return [(actor.id, actor.name), *((row[0], row[1]) for row in rows)]


def taken_on_by(actor: Actor, user_id: int) -> list[Task]:
    """The open tasks of one coordinator, as far as this actor may see them."""
    mine = select(Task).where(taken_by(user_id), policy.visible_to(actor))
    return list(db.session.scalars(mine.order_by(Task.rank, Task.due_on, Task.id)))


def successors(actor: Actor, tasks: Iterable[Task], user_id: int) -> dict[int, str]:
    """The coordinators, other than this one, who may do all of these tasks."""
    areas = {task.area_id for task in tasks}
    found = [dict(colleagues_in(actor, area_id)) for area_id in areas]
    first = found[0] if found else {}
    return {
        one: name
        for one, name in first.items()
        if one != user_id and all(one in others for others in found)
    }


def last_handover(actor: Actor, user_id: int) -> TaskHandover | None:
    """What was given away of this coordinator and can still be given back; or None."""
    since = clock.now() - rules.MANUAL_UNDO
    query = select(TaskHandover).where(
        TaskHandover.from_id == user_id,
        TaskHandover.made_at >= since,
        TaskHandover.undone_at.is_(None),
        literal(policy.may_give_all(actor)),
    )
    return db.session.scalar(query.order_by(TaskHandover.id.desc()).limit(1))


def taken_by(user_id: int) -> ColumnElement[bool]:
    """The condition that a task is open, and that this user took it on."""
    return and_(Task.owner_id == user_id, IS_OPEN)


def naming(contact_id: int) -> Select[Task]:
    """The tasks about a person, and those whose source names them."""
    of_loss = and_(
        Task.kind == TaskKind.LOST_SUPPORT, Task.source.startswith(f"{contact_id}:")
    )
    return select(Task).where(or_(Task.contact_id == contact_id, of_loss))


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


def _about_whom() -> tuple[ColumnElement[Any], ...]:
    """What the tasks of one line have in common."""
    person, volunteer = Task.contact_id, Task.volunteer_id
    about_volunteer = case((person.is_(None), volunteer))
    about_nobody = case((and_(person.is_(None), volunteer.is_(None)), Task.id))
    return person.expression, about_volunteer, about_nobody
