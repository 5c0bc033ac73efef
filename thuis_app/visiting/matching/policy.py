"""Who may choose a volunteer for a person, and who may see refusals."""

from sqlalchemy import ColumnElement, and_, false, or_, select

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.visiting.matches import policy as matches
from thuis_app.visiting.matching.models import MatchRefusal, MatchRequest
from thuis_app.visiting.matching.rules import MatchRequestState


def refusals_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that an actor may know who said no: the coordinators alone."""
    if not actor.is_coordinator:
        return false()
    inside = within(actor, Contact.area_id)
    person = select(Contact.id).where(Contact.id == MatchRefusal.contact_id, inside)
    return person.correlate(MatchRefusal).exists()


def may_choose(actor: Actor, contact: Contact) -> bool:
    """Who may arrange the matches of this person."""
    return matches.may_arrange(actor, contact)


def requests_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that an actor may know of a request: the coordinators of the
    village, and the volunteer while they are asked."""
    person = select(Contact.id).where(Contact.id == MatchRequest.contact_id)
    person = person.correlate(MatchRequest)
    coordinated = person.where(within(actor, Contact.area_id)).exists()
    asked = and_(
        MatchRequest.volunteer_id == actor.id,
        MatchRequest.state == MatchRequestState.ASKED,
        person.where(Contact.stage.not_in(sorted(STOPPED))).exists(),
    )
    return or_(
        coordinated if actor.is_coordinator else false(),
        asked if actor.is_volunteer else false(),
    )


def may_answer(actor: Actor, request: MatchRequest) -> bool:
    """The volunteer who was asked, or a coordinator of the village whom they told."""
    is_asked = actor.is_volunteer and actor.id == request.volunteer_id
    return is_asked or may_choose(actor, request.contact)
