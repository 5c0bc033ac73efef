"""Who may open a file, and for which reason."""

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased

from thuis_app.core.actors import Actor
from thuis_app.overview.timeline import policy as timeline
from thuis_app.people.contacts.models import Contact, PersonRef
from thuis_app.people.relations import policy as relations
from thuis_app.visiting.matches import policy as matches


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Who may see the person may see the file."""
    return matches.visible_contacts(actor)


def callable_in_file(actor: Actor) -> ColumnElement[bool]:
    """The condition that the telephone number of Contact may stand in a file that this
    actor may open: the file is theirs, or that of a person they are tied to."""
    person = aliased(Contact)
    around = relations.related_to(person, matches.visible_contacts(actor, person))
    return or_(visible_to(actor), around)


def may_call_volunteers(actor: Actor, contact: PersonRef) -> bool:
    """The coordinator of the village calls the volunteers; they do not each other."""
    return actor.coordinates(contact.area_id)


def ground(actor: Actor, contact: PersonRef) -> str:
    """The reason for which this actor may read, for the audit log."""
    return "area" if timeline.sees_all(actor, contact) else "match"
