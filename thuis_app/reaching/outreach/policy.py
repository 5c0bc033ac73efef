"""Who may see outreach to a person, and who may carry it out.

A coordinator sees the people of their villages. A volunteer sees a person only while
the plan is theirs: they are the one who goes.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.reaching.outreach.models import OutreachPlan


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The plans this actor may know of; to be asked with the contact joined."""
    coordinates = within(actor, Contact.area_id) if actor.is_coordinator else false()
    goes = and_(
        OutreachPlan.assigned_to == actor.id,
        OutreachPlan.is_open,
        Contact.stage.not_in(STOPPED),
    )
    return or_(coordinates, goes if actor.is_volunteer else false())


def callable_for(actor: Actor) -> ColumnElement[bool]:
    """The condition that Contact is a person whom this actor may try to reach."""
    plans = select(OutreachPlan.contact_id).where(OutreachPlan.contact_id == Contact.id)
    return plans.where(visible_to(actor)).correlate(Contact).exists()


def may_list(actor: Actor) -> bool:
    """Coordinators and volunteers have a list of whom to go to."""
    return actor.is_coordinator or actor.is_volunteer


def may_begin(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village start outreach."""
    return actor.coordinates(contact.area_id)


def may_record(actor: Actor, plan: OutreachPlan) -> bool:
    """The coordinators of the village, and the volunteer who goes."""
    goes = actor.is_volunteer and plan.is_open and plan.assigned_to == actor.id
    return goes or actor.coordinates(plan.contact.area_id)


def may_rest(actor: Actor, plan: OutreachPlan) -> bool:
    """Who carries out the plan may pause it."""
    return may_record(actor, plan)


def may_assign(actor: Actor, plan: OutreachPlan) -> bool:
    """The coordinators of the village choose who goes."""
    return actor.coordinates(plan.contact.area_id)


def may_stop(actor: Actor, contact: Contact) -> bool:
    """Stopping takes a coordinator of the village."""
    return actor.coordinates(contact.area_id)
