"""Who may hand over the people of a volunteer."""

from thuis_app.core.actors import Actor
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches import policy as matches


def may_hand_over(actor: Actor, contact: Contact) -> bool:
    """The coordinator of the village says who goes on, as with every match."""
    return matches.may_arrange(actor, contact)
