"""Queries about incidents."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.people.contacts.models import Contact
from thuis_app.people.incidents import policy
from thuis_app.people.incidents.models import Incident

SHOWN = 200


def listed(actor: Actor) -> Sequence[Incident]:
    """The incidents of the actor's villages: open ones first, then the latest."""
    order = Incident.closed_on.is_not(None), Incident.happened_on.desc(), Incident.id
    return db.session.scalars(_incidents(actor).order_by(*order).limit(SHOWN)).all()


def get(actor: Actor, incident_id: int) -> Incident:
    """An incident in a village of this actor; raises Missing for any other."""
    found = db.session.scalar(_incidents(actor).where(Incident.id == incident_id))
    if found is None:
        raise Missing
    return found


def _incidents(actor: Actor) -> Select[Incident]:
    person = joinedload(Incident.contact).joinedload(Contact.area)
    named = select(Incident).options(person, joinedload(Incident.recorder))
    return named.where(policy.visible_to(actor))
