"""Who may see a task, and who may do what with it."""

from sqlalchemy import ColumnElement, false, or_

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.people.tasks.models import Task


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """A coordinator sees the tasks of their villages, and those of no village."""
    if not actor.is_coordinator:
        return false()
    return or_(Task.area_id.is_(None), within(actor, Task.area_id))


def may_give_all(actor: Actor) -> bool:
    """Coordinators hand over for each other, as far as they see the tasks."""
    return actor.is_coordinator


def may_work_on(actor: Actor, task: Task) -> bool:
    """The coordinators of the village take a task, give it, put it off and close it."""
    if task.area_id is None:
        return actor.is_coordinator
    return actor.coordinates(task.area_id)
