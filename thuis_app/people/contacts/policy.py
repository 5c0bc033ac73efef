"""Who may see a person, and who may do what with them.

This is the coordinator's part: people live in villages, and a coordinator works in
some. What a volunteer sees hangs on a match, and stands in `matches/policy.py`.
"""

from sqlalchemy import ColumnElement, and_, false, or_

from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact, PersonRef
from thuis_app.people.contacts.rules import STOPPED


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """A coordinator sees the people of their own villages; nobody else sees anyone."""
    return within(actor, Contact.area_id) if actor.is_coordinator else false()


def callable_by(actor: Actor, *grounds: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition that this actor may have the telephone number of a person.

    A coordinator of the village may; `grounds` are conditions on Contact by which the
    features above know more people, as by a match. Nobody calls a person who asked
    for no more contact, moved away or died.
    """
    known = or_(visible_to(actor), *grounds)
    return and_(Contact.stage.not_in(STOPPED), known)


def may_list(actor: Actor) -> bool:
    """Only coordinators look people up."""
    return actor.is_coordinator


def may_register(actor: Actor, area_id: int) -> bool:
    """A coordinator registers people in their own villages."""
    return actor.coordinates(area_id)


def may_edit(actor: Actor, contact: PersonRef) -> bool:
    """The coordinators of the village edit the data of a person."""
    return actor.coordinates(contact.area_id)


def may_stop(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village stop contact."""
    return actor.coordinates(contact.area_id)


def may_reopen(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village allow contact again."""
    return actor.coordinates(contact.area_id)


def may_work_with(actor: Actor, contact: Contact) -> bool:
    """Whether an action of this actor may change the line of the person in the list.

    For a volunteer the feature above has checked that there is a match.
    """
    is_known = actor.is_volunteer or actor == SYSTEM
    return is_known or actor.coordinates(contact.area_id)


def may_change_stage(actor: Actor, contact: Contact) -> bool:
    """As may_work_with; after contact was stopped, only for coordinators."""
    if contact.is_stopped:
        return may_reopen(actor, contact)
    return may_work_with(actor, contact)
