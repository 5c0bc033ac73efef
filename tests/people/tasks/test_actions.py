from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NO_STEP, Stage
from thuis_app.people.tasks import actions, queries
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import NewTask, TaskKind, TaskOutcome
from thuis_app.reaching.signals.rules import SignalDetails

pytestmark = pytest.mark.usefixtures("database")
K = TaskKind


@pytest.fixture
def actor(database: None) -> Actor:
    return make.actor(make.coordinator())


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def all_tasks() -> list[Task]:
    found = select(Task).order_by(Task.opened_at, Task.due_on)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def shown(contact: Contact) -> tuple[str, date, int | None]:
    """What the list of people shows: the next step, its day and its number."""
    db.session.flush()
    db.session.refresh(contact)
    return contact.next_step, contact.next_step_on, contact.next_step_number


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def refusal(action: Callable[[], object]) -> str:
    """The code with which a rule refuses this."""
    with pytest.raises(RuleBroken) as refused:
        action()
    return refused.value.code


def changes(actor: Actor, task: Task) -> list[Callable[[], None]]:
    """All that changes an open task."""
    return [
        lambda: actions.take(actor, task),
        lambda: actions.give(actor, task, to=None),
        lambda: actions.put_off(actor, task, until=in_days(2), because="x"),
        lambda: actions.finish(actor, task),
    ]


def test_what_is_scheduled_twice_is_one_task_with_the_later_answers() -> None:
    contact = make.contact()
    first = make.task(K.ATTEMPT, contact, number=1, due_on=in_days(3))

    again = make.task(K.ATTEMPT, contact, number=2, due_on=in_days(9))

    assert again.id == first.id
    assert [(one.number, one.due_on) for one in all_tasks()] == [(2, in_days(9))]
    assert shown(contact) == ("attempt", in_days(9), 2)


def test_a_task_of_another_kind_or_source_stands_beside_it() -> None:
    contact = make.contact()
    make.task(K.REFERRAL, contact, source=1)
    make.task(K.REFERRAL, contact, source=2)
    make.task(K.WAITING, contact, source=1)

    assert len(all_tasks()) == 3


def test_a_task_instead_of_another_closes_that_one_as_done(actor: Actor) -> None:
    contact = make.contact()
    attempt, other = make.task(K.ATTEMPT, contact), make.task(K.WAITING, contact)

    rest = NewTask(
        kind=K.RESTING,
        source=contact.id,
        due_on=in_days(30),
        area_id=contact.area_id,
        contact_id=contact.id,
    )
    actions.schedule(actor, rest, instead_of={K.ATTEMPT, K.RESTING})
    db.session.expire_all()

    assert attempt.outcome is TaskOutcome.DONE and not attempt.is_open
    assert other.is_open
    assert queries.open_task(K.RESTING, contact.id) is not None


def test_who_took_a_task_on_does_what_comes_instead_of_it(actor: Actor) -> None:
    contact = make.contact()
    actions.take(actor, make.task(K.ATTEMPT, contact))

    rest = NewTask(
        kind=K.RESTING,
        source=contact.id,
        due_on=in_days(30),
        area_id=contact.area_id,
    )
    actions.schedule(actor, rest, instead_of={K.ATTEMPT})

    new = queries.open_task(K.RESTING, contact.id)
    assert new is not None and new.owner_id == actor.id


def test_what_comes_first_is_shown_of_the_person_until_it_is_done() -> None:
    contact = make.contact()
    make.task(K.WAITING, contact, due_on=in_days(5))
    make.task(K.ATTEMPT, contact, number=4, due_on=in_days(2))
    before = shown(contact)

    actions.close(SYSTEM, K.ATTEMPT, contact.id)
    then = shown(contact)
    actions.close(SYSTEM, {K.WAITING}, contact.id, outcome=TaskOutcome.DROPPED)

    assert before == ("attempt", in_days(2), 4)
    assert then == ("waiting", in_days(5), None)
    assert shown(contact) == ("", NO_STEP, None)


