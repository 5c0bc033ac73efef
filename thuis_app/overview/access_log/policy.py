"""Who sees what the audit log says of a person, of an account and of a month."""

from sqlalchemy import ColumnElement, false, true

from thuis_app.core.actors import Actor
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.models import PersonRef


def may_see_of_person(actor: Actor, contact: PersonRef) -> bool:
    """The coordinators of the village hand it to the person who asks for it."""
    return contacts.may_edit(actor, contact)


def may_see_of_user(actor: Actor, _user: User) -> bool:
    """The administrator sees what was done with an account, and no name of a person."""
    return actor.is_administrator


def may_review(actor: Actor) -> bool:
    """The board and the administrator look over what is odd in a month, and sign."""
    return actor.is_board or actor.is_administrator


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The same people see who signed for a month."""
    return true() if may_review(actor) else false()
