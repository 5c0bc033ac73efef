"""Days off name the visits that stand in them, until each of them is arranged."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.team.volunteers.models import Volunteer, VolunteerBlock
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.rhythm import actions as rhythm
from thuis_app.visiting.visits import actions, queries
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitCancelledBy, VisitState

pytestmark = pytest.mark.usefixtures("database")


class Ill:
    """Griet has two people to visit next week; then she has the flu."""

    def __init__(self) -> None:
        area = make.area("Bedum")
        self.griet = make.volunteer(area, called="Griet")
        self.bram = make.volunteer(area, called="Bram")
        self.office = make.coordinator()
        self.visits = [
            make.visit(make.match(self.griet, make.contact(area=area)), starts_at=at).id
            for at in (self.at(3), self.at(5))
        ]
        self.outside = make.visit(starts_at=self.at(3)).id

    def at(self, days: int) -> datetime:
        return make.at(self.day(days), 14)

    def day(self, days: int) -> date:
        return clock.today() + timedelta(days=days)

    def block(self, first: int = 1, last: int = 7) -> VolunteerBlock:
        days = {"from_on": self.day(first), "until_on": self.day(last)}
        actor = make.actor(self.office)
        row = volunteers.block(actor, self.griet, **days, note="Flu")
        db.session.commit()
        return row

    def take_a_break(self, *, until: int) -> None:
        self.go_to(VolunteerStage.PAUSED, paused_until=self.day(until))

    def go_to(self, stage: VolunteerStage, **more: Any) -> None:
        profile = db.session.get_one(Volunteer, self.griet.id)
        moved: dict[str, Any] = {"stage": stage, "stage_since": clock.today()}
        actor = make.actor(self.office)
        volunteers.move(actor, self.griet, profile, **moved, **more)
        db.session.commit()

    def visit(self, number: int) -> Visit:
        return queries.get(make.actor(self.office), self.visits[number])


def open_tasks() -> list[Task]:
    db.session.flush()
    wanted = select(Task).where(
        Task.kind == TaskKind.DAYS_OFF, Task.closed_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(Task.due_on)))


def test_each_person_with_a_visit_in_them_is_a_task_until_it_is_arranged() -> None:
    known = Ill()
    office = make.actor(known.office)
    known.block()
    assert len(open_tasks()) == 2

    by, because = VisitCancelledBy.VOLUNTEER, "Flu"
    actions.cancel(office, known.visit(0), cancelled_by=by, because=because)
    assert [task.contact_id for task in open_tasks()] == [known.visit(1).contact_id]
    actions.substitute(office, known.visit(1), volunteer_id=known.bram.id)

    assert open_tasks() == []


def test_a_visit_that_is_moved_out_of_them_is_arranged_and_so_is_one_left_free() -> (
    None
):
    known = Ill()
    office = make.actor(known.office)
    row = known.block()
    moved: dict[str, Any] = {"starts_at": known.at(9), "minutes": 60, "purpose": ""}
    actions.move(office, known.visit(0), **moved)
    assert len(open_tasks()) == 1

    volunteers.unblock(office, known.griet, row)

    assert open_tasks() == []


def test_who_calls_herself_is_believed_until_two_days_before() -> None:
    known = Ill()
    row = known.block()
    griet = make.actor(known.griet)
    assert {task.due_on for task in open_tasks()} == {clock.today()}

    volunteers.set_who_calls(griet, known.griet, row, calls_self=True)

    assert [task.due_on for task in open_tasks()] == [known.day(1), known.day(3)]


def test_visits_in_a_break_of_the_volunteer_are_arranged_as_in_days_off() -> None:
    known = Ill()
    for number in range(2):
        known.visit(number).made_by_rhythm = True
    known.take_a_break(until=4)

    rhythm.plan_by_rhythm(SYSTEM)

    [task] = open_tasks()
    assert task.contact_id == known.visit(0).contact_id
    assert all(known.visit(number).is_open for number in range(2))


def test_a_break_that_ends_early_asks_nothing_any_more() -> None:
    known = Ill()
    known.take_a_break(until=7)
    assert len(open_tasks()) == 2

    known.go_to(VolunteerStage.ACTIVE)

    assert open_tasks() == []


def test_the_rhythm_takes_nothing_back_without_a_word() -> None:
    known = Ill()
    for number in range(2):
        known.visit(number).made_by_rhythm = True
    known.block()

    rhythm.plan_by_rhythm(SYSTEM)

    assert all(known.visit(number).is_open for number in range(2))
    assert len(open_tasks()) == 2


def test_entering_days_off_shows_what_stands_in_them(sign_in: SignIn) -> None:
    known = Ill()
    browser = sign_in(known.griet)
    form = browser.get(f"/volunteers/{known.griet.id}/blocks/new").one("#block-form")
    days: dict[str, Any] = {"from_on": known.day(1), "until_on": known.day(7)}

    page = browser.follow(browser.submit(form, **days))

    assert "2 visits stand in your days off" in page.text("h1")
    assert len(page.texts("a[href$='/move']")) == 2
    assert not page.has("a[href$='/other']")
    calls = page.one("form[action$='/who-calls']")
    after = browser.follow(browser.submit(calls, who="self"))
    assert "You call yourself." in after.text("#content")


def test_all_visits_of_two_weeks_are_called_off_in_one_go(sign_in: SignIn) -> None:
    known = Ill()
    row = known.block()
    browser = sign_in(known.office)
    page = browser.get(f"/visits/days-off/{row.id}")
    assert len(page.texts("a[href$='/other']")) == 2

    after = browser.follow(
        browser.submit(page.one(f"form[action$='/{row.id}']"), informed="asked")
    )

    assert "No visit stands in these days" in after.text("h1")
    db.session.expire_all()
    assert [known.visit(n).state for n in range(2)] == [VisitState.CANCELLED] * 2
    assert db.session.get_one(Visit, known.outside).is_open
    calls = select(Task).where(Task.kind == TaskKind.TELL, Task.closed_at.is_(None))
    assert len(db.session.scalars(calls).all()) == 2


def test_another_volunteer_sees_nothing_of_them(sign_in: SignIn) -> None:
    known = Ill()
    row = known.block()
    assert sign_in(known.bram).get(f"/visits/days-off/{row.id}").status == 404
