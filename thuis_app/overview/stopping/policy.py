"""Who may record that somebody is left in peace, or asked for contact again."""

from thuis_app.core.actors import Actor
from thuis_app.people.contacts.models import Contact


def may_stop(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village record that somebody is left in peace."""
    return actor.coordinates(contact.area_id)


def may_reopen(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village record that somebody asked for contact again."""
    return actor.coordinates(contact.area_id)
