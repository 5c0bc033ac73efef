"""Thuis itself sends reminders; a coordinator only asks for reports that are late."""

from sqlalchemy import ColumnElement, and_, false

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import MailWish
from thuis_app.people.tasks import policy as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.team.volunteers import policy as volunteers


def may_remind(actor: Actor) -> bool:
    """No colleague decides that another is mailed."""
    return actor == SYSTEM


def may_request_reports(actor: Actor, task: Task) -> bool:
    """A coordinator asks for what is late with the people of their villages."""
    return task.kind is TaskKind.VISIT and tasks.may_work_on(actor, task)


def wants_mail(actor: Actor) -> ColumnElement[bool]:
    """The condition that a user can sign in, and wants mail."""
    return _wants_mail() if may_remind(actor) else false()


def mailed_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that a user is a volunteer of this coordinator, who wants mail."""
    return and_(volunteers.visible_to(actor), _wants_mail())


def _wants_mail() -> ColumnElement[bool]:
    can_sign_in = and_(User.is_active, User.password_hash != "")
    return and_(can_sign_in, User.email != "", User.mails == MailWish.DAILY)
