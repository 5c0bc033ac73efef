from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.core.events import publish
from thuis_app.organisation.changes.rules import ChangeUndone
from thuis_app.people.contacts import actions, queries
from thuis_app.people.contacts.models import Contact, ContactRole
from thuis_app.people.contacts.rules import NO_STEP, ContactRoleKind, Stage
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.rules import TaskKind


@pytest.fixture
def actor(database: None) -> Actor:
    return make.actor(make.coordinator())


def registered(actor: Actor, last_name: str = "de Vries", **known: Any) -> Contact:
    area_id = known.pop("area_id", None) or make.area().id
    return actions.register(actor, area_id=area_id, last_name=last_name, **known)


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event)))


def test_a_name_is_enough_to_register_somebody(actor: Actor) -> None:
    contact = registered(actor)

    assert (contact.prefix, contact.last_name) == ("de", "Vries")
    assert contact.registered_by == actor.id
    assert contact.stage is Stage.KNOWN
    assert contact.inform_by is None
    assert queries.roles_now(contact) == [ContactRoleKind.OLDER_PERSON]
    assert "contact.registered" in events()


def test_whom_others_told_us_about_must_hear_of_it_within_a_month(actor: Actor) -> None:
    contact = registered(actor, from_signal=True)

    assert contact.inform_by == clock.today() + timedelta(days=30)
    task = task_queries.open_task(TaskKind.INFORM, contact.id)
    assert task is not None and task.due_on == clock.today() + timedelta(days=16)

    actions.inform(actor, contact)
    db.session.flush()

    assert contact.informed_on == clock.today()
    assert task_queries.open_task(TaskKind.INFORM, contact.id) is None


def test_nobody_registers_somebody_in_a_village_of_others(database: None) -> None:
    bedum, winsum = make.area("Bedum"), make.area("Winsum", "9951")
    actor = make.actor(make.coordinator(bedum))

    with pytest.raises(Denied):
        registered(actor, area_id=winsum.id)


def test_editing_keeps_search_and_numbers_right(actor: Actor) -> None:
    contact = registered(actor, telephones=[("+31505550144", "")])

    actions.edit(
        actor,
        contact,
        area_id=contact.area_id,
        last_name="Özdemir",
        telephones=[("+31612345678", "daughter")],
        roles=[ContactRoleKind.OLDER_PERSON],
    )

    assert "ozdemir" in contact.search_text
    assert "0505550144" not in contact.search_text
    assert [phone.note for phone in queries.phones(contact)] == ["daughter"]


def test_a_role_ends_and_begins_today_and_stays_readable(actor: Actor) -> None:
    contact = registered(actor)

    actions.edit(
        actor,
        contact,
        area_id=contact.area_id,
        last_name="Vries",
        roles=[ContactRoleKind.CARER],
    )

    assert queries.roles_now(contact) == [ContactRoleKind.CARER]
    ended = db.session.scalars(
        select(ContactRole).where(ContactRole.until.is_not(None))
    )
    assert [held.role for held in ended] == [ContactRoleKind.OLDER_PERSON]


def test_what_the_list_shows_changes_without_a_new_version(actor: Actor) -> None:
    contact = registered(actor)
    version, day = contact.version, date(2026, 11, 24)

    make.task(TaskKind.ATTEMPT, contact, due_on=day, number=3)
    actions.note_visit(contact, day)
    actions.count_referrals(contact, 2)
    actions.name_volunteer(contact, "Griet Huis")
    db.session.expire_all()

    assert (contact.next_step_on, contact.next_step) == (day, "attempt")
    assert contact.next_step_number == 3
    assert contact.last_visit_on == day
    assert contact.open_referrals == 2
    assert contact.volunteer_name == "Griet Huis"
    assert contact.version == version


def test_the_last_visit_never_goes_back_in_time(actor: Actor) -> None:
    contact = registered(actor)

    actions.note_visit(contact, date(2026, 11, 20))
    actions.note_visit(contact, date(2026, 11, 3))

    assert contact.last_visit_on == date(2026, 11, 20)


def test_a_step_that_is_taken_away_leaves_nothing_planned(actor: Actor) -> None:
    contact = registered(actor)
    make.task(TaskKind.ATTEMPT, contact, number=3)

    tasks.close(actor, TaskKind.ATTEMPT, contact.id)

    assert (contact.next_step_on, contact.next_step) == (NO_STEP, "")
    assert contact.next_step_number is None


