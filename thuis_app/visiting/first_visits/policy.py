"""Who may say what follows from a first visit."""

from thuis_app.core.actors import Actor
from thuis_app.people.contacts.models import Contact


def may_answer(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village record what the person would like."""
    return actor.coordinates(contact.area_id)
