"""Queries about notes: those about one person, volunteer or offering."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import DayCursor, Page, in_order, page
from thuis_app.organisation.accounts.models import User
from thuis_app.people.notes import policy
from thuis_app.people.notes.models import Note, NoteVersion
from thuis_app.people.notes.rules import Direction, NoteChannel, NoteSubject
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task

FEW = 5
LATEST_FIRST = (Note.on, Note.id)
WRITER, TAKER = aliased(User), aliased(User)


class NoteRow(NamedTuple):
    """A note as a list shows it; of one that was taken back the text is empty."""

    id: int
    text: str
    with_whom: str
    channel: NoteChannel
    direction: Direction
    on: date
    at: time | None
    written_by: int
    written_at: datetime
    taken_back_on: date | None
    taken_back_because: str
    writer: str
    taker: str | None


def get(actor: Actor, note_id: int) -> Note:
    """A note that this actor may see; Missing for any other."""
    found = db.session.scalar(
        select(Note).where(Note.id == note_id, policy.visible_to(actor))
    )
    if found is None:
        raise Missing
    return found


def about(
    actor: Actor,
    subject: NoteSubject,
    *,
    after: DayCursor | None = None,
    size: int = FEW,
) -> Page[NoteRow, DayCursor]:
    """A page of the notes about this subject, the latest first."""
    require(policy.may_read(actor, subject))
    shown = (getattr(Note, name) for name in NoteRow._fields[:-2])
    wanted = (
        select(*shown, WRITER.name, TAKER.name)
        .join(WRITER, WRITER.id == Note.written_by)
        .outerjoin(TAKER, TAKER.id == Note.taken_back_by)
        .where(_is_about(Note, subject), policy.visible_to(actor))
    )
    ordered = in_order(wanted, LATEST_FIRST, after, is_descending=True, size=size)
    rows = [NoteRow._make(row) for row in db.session.execute(ordered)]
    return page(rows, lambda row: (row.on, row.id), size)


def versions(actor: Actor, note: Note) -> Sequence[NoteVersion]:
    """What a note said before its corrections, the latest first."""
    require(policy.may_change(actor, note))
    mine = select(NoteVersion).where(NoteVersion.note_id == note.id)
    return db.session.scalars(mine.order_by(NoteVersion.id.desc())).all()


def follow_ups(actor: Actor, subject: NoteSubject) -> list[Task]:
    """What is still to be done about this person, volunteer or offering."""
    return tasks.follow_ups(actor, _is_about(Task, subject))


def volunteer(actor: Actor, user_id: int) -> User:
    """A volunteer this actor works with; Missing for any other."""
    found = db.session.scalar(
        select(User).where(User.id == user_id, policy.volunteers_of(actor))
    )
    if found is None:
        raise Missing
    return found


def _is_about(
    row: type[Note] | type[Task], subject: NoteSubject
) -> ColumnElement[bool]:
    """The condition that a note or a task is about this subject."""
    if subject.contact_id is not None:
        return row.contact_id == subject.contact_id
    if subject.volunteer_id is not None:
        mine = row.volunteer_id == subject.volunteer_id
        return mine & row.contact_id.is_(None)
    return row.offering_id == subject.offering_id
