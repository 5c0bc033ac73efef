"""Who may see which referrals, and who may take them further."""

from sqlalchemy import ColumnElement

from thuis_app.core.actors import Actor
from thuis_app.people.contacts.models import Contact
from thuis_app.support.referrals.models import Referral
from thuis_app.visiting.matches import policy as matches


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Whoever may know the person may know where they were referred."""
    return Referral.contact.has(matches.visible_contacts(actor))


def may_list(actor: Actor) -> bool:
    """Coordinators, and volunteers as far as their own people go."""
    return actor.is_coordinator or actor.is_volunteer


def may_propose(actor: Actor, contact: Contact) -> bool:
    """The coordinators of the village refer somebody."""
    return actor.coordinates(contact.area_id)


def may_advance(actor: Actor, referral: Referral) -> bool:
    """The coordinators of the village, whoever began it."""
    return actor.coordinates(referral.contact.area_id)


def ground(actor: Actor, contact: Contact) -> str:
    """Why this actor may look, for the trail."""
    return "area" if actor.coordinates(contact.area_id) else "match"
