"""Who may read notes, and who may write them.

Notes of calls are the coordinators': of the village of a person, of a village in which
a volunteer works; those about an offering are every coordinator's. A volunteer sees
none. The person a note is about may ask to read it.
"""

from typing import Any

from sqlalchemy import ColumnElement, false, or_, select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts import policy as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import policy as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.notes.models import Note
from thuis_app.people.notes.rules import NoteSubject


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that a coordinator may see whom or what a note is about."""
    if not actor.is_coordinator:
        return false()
    person = select(Contact.id).where(Contact.id == Note.contact_id)
    volunteer = select(User.id).where(User.id == Note.volunteer_id)
    return or_(
        person.where(contacts.visible_to(actor)).correlate(Note).exists(),
        volunteer.where(volunteers_of(actor)).correlate(Note).exists(),
        Note.offering_id.is_not(None),
    )


def volunteers_of(actor: Actor) -> ColumnElement[bool]:
    """The condition that an account is that of a volunteer this actor works with."""
    return accounts.works_with(actor)


def may_read(actor: Actor, about: NoteSubject) -> bool:
    """As may_write: who reads the notes about a subject writes them."""
    return may_write(actor, about)


def may_write(actor: Actor, about: NoteSubject) -> bool:
    """The coordinators who know the person or the volunteer; any about an offering."""
    if not actor.is_coordinator:
        return False
    if about.contact_id is not None:
        return about.area_id is not None and actor.coordinates(about.area_id)
    if about.volunteer_id is not None:
        return _is_there(User.id == about.volunteer_id, volunteers_of(actor))
    return True


def may_change(actor: Actor, note: Note) -> bool:
    """Who may read a note corrects it and takes it back; others than its writer leave
    a version behind."""
    return _is_there(Note.id == note.id, visible_to(actor))


def _is_there(one: Any, visible: ColumnElement[bool]) -> bool:
    return db.session.scalar(select(one).where(one, visible)) is not None
