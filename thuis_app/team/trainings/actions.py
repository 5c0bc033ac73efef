"""Trainings: made, signed up for while there is a place, and ticked off."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.endings.rules import (
    EndingFate,
    EndingKind,
    EndingLine,
    OpenUnder,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.trainings import policy, queries, rules
from thuis_app.team.trainings.models import Training, TrainingAttendance
from thuis_app.team.trainings.rules import (
    TAKES_A_PLACE,
    Attends,
    TrainingAuditEvent,
    TrainingKind,
    TrainingState,
)
from thuis_app.team.volunteers import actions as volunteers
from thuis_app.team.volunteers.rules import Requirement


def create(actor: Actor, **answers: Any) -> Training:
    """Make a training that people can come to."""
    require(policy.may_make(actor))
    training = Training(made_by=actor.id, **answers)
    require(policy.may_keep(actor, training))
    db.session.add(training)
    audit_log.record(actor, TrainingAuditEvent.CREATED, training, contact_id=None)
    return training


def edit(actor: Actor, training: Training, **answers: Any) -> None:
    """Correct what is planned; not to fewer places than are taken."""
    require(policy.may_keep(actor, training))
    rules.check_planned(training.state)
    _hold(training)
    for name, value in answers.items():
        setattr(training, name, value)
    require(policy.may_keep(actor, training))
    rules.check_enough(training.places, queries.taken(actor, training))
    _schedule_attendance(actor, training)
    audit_log.record(actor, TrainingAuditEvent.EDITED, training, contact_id=None)


def cancel(actor: Actor, training: Training) -> None:
    """Call it off; who signed up sees that it does not go on."""
    require(policy.may_keep(actor, training))
    training.state = rules.next_state(training.state, TrainingState.CANCELLED)
    _schedule_attendance(actor, training)
    audit_log.record(actor, TrainingAuditEvent.CANCELLED, training, contact_id=None)


def add_people(
    actor: Actor, training: Training, users: list[User], *, attends: Attends
) -> int:
    """Invite these volunteers, or sign them up; who was on the list already stays."""
    require(policy.may_keep(actor, training))
    rules.check_planned(training.state)
    _hold(training)
    known = queries.among(actor, training, [user.id for user in users])
    new = [user for user in users if _is_news(known.get(user.id), attends)]
    if attends in TAKES_A_PLACE:
        taken = queries.taken(actor, training)
        rules.check_places(training.places, taken, len(new))
    for user in new:
        row = _set(actor, training, known.get(user.id), user.id, attends)
        audit_log.record(actor, rules.ATTENDANCE[attends], row, contact_id=None)
    _schedule_attendance(actor, training)
    return len(new)


def sign_up(actor: Actor, training: Training) -> None:
    """A volunteer comes, if there is a place left."""
    require(policy.may_come(actor, training))
    rules.check_open(training.state, training.on, clock.today())
    _hold(training)
    mine = queries.own(actor, training)
    if mine is None or mine.state not in TAKES_A_PLACE:
        rules.check_places(training.places, queries.taken(actor, training))
        mine = _set(actor, training, mine, actor.id, Attends.SIGNED_UP)
        _schedule_attendance(actor, training)
    audit_log.record(actor, TrainingAuditEvent.SIGNED_UP, mine, contact_id=None)


def sign_off(actor: Actor, training: Training) -> None:
    """A volunteer who was asked or signed up lets us know that they do not come."""
    require(policy.may_come(actor, training))
    rules.check_open(training.state, training.on, clock.today())
    mine = queries.own(actor, training)
    mine = _set(actor, training, mine, actor.id, Attends.ABSENT)
    _schedule_attendance(actor, training)
    audit_log.record(actor, TrainingAuditEvent.SIGNED_OFF, mine, contact_id=None)


def on_role_ended(actor: Actor, event: RoleEnded) -> None:
    """Take a volunteer who ends off the lists of the trainings to come."""
    for row in queries.open_under(event):
        row = _set(actor, row.training, row, row.user_id, Attends.ABSENT)
        audit_log.record(actor, TrainingAuditEvent.SIGNED_OFF, row, contact_id=None)


def on_open_under(_actor: Actor, question: OpenUnder) -> list[EndingLine]:
    """The places at trainings to come that a volunteer who ends leaves."""
    kind, fate = EndingKind.TRAINING, EndingFate.CALLED_OFF
    found = queries.open_under(question.event)
    return [
        EndingLine(kind, row.id, fate, what=row.training.title, on=row.training.on)
        for row in found
    ]


def tick(actor: Actor, training: Training, attended: Mapping[int, Attends]) -> int:
    """Write down who was there; a basic training counts for the volunteer's road."""
    require(policy.may_keep(actor, training))
    rules.check_come(training.state, training.on, clock.today())
    known = queries.among(actor, training, attended)
    changed = [row for one, row in known.items() if row.state is not attended[one]]
    for row in changed:
        counted = _counts(training, row)
        row = _set(actor, training, row, row.user_id, attended[row.user_id])
        audit_log.record(actor, rules.ATTENDANCE[row.state], row, contact_id=None)
        if _counts(training, row):
            volunteers.meet(actor, row.user, Requirement.TRAINING, on=training.on)
        elif counted:
            _take_back(actor, training, row.user)
    training.state = TrainingState.HELD
    flag_modified(training, "state")
    _schedule_attendance(actor, training)
    audit_log.record(actor, TrainingAuditEvent.TICKED, training, contact_id=None)
    return len(changed)


def _take_back(actor: Actor, training: Training, user: User) -> None:
    """Take back what being at a basic training met; one before it counts again."""
    earlier = queries.last_basic(actor, user)
    volunteers.unmeet(
        actor, user, Requirement.TRAINING, on=training.on, earlier=earlier
    )


def _schedule_attendance(actor: Actor, training: Training) -> None:
    """Schedule that a coordinator records who was there, or close that task."""
    db.session.flush()
    if queries.awaits_attendance(training):
        tasks.schedule(actor, training.attendance_task)
    else:
        tasks.close(actor, TaskKind.ATTENDANCE, training.id)


def _counts(training: Training, row: TrainingAttendance) -> bool:
    is_basic = training.kind is TrainingKind.BASIC
    return is_basic and row.state is Attends.ATTENDED


def _is_news(row: TrainingAttendance | None, attends: Attends) -> bool:
    """True when this invitation changes anything: not for a volunteer who comes."""
    if row is None:
        return True
    return row.state is not attends and row.state not in TAKES_A_PLACE


def _hold(training: Training) -> None:
    """From here until the end nobody else takes a place."""
    query = select(Training.id).where(Training.id == training.id)
    db.session.execute(query.with_for_update())


def _set(
    actor: Actor,
    training: Training,
    row: TrainingAttendance | None,
    user_id: int,
    state: Attends,
) -> TrainingAttendance:
    row = row or TrainingAttendance(training_id=training.id, user_id=user_id)
    row.state, row.changed_by, row.changed_at = state, actor.id, clock.now()
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise RuleBroken("stale") from error
    return row
