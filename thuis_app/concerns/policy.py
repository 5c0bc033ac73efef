"""Who may hand in a concern, and the one who may read it.

Handing in gives no right to read: what was handed in belongs to the safeguarding
lead alone, and to nobody else's pages, searches, lists or counts.
"""

from sqlalchemy import ColumnElement, false, true

from thuis_app.contacts.models import Contact
from thuis_app.core.actors import Actor
from thuis_app.matches.policy import may_report_on


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The safeguarding lead sees all concerns, in every village; nobody else any."""
    return true() if may_read(actor) else false()


def may_read(actor: Actor) -> bool:
    return actor.is_safeguarding_lead


def may_raise(actor: Actor, contact: Contact) -> bool:
    """Whoever visits somebody, and the coordinator of the village."""
    return may_report_on(actor, contact)


def may_handle(actor: Actor) -> bool:
    """The safeguarding lead takes the steps, and closes."""
    return actor.is_safeguarding_lead
