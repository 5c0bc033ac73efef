"""Who may hand in a concern, and who may read it.

Handing in gives no right to read: a concern belongs to the safeguarding lead alone, and
to no other user's pages, searches, lists or counts. What the lead did not take on in
time goes to the stand-in as well, and stays with the one who takes it on.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.people.contacts.models import Contact
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.matches.policy import may_report_on


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The lead sees all concerns, in every village; a stand-in those that waited."""
    if actor.is_safeguarding_lead or actor == SYSTEM:
        return true()
    if not actor.is_stand_in:
        return false()
    waits = and_(Concern.acknowledged_by.is_(None), Concern.act_by <= clock.now())
    return or_(waits, Concern.acknowledged_by == actor.id)


def callable_about(actor: Actor) -> ColumnElement[bool]:
    """The condition that Contact is a person of whom this actor reads a concern."""
    read = select(Concern.id).where(Concern.contact_id == Contact.id, visible_to(actor))
    return read.correlate(Contact).exists()


def may_read(actor: Actor) -> bool:
    """Who may open the page of concerns, which may be empty."""
    return actor.is_safeguarding_lead or actor.is_stand_in


def may_raise(actor: Actor, contact: Contact) -> bool:
    """Who visits the person, and the coordinators of the village."""
    return may_report_on(actor, contact)


def may_handle(actor: Actor, concern: Concern) -> bool:
    """The lead takes the steps, and closes; the stand-in what they took on."""
    waits = concern.acknowledged_by is None and concern.is_late
    theirs = waits or concern.acknowledged_by == actor.id
    return actor.is_safeguarding_lead or (actor.is_stand_in and theirs)


def may_set_terms(actor: Actor) -> bool:
    """The safeguarding lead sets how long a concern may wait."""
    return actor.is_safeguarding_lead


def may_escalate(actor: Actor) -> bool:
    """That a concern waited too long is nobody's choice: Thuis tells it by itself."""
    return actor == SYSTEM
