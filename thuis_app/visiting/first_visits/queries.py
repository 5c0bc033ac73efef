"""Queries about first visits."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.team.volunteers import queries as volunteers
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.visits import queries as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState, start_of


def who_could_go(actor: Actor, contact: Contact) -> list[User]:
    """Who may make a first visit to this person: the actor, then the volunteers."""
    found = visits.volunteers_for(actor, contact)
    oneself = db.session.get_one(User, actor.id)
    return [oneself, *(user for user in found if user.id != actor.id)]


def lacking_on(actor: Actor, user: User, day: date) -> Sequence[Requirement]:
    """What a volunteer who is sent lacks on a day; of oneself nothing is required."""
    if user.id == actor.id:
        return ()
    return volunteers.lacking(actor, [user.id], day)[user.id]


def made_on(contact_id: int, on: date) -> Visit | None:
    """The first visit to this person that was reported as made on that day."""
    reported = Visit.before_match & (Visit.state == VisitState.REPORTED)
    found = db.session.scalars(
        select(Visit)
        .options(joinedload(Visit.contact))
        .where(
            Visit.contact_id == contact_id, reported, Visit.starts_at >= start_of(on)
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    return next((visit for visit in found if visit.day == on), None)


def called_off(visit_id: int) -> Visit | None:
    """The visit that was called off, where it was a first visit; else None."""
    return db.session.scalar(
        select(Visit)
        .options(joinedload(Visit.contact))
        .where(Visit.id == visit_id, Visit.before_match)
    )


def is_ahead(contact: Contact) -> bool:
    """Whether a first visit to this person is planned."""
    query = select(Visit.id).where(
        Visit.contact_id == contact.id,
        Visit.before_match,
        Visit.state == VisitState.PLANNED,
    )
    return db.session.scalar(query.limit(1)) is not None


def last_made(contact: Contact) -> Visit | None:
    """The last first visit to this person that was made, with who made it."""
    return db.session.scalar(
        select(Visit)
        .options(joinedload(Visit.volunteer))
        .where(
            Visit.contact_id == contact.id,
            Visit.before_match,
            Visit.state == VisitState.REPORTED,
        )
        .order_by(Visit.starts_at.desc(), Visit.id.desc())
        .limit(1)
    )