def test_no_more_contact_stops_what_is_planned(actor: Actor) -> None:
    contact = registered(actor)
    make.task(TaskKind.VISIT, contact)

    actions.stop(
        actor,
        contact,
        stage=Stage.NO_CONTACT,
        on=date(2026, 10, 12),
        because="Leave me be.",
    )
    db.session.flush()
    db.session.expire_all()

    assert contact.is_stopped
    assert contact.next_step_on == NO_STEP
    assert contact.stopped_on == date(2026, 10, 12)
    change = queries.stage_changes(contact)[0]
    assert (change.stage, change.because) == (Stage.NO_CONTACT, "Leave me be.")
    assert "contact.became_no_contact" in events()


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_nothing_is_changed_of_somebody_left_in_peace(
    actor: Actor, stage: Stage
) -> None:
    contact = registered(actor)
    actions.stop(actor, contact, stage=stage, on=clock.today(), because="Said so.")

    with pytest.raises(RuleBroken, match="RuleBroken"):
        actions.edit(actor, contact, area_id=contact.area_id, last_name="Vries")


def test_stopping_is_only_for_the_three_reasons(actor: Actor) -> None:
    contact = registered(actor)

    with pytest.raises(Denied):
        actions.stop(
            actor, contact, stage=Stage.PARTICIPANT, on=clock.today(), because="?"
        )


def test_who_called_us_herself_is_welcome_again(actor: Actor) -> None:
    contact = registered(actor)
    actions.change_stage(actor, contact, Stage.PARTICIPANT)
    actions.stop(
        actor, contact, stage=Stage.NO_CONTACT, on=clock.today(), because="No."
    )

    actions.reopen(actor, contact, because="She called us.")

    assert contact.stage is Stage.PARTICIPANT
    assert contact.stopped_on is None
    assert contact.stopped_because == ""
    assert (contact.next_step_on, contact.next_step) == (clock.today(), "reopened")


def test_contact_that_never_stopped_is_not_reopened(actor: Actor) -> None:
    with pytest.raises(RuleBroken):
        actions.reopen(actor, registered(actor), because="?")


def test_becoming_what_one_is_changes_nothing(actor: Actor) -> None:
    contact = registered(actor)
    actions.change_stage(actor, contact, Stage.PARTICIPANT)

    actions.change_stage(actor, contact, Stage.PARTICIPANT)

    assert len(queries.stage_changes(contact)) == 1


def test_nobody_comes_into_outreach_without_a_next_step(actor: Actor) -> None:
    contact = registered(actor)

    with pytest.raises(RuleBroken) as refused:
        actions.change_stage(actor, contact, Stage.OUTREACH)
    assert refused.value.code == "contact.without_a_step"

    make.task(TaskKind.ATTEMPT, contact)
    actions.change_stage(actor, contact, Stage.OUTREACH)
    assert contact.stage is Stage.OUTREACH
    assert contact.next_step_on == clock.today()
    assert len(queries.stage_changes(contact)) == 1


@pytest.mark.parametrize("stage", [Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED])
def test_who_is_left_in_peace_is_not_reached_out_to(actor: Actor, stage: Stage) -> None:
    contact = registered(actor)
    actions.change_stage(actor, contact, stage, because="No.")

    make.task(TaskKind.ATTEMPT, contact)

    with pytest.raises(RuleBroken) as refused:
        actions.change_stage(actor, contact, Stage.OUTREACH)
    assert refused.value.code == "state.no_such_move"


def test_a_volunteer_hears_the_no_but_never_takes_it_back(actor: Actor) -> None:
    contact = registered(actor)
    volunteer = make.actor(make.volunteer())

    actions.change_stage(volunteer, contact, Stage.NO_CONTACT, because="At the door.")

    with pytest.raises(Denied):
        actions.change_stage(volunteer, contact, Stage.OUTREACH)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("stage", "is_asked"), [(Stage.DECEASED, False), (Stage.PARTICIPANT, True)]
)
def test_a_change_that_is_undone_asks_nothing_about_who_was_stopped(
    stage: Stage, is_asked: bool
) -> None:
    coordinator, contact = make.actor(make.coordinator()), make.contact(stage=stage)
    actions.schedule(coordinator, contact, TaskKind.WAITING, clock.today())

    publish(coordinator, ChangeUndone(contact.id, (), ()))

    assert task_queries.has_open(contact.id) is is_asked