def test_a_planned_visit_is_shown_on_its_day_and_asked_for_later() -> None:
    contact = make.contact()
    make.task(K.REFERRAL, contact, due_on=in_days(3))
    make.task(K.VISIT, contact, due_on=in_days(4), planned_on=in_days(2))

    assert shown(contact) == ("visit", in_days(2), None)


def test_closing_what_is_not_open_is_no_error() -> None:
    actions.close(SYSTEM, K.ATTEMPT, 1)

    assert all_tasks() == []


def test_a_closed_task_keeps_nothing_of_what_it_showed(actor: Actor) -> None:
    details = SignalDetails("The Ploeg family", noticed="Dark.")
    task = make.task(K.SIGNAL, details=details)
    assert "Ploeg" in task.details

    actions.close(actor, K.SIGNAL, task.source)
    db.session.refresh(task)

    assert task.details == "{}"
    assert (task.closed_by, task.outcome) == (actor.id, TaskOutcome.DONE)
    assert task.read_details(SignalDetails) == SignalDetails()


def test_after_it_was_closed_the_same_is_a_new_task() -> None:
    contact = make.contact()
    first = make.task(K.REOPENED, contact).id
    actions.close(SYSTEM, K.REOPENED, contact.id)

    assert make.task(K.REOPENED, contact).id != first


def test_a_task_is_put_off_with_the_reason(actor: Actor) -> None:
    contact = make.contact()
    task = make.task(K.WAITING, contact)

    actions.put_off(actor, task, until=in_days(3), because="Away until Friday.")

    assert (task.due_on, task.delayed_because) == (in_days(3), "Away until Friday.")
    assert shown(contact) == ("waiting", in_days(3), None)
    assert events() == ["task.put_off"]


def test_the_reason_stays_until_the_feature_chooses_another_day(actor: Actor) -> None:
    contact = make.contact()
    task = make.task(K.WAITING, contact)
    actions.put_off(actor, task, until=in_days(3), because="Away until Friday.")

    make.task(K.WAITING, contact, due_on=in_days(3), number=2)
    same_day = task.delayed_because
    make.task(K.WAITING, contact, due_on=in_days(8))

    assert same_day == "Away until Friday."
    assert (task.due_on, task.delayed_because) == (in_days(8), "")


def test_a_task_is_not_put_off_until_today(actor: Actor) -> None:
    task = make.task(due_on=in_days(-3))

    def put_off() -> None:
        actions.put_off(actor, task, until=clock.today(), because="Busy.")

    assert refusal(put_off) == "task.delay"


def test_who_takes_a_task_does_it_and_a_colleague_does_not_take_it_over(
    actor: Actor,
) -> None:
    task, colleague = make.task(), make.actor(make.coordinator())

    actions.take(actor, task)
    actions.take(actor, task)

    assert task.owner_id == actor.id
    assert refusal(lambda: actions.take(colleague, task)) == "task.taken"
    assert events() == ["task.taken"] * 2


def test_a_task_is_given_to_a_coordinator_of_the_village_and_back(actor: Actor) -> None:
    village = make.area()
    task = make.task(contact=make.contact(area=village))
    colleague = make.coordinator(village)

    actions.give(actor, task, to=colleague.id)
    given = task.owner_id
    actions.give(actor, task, to=None)

    assert (given, task.owner_id) == (colleague.id, None)
    assert events() == ["task.given"] * 2


def test_a_task_is_given_to_nobody_who_does_not_work_there(actor: Actor) -> None:
    task = make.task()
    gone = make.coordinator(is_active=False)
    for user in (make.coordinator(make.area()), make.volunteer(), gone):
        given = partial(actions.give, actor, task, to=user.id)
        assert refusal(given) == "task.not_theirs"


def test_getting_in_touch_again_is_done_with_a_word_on_how_it_went(
    actor: Actor,
) -> None:
    contact = make.contact(stage=Stage.KNOWN)
    task = make.task(K.REOPENED, contact)

    actions.finish(actor, task, note="She was glad.")

    assert (task.closed_by, task.outcome) == (actor.id, TaskOutcome.DONE)
    assert task.closing_note == "She was glad."
    assert shown(contact) == ("", NO_STEP, None)
    assert events() == ["task.finished"]


