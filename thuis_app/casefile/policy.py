"""Who may open a file, and on which ground."""

from sqlalchemy import ColumnElement

from thuis_app.contacts.models import Contact, Somebody
from thuis_app.core.actors import Actor
from thuis_app.matches import policy as matches
from thuis_app.timeline import policy as timeline


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """A file is seen by whoever may see the person."""
    return matches.visible_contacts(actor)


def ground(actor: Actor, contact: Somebody) -> str:
    """Why this actor may look, for the trail."""
    return "area" if timeline.sees_all(actor, contact) else "match"


def may_stop(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village record that somebody is left in peace."""
    return actor.coordinates(contact.area_id)


def may_reopen(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village record that somebody asked for contact again."""
    return actor.coordinates(contact.area_id)
