"""Who may choose a volunteer for a person, and who may see refusals."""

from sqlalchemy import ColumnElement, false, select

from thuis_app.core.actors import Actor
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.matches import policy as matches
from thuis_app.visiting.matching.models import MatchRefusal


def refusals_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that an actor may know who said no: the coordinators alone."""
    if not actor.is_coordinator:
        return false()
    inside = select(Contact.id).where(within(actor, Contact.area_id))
    return MatchRefusal.contact_id.in_(inside)


def may_choose(actor: Actor, contact: Contact) -> bool:
    """Who may arrange the matches of this person."""
    return matches.may_arrange(actor, contact)
