"""Which entries of a person's timeline an actor may see."""

from sqlalchemy import ColumnElement, false, not_, or_, true

from thuis_app.core.actors import Actor
from thuis_app.directory.rooms.models import Room
from thuis_app.organisation.areas.policy import within
from thuis_app.people.contacts.models import PersonRef
from thuis_app.people.notes import policy as notes
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.visiting.visits.models import Visit


def sees_all(actor: Actor, contact: PersonRef) -> bool:
    """The coordinator of the village sees it all; a volunteer their own part."""
    return actor.coordinates(contact.area_id)


def visible_visits(actor: Actor, sees_all: bool) -> ColumnElement[bool]:
    """A volunteer sees the visits they made themselves."""
    return true() if sees_all else Visit.volunteer_id == actor.id


def visible_attempts(actor: Actor, sees_all: bool) -> ColumnElement[bool]:
    """A volunteer sees the tries they made themselves."""
    return true() if sees_all else OutreachAttempt.made_by == actor.id


def visible_notes(actor: Actor) -> ColumnElement[bool]:
    """Notes of calls are the coordinators' of the village."""
    return notes.visible_to(actor)


def visible_rooms(actor: Actor, sees_all: bool) -> ColumnElement[bool]:
    """Bookings in a protected room are for the coordinators of that room only."""
    if not sees_all:
        return false()
    return or_(not_(Room.is_protected), within(actor, Room.area_id))
