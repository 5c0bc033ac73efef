"""Who may see and record incidents."""

from sqlalchemy import ColumnElement, select

from thuis_app.core.actors import Actor
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.incidents.models import Incident


def may_list(actor: Actor) -> bool:
    return actor.is_coordinator


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The coordinators of the village; no volunteer, and no other village."""
    known = contacts.visible_to(actor)
    person = select(Contact.id).where(Contact.id == Incident.contact_id, known)
    return person.correlate(Incident).exists()


def may_record(actor: Actor, contact: Contact) -> bool:
    return contacts.may_edit(actor, contact)


def may_change(actor: Actor, incident: Incident) -> bool:
    return contacts.may_edit(actor, incident.contact)
