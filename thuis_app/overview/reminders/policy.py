"""Only Thuis itself sends reminders."""

from sqlalchemy import ColumnElement, and_, false

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import MailWish


def may_remind(actor: Actor) -> bool:
    """No colleague decides that another is mailed."""
    return actor == SYSTEM


def wants_mail(actor: Actor) -> ColumnElement[bool]:
    """The condition that a user can sign in, and wants mail."""
    if not may_remind(actor):
        return false()
    return and_(User.is_active, User.password_hash != "", User.mails == MailWish.DAILY)
