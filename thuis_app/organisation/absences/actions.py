"""Records when coordinators are away, and who does their tasks."""

from datetime import date

from sqlalchemy import update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.organisation.absences import policy, queries, rules
from thuis_app.organisation.absences.models import Absence
from thuis_app.organisation.absences.rules import AbsenceAuditEvent, DaysAway
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded


def record(
    actor: Actor,
    user: User,
    *,
    first_on: date,
    last_on: date,
    stand_in: int | None,
) -> Absence:
    """Record days away; without a stand-in the tasks are for all of the village."""
    require(policy.may_record(actor, user))
    days = DaysAway(first_on, last_on)
    rules.check_days(days, [one.days for one in queries.of_user(user)])
    if stand_in not in (None, *(one.id for one in queries.stand_ins_for(user))):
        raise RuleBroken("absence.stand_in")
    absence = Absence(
        user_id=user.id,
        stand_in_id=stand_in,
        first_on=first_on,
        last_on=last_on,
        recorded_by=actor.id,
    )
    db.session.add(absence)
    db.session.flush()
    audit_log.record(actor, AbsenceAuditEvent.RECORDED, absence, contact_id=None)
    return absence


def end(actor: Actor, absence: Absence) -> None:
    """End an absence now: the tasks are the coordinator's own again."""
    require(policy.may_record(actor, absence.user))
    if absence.ended_at is not None:
        return
    absence.ended_at = clock.now()
    audit_log.record(actor, AbsenceAuditEvent.ENDED, absence, contact_id=None)


def on_role_ended(_actor: Actor, event: RoleEnded) -> None:
    """A coordinator who stops is away no more, and does nobody's tasks."""
    if event.role is not Role.COORDINATOR:
        return
    going_on = update(Absence).where(Absence.ended_at.is_(None))
    theirs = going_on.where(Absence.user_id == event.user_id)
    db.session.execute(theirs.values(ended_at=clock.now()))
    standing_in = going_on.where(Absence.stand_in_id == event.user_id)
    db.session.execute(standing_in.values(stand_in_id=None))
