"""Keeping the cards of the volunteers."""

from sqlalchemy import update

from thuis_app.accounts.models import User
from thuis_app.contacts.models import Contact
from thuis_app.core import clock, trail
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.volunteers import policy
from thuis_app.volunteers.models import Volunteer


def welcome(actor: Actor, user: User, contact: Contact | None = None) -> Volunteer:
    """Make the card of a new volunteer, and say which person they are, if known."""
    require(policy.may_welcome(actor))
    card = db.session.get(Volunteer, user.id) or Volunteer(user_id=user.id)
    card.contact_id = contact.id if contact else card.contact_id
    db.session.add(card)
    db.session.flush()
    trail.record(actor, "volunteer.welcomed", user, contact_id=card.contact_id)
    return card


def edit(
    actor: Actor,
    user: User,
    card: Volunteer,
    *,
    drives: bool,
    most_people: int,
    note: str,
) -> None:
    """Keep what is agreed with a volunteer."""
    require(policy.may_edit(actor, user))
    card.drives, card.most_people, card.note = drives, most_people, note
    db.session.add(card)
    db.session.flush()
    trail.record(actor, "volunteer.edited", user, contact_id=card.contact_id)


def count_people(actor: Actor, user: User, people: int) -> None:
    """Keep how many people a volunteer visits; no new version of the card."""
    require(policy.may_count(actor))
    card = update(Volunteer).where(Volunteer.user_id == user.id)
    if not db.session.connection().execute(card.values(people=people)).rowcount:
        made = Volunteer(user_id=user.id, since=clock.today(), people=people)
        db.session.add(made)
    trail.record(actor, "volunteer.people_counted", user, contact_id=None)
