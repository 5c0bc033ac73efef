"""Whatever is planned, moved, given away, called off and undone, by whom and in which
order: no two meet twice at one time, and each change can be told."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Refused, RuleBroken
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.rhythm import actions as rhythm
from thuis_app.visiting.visits import actions, queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import Informed, VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")

SEEDS, STEPS = range(6), 40


class Village:
    """Three volunteers and two people in one village, and one coordinator."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        area = make.area()
        self.users = [make.volunteer(area) for _one in range(3)]
        self.office = make.actor(make.coordinator())
        people = [make.contact(area=area) for _one in range(2)]
        pairs = zip(self.users, [people[0], people[1], people[0]], strict=True)
        self.matches = [make.match(user, person).id for user, person in pairs]

    def moment(self) -> datetime:
        day = clock.today() + timedelta(days=self.random.randint(1, 4))
        return make.at(day, self.random.randint(9, 12), self.random.choice([0, 30]))

    def who(self) -> Actor:
        return self.random.choice([self.office, *map(make.actor, self.users)])

    def visit(self) -> Visit | None:
        rows = db.session.scalars(select(Visit.id).order_by(Visit.id)).all()
        if not rows:
            return None
        return queries.get(self.office, self.random.choice(rows))

    def plan(self) -> None:
        match = matches.get(self.office, self.random.choice(self.matches))
        actions.plan(self.office, match, starts_at=self.moment())

    def change(self, visit: Visit, who: Actor) -> None:
        informed = self.random.choice(list(Informed))
        at, by = self.moment(), self.random.choice(list(VisitCancelledBy))
        other = self.random.choice(self.users).id
        changes: list[Callable[[], None]] = [
            lambda: actions.move(
                who, visit, starts_at=at, minutes=60, purpose="", informed=informed
            ),
            lambda: actions.cancel(
                who, visit, cancelled_by=by, because="Ill.", informed=informed
            ),
            lambda: actions.substitute(
                who, visit, volunteer_id=other, informed=informed
            ),
            lambda: actions.move_back(who, visit),
            lambda: actions.go_on(who, visit),
        ]
        self.random.choice(changes)()

    def away(self) -> None:
        day = clock.today() + timedelta(days=self.random.randint(0, 3))
        user = self.random.choice(self.users)
        volunteers.block(self.office, user, from_on=day, until_on=day, note="")

    def step(self) -> None:
        chance, visit = self.random.random(), self.visit()
        if visit is None or chance < 0.3:
            self.plan()
        elif chance < 0.9:
            self.change(visit, self.who())
        elif chance < 0.95:
            self.away()
        else:
            rhythm.plan_by_rhythm(SYSTEM)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_meet_twice_at_one_time(seed: int) -> None:
    village = Village(seed)
    for _step in range(STEPS):
        with suppress(RuleBroken, Refused), db.session.begin_nested():
            village.step()
        db.session.commit()
        _check_once()
    _check_tasks()


def _check_once() -> None:
    stands = select(Visit).where(Visit.state == VisitState.PLANNED)
    rows = list(db.session.scalars(stands.order_by(Visit.starts_at)))
    for one in rows:
        for other in rows:
            same = (one.contact_id, one.volunteer_id) == (
                other.contact_id,
                other.volunteer_id,
            )
            assert one is other or not (same and one.slot.overlaps(other.slot))


def _check_tasks() -> None:
    """Each visit to make is a task of who makes it; none about days off is stale."""
    open_tasks = db.session.scalars(select(Task).where(Task.closed_at.is_(None))).all()
    visits = {task.source: task for task in open_tasks if task.kind is TaskKind.VISIT}
    planned = select(Visit).where(Visit.state == VisitState.PLANNED)
    rows = db.session.scalars(planned).all()
    assert {str(one.id): one.volunteer_id for one in rows} == {
        source: task.volunteer_id for source, task in visits.items()
    }
    asked = {t.source for t in open_tasks if t.kind is TaskKind.DAYS_OFF}
    stands = {
        f"{one.volunteer_id}:{one.contact_id}"
        for one in rows
        if queries.in_days_off_of(one.volunteer_id, one.contact_id)
    }
    assert asked == stands
