"""Who may record what a person says yes to."""

from thuis_app.core.actors import Actor
from thuis_app.people.contacts.models import Contact


def may_edit(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village record a yes, and that it was taken back."""
    return actor.coordinates(contact.area_id)
