"""Who may see relations and consents, and who may change them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact
from thuis_app.people.relations.models import Relation


def related_to(person: Any, known: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that Contact is tied, now and from either side, to a person for
    whom `known` holds; `person` is the alias of Contact in that condition."""
    here = and_(Relation.contact_id == Contact.id, Relation.other_id == person.id)
    there = and_(Relation.other_id == Contact.id, Relation.contact_id == person.id)
    tied = select(Relation.id).where(Relation.stands(), or_(here, there), known)
    return tied.correlate(Contact).exists()


def relations_visible(actor: Actor) -> ColumnElement[bool]:
    """The condition that Contact is tied to a person in one of the actor's villages."""
    person = aliased(Contact)
    mine = within(actor, person.area_id) if actor.is_coordinator else false()
    return related_to(person, mine)


def may_edit(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village change relations and consents."""
    return actor.coordinates(contact.area_id)
