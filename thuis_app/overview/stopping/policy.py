"""Who may stop contact, and who may allow it again."""

from thuis_app.core.actors import Actor
from thuis_app.people.contacts.models import Contact


def may_stop(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village stop contact."""
    return actor.coordinates(contact.area_id)


def may_reopen(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village allow contact again."""
    return actor.coordinates(contact.area_id)
