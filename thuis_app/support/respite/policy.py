"""Who may see and plan respite."""

from sqlalchemy import ColumnElement, false, or_, select, true

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.support.respite.models import RespiteRequest


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The coordinators of the carer's village, and of the one who is cared for."""
    if not actor.is_coordinator:
        return false()
    if actor.all_areas:
        return true()
    theirs = select(Contact.id).where(within(actor, Contact.area_id))
    return or_(
        RespiteRequest.carer_id.in_(theirs), RespiteRequest.cared_for_id.in_(theirs)
    )


def may_list(actor: Actor) -> bool:
    """Only coordinators plan respite."""
    return actor.is_coordinator


def may_request(actor: Actor, carer: Contact) -> bool:
    """The coordinators of the carer's village write down what is asked."""
    return actor.coordinates(carer.area_id)


def may_plan(actor: Actor, request: RespiteRequest) -> bool:
    """The coordinators of either of the two talk it over and bring it to an end."""
    return actor.coordinates(request.carer.area_id) or actor.coordinates(
        request.cared_for.area_id
    )


def may_stop(actor: Actor, contact: Contact) -> bool:
    """Who may stop contact with a person cancels what was planned."""
    return actor.coordinates(contact.area_id)


def may_both_be_approached() -> ColumnElement[bool]:
    """The condition that neither of the two has asked for no more contact."""
    alive = Contact.stage.not_in(STOPPED)
    return RespiteRequest.carer.has(alive) & RespiteRequest.cared_for.has(alive)
