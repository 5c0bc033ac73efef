"""Who may make two records of a person one."""

from sqlalchemy import ColumnElement, false

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.overview.merging.models import PersonMerge
from thuis_app.people.contacts.models import Contact, PersonRef


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The coordinators of the village of the record that went see the merge."""
    is_here = within(actor, PersonMerge.gone_area_id)
    return is_here if actor.is_coordinator else false()


def may_list(actor: Actor) -> bool:
    """Only coordinators look for people who are written down twice."""
    return actor.is_coordinator


def may_merge(actor: Actor, one: PersonRef, other: PersonRef) -> bool:
    """A coordinator who works in the villages of both."""
    return actor.coordinates(one.area_id) and actor.coordinates(other.area_id)


def may_undo(actor: Actor, merge: PersonMerge, kept: Contact) -> bool:
    """A coordinator of both villages, also what a colleague did."""
    is_there = actor.coordinates(merge.gone_area_id)
    return is_there and actor.coordinates(kept.area_id)
