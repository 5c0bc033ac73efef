"""Who may see trainings, who may change them, and who may record who comes.

A training is for everybody, or for one village. A volunteer sees what is for them and
where they were asked; who else comes is for the coordinators of those people alone.
"""

from sqlalchemy import ColumnElement, false, or_, select

from thuis_app.core.actors import Actor
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.policy import within
from thuis_app.team.trainings.models import Training, TrainingAttendance
from thuis_app.team.volunteers import policy as volunteers


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Trainings for everybody or for a village of the actor, and with an invitation."""
    if not may_list(actor):
        return false()
    here = or_(Training.area_id.is_(None), within(actor, Training.area_id))
    query = select(TrainingAttendance.training_id).where(own(actor))
    return or_(here, Training.id.in_(query))


def own(actor: Actor) -> ColumnElement[bool]:
    """Rows about the actor."""
    return TrainingAttendance.user_id == actor.id


def people_of(actor: Actor) -> ColumnElement[bool]:
    """Attendance of the volunteers this coordinator works with."""
    near = select(User.id).where(
        User.id == TrainingAttendance.user_id, volunteers.visible_to(actor)
    )
    return near.correlate(TrainingAttendance).exists()


def may_list(actor: Actor) -> bool:
    """Volunteers and coordinators have trainings."""
    return actor.is_volunteer or actor.is_coordinator


def may_make(actor: Actor) -> bool:
    """Coordinators make trainings."""
    return actor.is_coordinator


def may_keep(actor: Actor, training: Training) -> bool:
    """The coordinators of the village; any coordinator where it is for everybody."""
    if training.area_id is None:
        return actor.is_coordinator
    return actor.coordinates(training.area_id)


def may_come(actor: Actor, training: Training) -> bool:
    """A volunteer signs up and off for themselves."""
    return actor.is_volunteer
