"""Queries of the first page: the board of a coordinator, the day of a volunteer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, contains_eager

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.overview.my_people import queries as my_people
from thuis_app.overview.today import policy, rules
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED, full_name
from thuis_app.people.tasks import policy as task_policy
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.queries import TaskFilter
from thuis_app.people.tasks.rules import (
    TaskGroup,
    TaskKind,
    TaskOutcome,
    TaskOwner,
    group_of,
)
from thuis_app.visiting.concerns import queries as concerns
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN

VOLUNTEER, OWNER = aliased(User), aliased(User)


class TaskRow(NamedTuple):
    """A task with the names that its line shows; without a person they are empty."""

    task: Task
    called_name: str | None
    initials: str | None
    prefix: str | None
    last_name: str | None
    village: str | None
    volunteer: str | None
    owner: str | None
    rank: int
    lead_id: str

    @property
    def group(self) -> TaskGroup:
        """The group in which it stands today."""
        return group_of(self.task.kind, self.rank)

    @property
    def name(self) -> str:
        """The name of the person; '' for a task about no person."""
        return full_name(*(part or "" for part in self[1:5]))


@dataclass(frozen=True)
class BoardLine:
    """What is open with one person, the most urgent first, or what is about nobody."""

    rows: Sequence[TaskRow]

    @property
    def lead(self) -> TaskRow:
        return self.rows[0]

    @property
    def others(self) -> Sequence[TaskRow]:
        return self.rows[1:]


@dataclass(frozen=True)
class BoardGroup:
    """The lines of one group that are due: their number, and the first of them."""

    group: TaskGroup
    total: int
    lines: Sequence[BoardLine]

    @property
    def rest(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Board:
    """The work of a coordinator today; without `concerns` for who may not see them."""

    concerns: Sequence[Concern]
    groups: Sequence[BoardGroup]
    done: Sequence[TaskRow]

    @property
    def total(self) -> int:
        return len(self.concerns) + sum(group.total for group in self.groups)

    @property
    def lines(self) -> list[BoardLine]:
        """The lines that it shows, from top to bottom."""
        return [line for group in self.groups for line in group.lines]

    @property
    def rows(self) -> list[TaskRow]:
        """The tasks that wait on the lines that it shows."""
        return [row for line in self.lines for row in line.rows]

    def line_with(self, task_id: str) -> BoardLine | None:
        """The line on which this task stands, if it is shown."""
        found = (
            one for one in self.lines if task_id in {row.task.id for row in one.rows}
        )
        return next(found, None)

    @property
    def people(self) -> list[int]:
        """The people whose names it shows."""
        rows = [*self.done, *self.rows]
        return sorted({row.task.contact_id for row in rows if row.task.contact_id})


@dataclass(frozen=True)
class OwnPeople:
    """Of the people of a volunteer those who are new, and those not visited any more:
    because contact stopped, or because another goes."""

    new: Sequence[Match]
    stopped: Sequence[Contact]
    let_go: Sequence[Match]


def board(actor: Actor, criteria: TaskFilter, length: int = rules.SHOWN_ALONE) -> Board:
    """The lines that are due, by group; of one group alone up to `length`."""
    require(policy.may_see_board(actor))
    found = _first_of_each(actor, criteria, length)
    totals = {line.lead.group: total for line, total in found}
    shown = [line for line, _total in found if _is_shown(line.lead.group, criteria)]
    groups = [
        BoardGroup(
            group, totals[group], [one for one in shown if one.lead.group == group]
        )
        for group in TaskGroup
        if group in totals
    ]
    return Board(_concerns(actor), groups, _done(actor, criteria.today))


def task(actor: Actor, task_id: str) -> TaskRow:
    """One task with its names; Missing for who may not see it."""
    found = db.session.execute(
        _named(tasks.rank_on(clock.today()), Task.id).where(
            Task.id == task_id, task_policy.visible_to(actor)
        )
    ).first()
    if found is None:
        raise Missing
    return TaskRow._make(found)


def of_kind(
    actor: Actor, criteria: TaskFilter, kind: TaskKind, limit: int
) -> list[TaskRow]:
    """The tasks of one kind that are due, the latest first."""
    require(policy.may_see_board(actor))
    found = (
        _named(tasks.rank_on(criteria.today), Task.id)
        .where(*tasks.is_due(actor, criteria), Task.kind == kind)
        .order_by(Task.due_on, Task.id)
        .limit(limit)
    )
    return [TaskRow._make(row) for row in db.session.execute(found)]


def also_open(actor: Actor, task: Task) -> list[TaskRow]:
    """What is due besides on the line of this task."""
    everything = TaskFilter(clock.today(), owner=TaskOwner.ALL)
    due = tasks.due_lines(actor, everything, tasks.about_same(task))
    lead = select(due.c.lead_id).where(due.c.id == task.id).scalar_subquery()
    found = (
        _named(due.c.rank, due.c.lead_id)
        .join(due, due.c.id == Task.id)
        .where(due.c.lead_id == lead, due.c.id != task.id)
        .order_by(due.c.place)
    )
    return [TaskRow._make(row) for row in db.session.execute(found)]


def own_people(actor: Actor, since: date) -> OwnPeople:
    """Who is new to this volunteer, and whom they visit no more since a day from
    `since` on, in one statement."""
    conditions = {
        "new": matches.stands_for(actor),
        "stopped": _stopped_lately(actor, since),
        "let_go": _let_go(actor, since),
    }
    parts = (
        select(literal(part).label("part"), Match.id.label("match_id"))
        .join(Contact, Contact.id == Match.contact_id)
        .where(*where)
        for part, where in conditions.items()
    )
    found = union_all(*parts).subquery()
    rows = db.session.execute(
        select(found.c.part, Match)
        .join(Match, Match.id == found.c.match_id)
        .join(Contact, Contact.id == Match.contact_id)
        .options(contains_eager(Match.contact).joinedload(Contact.area))
    ).all()
    rows = sorted(rows, key=lambda row: (row[1].contact.sort_key, row[1].id))
    lists = {name: [one for part, one in rows if part == name] for name in conditions}
    return OwnPeople(
        new=my_people.new_ones(lists["new"]),
        stopped=[
            one.contact
            for one in _latest_first(lists["stopped"], attrgetter("contact.stopped_on"))
        ],
        let_go=_latest_first(lists["let_go"], attrgetter("ended_on")),
    )


def _latest_first(
    found: Sequence[Match], ended: Callable[[Match], date]
) -> list[Match]:
    """The last of these matches with each person, which ended last at the top."""
    ordered = sorted(found, key=ended, reverse=True)
    firsts: dict[int, Match] = {}
    for one in ordered:
        firsts.setdefault(one.contact_id, one)
    return list(firsts.values())


def _stopped_lately(actor: Actor, since: date) -> list[ColumnElement[bool]]:
    """The person of a match is not to be visited any more since a day from `since` on,
    and this volunteer visited them until then."""
    return [
        Match.volunteer_id == actor.id,
        Match.started_on <= clock.today(),
        or_(Match.ended_on.is_(None), Match.ended_on >= Contact.stopped_on),
        Contact.stage.in_(STOPPED),
        Contact.stopped_on >= since,
    ]


def _let_go(actor: Actor, since: date) -> list[ColumnElement[bool]]:
    """This volunteer visits the person of a match no more since a day from `since` on,
    and they are to be found at home as before."""
    return [
        Match.volunteer_id == actor.id,
        Match.ended_on >= since,
        Match.started_on <= clock.today(),
        Contact.stage.not_in(STOPPED),
        Contact.id.not_in(_visited_by(actor)),
    ]


def _visited_by(actor: Actor) -> Select[int]:
    mine = Match.volunteer_id == actor.id, Match.state.in_(sorted(OPEN))
    return select(Match.contact_id).where(*mine)


def _first_of_each(
    actor: Actor, criteria: TaskFilter, length: int
) -> list[tuple[BoardLine, int]]:
    """The first lines of each group, in the order of the board, each with the number
    of lines of its group; of a group that is not shown the first alone, for that."""
    due = tasks.due_lines(actor, criteria)
    order, group = (due.c.rank, due.c.due_on, due.c.id), _group(due)
    place = func.row_number().over(partition_by=group, order_by=order)
    total = func.count().over(partition_by=group)
    leads = select(*order, due.c.kind, place.label("place"), total.label("total"))
    first = leads.where(due.c.place == 1).subquery()
    found = (
        _named(due.c.rank, due.c.lead_id, first.c.total)
        .join(due, due.c.id == Task.id)
        .join(first, first.c.id == due.c.lead_id)
        .where(first.c.place <= _shown_of(criteria, length, first))
        .order_by(first.c.rank, first.c.due_on, first.c.id, due.c.place)
    )
    rows = [(TaskRow._make(row[:-1]), row[-1]) for row in db.session.execute(found)]
    lines = [
        list(each) for _lead, each in groupby(rows, key=lambda one: one[0].lead_id)
    ]
    return [(BoardLine([row for row, _total in line]), line[0][1]) for line in lines]


def _shown_of(criteria: TaskFilter, length: int, lines: Subquery) -> ColumnElement[int]:
    """How many lines are read of the group of a line."""
    if criteria.group is None:
        return literal(rules.SHOWN_TOGETHER)
    is_shown = tasks.in_group(criteria.group, lines.c.kind, lines.c.rank)
    return case((is_shown, length), else_=1)


def _is_shown(group: TaskGroup, criteria: TaskFilter) -> bool:
    """Whether the lines of this group are shown: of the chosen one, or of all."""
    return criteria.group in (None, group)


def _group(due: CTE) -> ColumnElement[Any]:
    """The group of a task, as a number."""
    groups = enumerate(TaskGroup)
    conditions = (
        (tasks.in_group(group, due.c.kind, due.c.rank), place)
        for place, group in groups
    )
    return case(*conditions)


def _named(*more: Any) -> Select[*tuple[Any, ...]]:
    person = Contact.called_name, Contact.initials, Contact.prefix, Contact.last_name
    return (
        select(Task, *person, Area.name, VOLUNTEER.name, OWNER.called, *more)
        .outerjoin(Contact, Contact.id == Task.contact_id)
        .outerjoin(Area, Area.id == Task.area_id)
        .outerjoin(VOLUNTEER, VOLUNTEER.id == Task.volunteer_id)
        .outerjoin(OWNER, OWNER.id == Task.owner_id)
    )


def _concerns(actor: Actor) -> Sequence[Concern]:
    """The open concerns of all villages, whichever are chosen: none may be missed."""
    if not policy.may_see_concerns(actor):
        return []
    return concerns.open_ones(actor)


def _done(actor: Actor, today: date) -> Sequence[TaskRow]:
    """What this actor did today, the latest first."""
    found = _named(Task.rank, Task.id).where(
        *tasks.closed_since(actor, today),
        Task.outcome == TaskOutcome.DONE,
        Task.kind != TaskKind.VISIT,
        task_policy.visible_to(actor),
    )
    latest = found.order_by(Task.closed_at.desc(), Task.id).limit(rules.DONE_SHOWN)
    return [TaskRow._make(row) for row in db.session.execute(latest)]