def test_for_a_participant_who_was_reached_again_a_volunteer_is_looked_for(
    actor: Actor,
) -> None:
    contact = make.contact(stage=Stage.PARTICIPANT)

    actions.finish(actor, make.task(K.REOPENED, contact))

    found = queries.open_task(K.WAITING, contact.id)
    assert found is not None and found.due_on == clock.today() + timedelta(days=7)


def test_what_ends_by_itself_is_not_marked_as_done(actor: Actor) -> None:
    task = make.task(K.SIGNAL)

    assert refusal(lambda: actions.finish(actor, task)) == "task.by_itself"
    assert task.is_open


def test_what_was_done_by_mistake_is_undone(actor: Actor) -> None:
    contact = make.contact()
    task = make.task(K.REOPENED, contact)
    actions.finish(actor, task, note="Wrong line.")

    actions.undo(actor, task)

    assert task.is_open and task.closing_note == ""
    assert (task.closed_by, task.outcome) == (None, None)
    assert shown(contact) == ("reopened", clock.today(), None)
    assert events() == ["task.finished", "task.opened_again"]


def test_the_next_day_it_stays_done(actor: Actor) -> None:
    task = make.task(K.REOPENED)
    actions.finish(actor, task)
    later = clock.now() + timedelta(days=1)
    clock.set_source(lambda: later)

    assert refusal(lambda: actions.undo(actor, task)) == "task.undo_too_late"
    assert not task.is_open


def test_what_is_on_the_list_again_already_is_not_undone(actor: Actor) -> None:
    contact = make.contact()
    task = make.task(K.REOPENED, contact)
    actions.finish(actor, task)
    make.task(K.REOPENED, contact)

    assert refusal(lambda: actions.undo(actor, task)) == "task.open_again"


def test_undoing_what_is_open_changes_nothing(actor: Actor) -> None:
    actions.undo(actor, make.task(K.REOPENED))

    assert events() == []


def test_what_a_colleague_did_meanwhile_is_not_done_once_more(actor: Actor) -> None:
    task = make.task(K.REOPENED)
    actions.finish(make.actor(make.coordinator()), task)

    for action in changes(actor, task):
        assert refusal(action) == "task.closed"


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR, None])
def test_only_coordinators_of_the_village_work_on_a_task(role: Role | None) -> None:
    elsewhere = make.coordinator(make.area())
    actor = make.actor(make.user(role, all_areas=True) if role else elsewhere)
    task = make.task(K.REOPENED)

    for action in changes(actor, task):
        with pytest.raises(Denied):
            action()
    with pytest.raises(Denied):
        actions.undo(actor, task)
    assert task.is_open and task.owner_id is None


def test_the_tasks_of_who_moves_to_another_village_move_too(actor: Actor) -> None:
    here, there = make.area(), make.area()
    contact = make.contact(area=here)
    task, done = make.task(K.WAITING, contact), make.task(K.REOPENED, contact)
    other = make.task(K.WAITING, make.contact(area=here))
    actions.finish(actor, done)

    contacts.edit(actor, contact, area_id=there.id, last_name="Vries")
    db.session.expire_all()

    assert task.area_id == there.id
    assert {done.area_id, other.area_id} == {here.id}


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_no_task_is_left_of_who_is_left_in_peace(actor: Actor, stage: Stage) -> None:
    contact, other = make.contact(), make.task()
    mine = [make.task(kind, contact) for kind in (K.VISIT, K.REFERRAL, K.WAITING)]

    contacts.change_stage(actor, contact, stage, because="Said so.")
    db.session.expire_all()

    assert {task.outcome for task in mine} == {TaskOutcome.DROPPED}
    assert {task.details for task in mine} == {"{}"}
    assert shown(contact) == ("", NO_STEP, None)
    assert other.is_open
