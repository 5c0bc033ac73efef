"""Who may know and change the account number of a volunteer.

A volunteer who signs in changes their own; for who has no way in, a coordinator does.
The treasurer reads them on payment lists alone.
"""

from sqlalchemy import ColumnElement, and_

from thuis_app.core.actors import Actor
from thuis_app.organisation.accounts.models import User
from thuis_app.team.volunteers import policy as volunteers


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The volunteers of whom this coordinator may see whether a number is known."""
    return and_(volunteers.visible_to(actor), User.id != actor.id)


def may_change_own(actor: Actor) -> bool:
    """Volunteers keep their own account number."""
    return actor.is_volunteer


def may_change(actor: Actor, user: User) -> bool:
    """Oneself, or a coordinator for a volunteer who cannot sign in."""
    if actor.id == user.id:
        return may_change_own(actor)
    return not user.password_hash and volunteers.may_edit(actor, user)


def may_read_all(actor: Actor) -> bool:
    """The treasurer pays to these numbers."""
    return actor.is_treasurer
