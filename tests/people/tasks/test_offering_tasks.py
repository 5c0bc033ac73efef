"""When an offering of the local map is to be confirmed again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.directory.offerings import actions, queries
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.offerings.rules import OfferingKind
from thuis_app.organisation.areas.models import Area
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.models import OfferingDetails, Task
from thuis_app.people.tasks.rules import TaskKind, TaskOutcome

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def coordinator(database: None) -> Actor:
    return make.actor(make.coordinator())


def confirmed(offering: Offering, days: int = 100) -> date:
    """Let an offering be confirmed so many days ago; that day."""
    offering.confirmed_on = clock.today() - timedelta(days=days)
    actions.schedule(SYSTEM, offering)
    db.session.commit()
    return offering.confirmed_on


def open_task() -> Task | None:
    kind = Task.kind == TaskKind.OFFERING
    return db.session.scalar(select(Task).where(kind, Task.closed_at.is_(None)))


def due_on() -> date | None:
    found = open_task()
    return found.due_on if found else None


def added(actor: Actor, *areas: Area, all_areas: bool = False) -> Offering:
    return actions.create(
        actor,
        area_ids=[area.id for area in areas],
        all_areas=all_areas,
        name="Choir",
        kind=OfferingKind.OTHER,
    )


def test_a_new_offering_is_asked_about_after_ninety_days(coordinator: Actor) -> None:
    added(coordinator, make.area())

    assert due_on() == clock.today() + timedelta(days=91)


def test_what_was_confirmed_is_done_and_asked_about_again_later(
    coordinator: Actor,
) -> None:
    offering = make.offering()
    confirmed(offering)

    actions.confirm(coordinator, offering)

    done = db.session.scalars(select(Task).where(Task.closed_at.is_not(None))).one()
    assert (done.closed_by, done.outcome) == (coordinator.id, TaskOutcome.DONE)
    assert due_on() == clock.today() + timedelta(days=91)


def test_what_was_never_confirmed_is_asked_about_today() -> None:
    actions.schedule(SYSTEM, make.offering())

    assert due_on() == clock.today()


def test_nobody_confirms_what_is_out_of_use(coordinator: Actor) -> None:
    offering = make.offering()
    before = confirmed(offering)

    actions.retire(coordinator, offering)
    assert open_task() is None

    actions.restore(coordinator, offering)
    assert due_on() == before + timedelta(days=91)


def test_the_task_lies_in_the_one_village_of_the_offering(coordinator: Actor) -> None:
    here, there = make.area(), make.area()
    offering = added(coordinator, here)

    found = open_task()
    assert found and found.area_id == here.id

    actions.edit(coordinator, offering, area_ids=[here.id, there.id])
    found = open_task()
    assert found and found.area_id is None


def test_an_offering_for_all_villages_is_of_no_village(coordinator: Actor) -> None:
    added(coordinator, make.area(), all_areas=True)

    found = open_task()
    assert found and found.area_id is None


def test_another_name_changes_the_line_and_leaves_the_delay(
    coordinator: Actor,
) -> None:
    offering = queries.get(coordinator, make.offering("Choir").id)
    confirmed(offering)
    later, task = clock.today() + timedelta(days=5), open_task()
    assert task
    tasks.put_off(coordinator, task, until=later, because="Closed until then.")

    actions.edit(coordinator, offering, area_ids=[], name="Big choir")

    assert (task.due_on, task.delayed_because) == (later, "Closed until then.")
    assert task.read_details(OfferingDetails).name == "Big choir"


def test_a_confirmation_ends_the_delay(coordinator: Actor) -> None:
    offering = make.offering()
    confirmed(offering)
    later, task = clock.today() + timedelta(days=92), open_task()
    assert task
    tasks.put_off(coordinator, task, until=later, because="Closed until then.")

    actions.confirm(coordinator, offering)

    found = open_task()
    assert found and not found.delayed_because
    assert found.due_on == clock.today() + timedelta(days=91)


def test_the_line_says_which_offering_and_since_when(sign_in: SignIn) -> None:
    offering = make.offering("Choir")
    confirmed(offering)

    page = sign_in(make.coordinator()).get("/")

    [line] = page.texts("#queue-offering .line")
    assert "Choir" in line and "Is it still right?" in line
    assert page.has(f'#queue-offering a[href^="/offerings/{offering.id}?"]')


def test_nothing_is_asked_before_the_day(sign_in: SignIn) -> None:
    confirmed(make.offering(), days=90)

    assert not sign_in(make.coordinator()).get("/").has("#queue-offering")
