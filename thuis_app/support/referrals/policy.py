"""Who may see referrals, and who may change them."""

from sqlalchemy import ColumnElement

from thuis_app.core.actors import Actor
from thuis_app.people.contacts.models import Contact
from thuis_app.support.referrals.models import Referral
from thuis_app.visiting.matches import policy as matches


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Who may see the person may see their referrals."""
    return Referral.contact.has(known_people(actor))


def known_people(actor: Actor) -> ColumnElement[bool]:
    """The same, as a condition on the person where they are joined in a query."""
    return matches.visible_contacts(actor)


def may_list(actor: Actor) -> bool:
    """Coordinators, and volunteers as far as their own people go."""
    return actor.is_coordinator or actor.is_volunteer


def may_propose(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village propose a referral."""
    return actor.coordinates(contact.area_id)


def may_advance(actor: Actor, referral: Referral) -> bool:
    """All coordinators of the village change a referral."""
    return actor.coordinates(referral.contact.area_id)


def ground(actor: Actor, contact: Contact) -> str:
    """The reason for which this actor may read, for the audit log."""
    return "area" if actor.coordinates(contact.area_id) else "match"
