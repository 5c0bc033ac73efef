"""Who may see and record wishes and contributions."""

from sqlalchemy import ColumnElement, select

from thuis_app.core.actors import Actor
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.wishes.models import Wish


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Who may see the person may see the wishes; here, the coordinators."""
    known = contacts.visible_to(actor)
    person = select(Contact.id).where(Contact.id == Wish.contact_id, known)
    return person.correlate(Wish).exists()


def may_record(actor: Actor, contact: Contact) -> bool:
    """The coordinator of the village, or a volunteer who visits this person.

    That a volunteer visits them is asked in the feature above that records it.
    """
    return contacts.may_work_with(actor, contact)


def may_move(actor: Actor, wish: Wish) -> bool:
    """The coordinator of the village says what became of it."""
    return contacts.may_edit(actor, wish.contact)
