"""Writing notes, putting them right, and what is still to be done after a call."""

import uuid
from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import delete, update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import PersonMerged
from thuis_app.people.notes import policy, queries, rules
from thuis_app.people.notes.models import Note, NoteVersion
from thuis_app.people.notes.rules import (
    FollowUp,
    FollowUpDetails,
    NoteAuditEvent,
    NoteSubject,
    Said,
)
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import NewTask, TaskKind, TaskOutcome


def write(
    actor: Actor,
    subject: NoteSubject,
    said: Said,
    *,
    follow_up: FollowUp | None = None,
    settles: Collection[str] = (),
    name: str = "",
) -> Note:
    """Write down what was said, with what is still to be done after it.

    `settles` are the ids of open follow-ups of the same subject, which are done with
    this; any other id is passed over. `name` is that of an offering.
    """
    require(policy.may_write(actor, subject))
    note = Note(written_by=actor.id, **_columns(subject), **asdict(said))
    db.session.add(note)
    db.session.flush()
    for task in queries.follow_ups(actor, subject):
        if task.id in settles:
            tasks.close(actor, TaskKind.FOLLOW_UP, task.source)
    if follow_up:
        _plan(actor, subject, follow_up, _source(note), name)
    audit_log.record(actor, NoteAuditEvent.ADDED, note, contact_id=note.contact_id)
    return note


def add_follow_up(
    actor: Actor, subject: NoteSubject, follow_up: FollowUp, *, name: str = ""
) -> Task:
    """Write down what is still to be done, without a note."""
    require(policy.may_write(actor, subject))
    source = uuid.uuid4().hex
    _plan(actor, subject, follow_up, source, name)
    db.session.flush()
    task = task_queries.open_task(TaskKind.FOLLOW_UP, source)
    assert task is not None
    audit_log.record(
        actor, NoteAuditEvent.FOLLOW_UP_ADDED, task, contact_id=subject.contact_id
    )
    return task


def correct(actor: Actor, note: Note, said: Said) -> None:
    """Put a note right; what it said before stays as a version, except where its
    writer corrects it on the same day."""
    require(policy.may_change(actor, note))
    rules.check_stands(note.taken_back_on)
    if said == note.said:
        return
    if rules.keeps_version(note.written, actor.id, clock.today()):
        before = asdict(note.said)
        db.session.add(NoteVersion(note_id=note.id, replaced_by=actor.id, **before))
    for column, value in asdict(said).items():
        setattr(note, column, value)
    audit_log.record(actor, NoteAuditEvent.CORRECTED, note, contact_id=note.contact_id)


def take_back(actor: Actor, note: Note, *, because: str = "") -> None:
    """Take back a note that was a mistake, and the follow-up that came from it.

    Its writer removes it within ten minutes. Later the text goes, and who wrote it,
    when and the reason remain.
    """
    require(policy.may_change(actor, note))
    rules.check_stands(note.taken_back_on)
    is_undo = rules.may_undo(note.written, actor.id, clock.now())
    if not is_undo:
        rules.check_reason(because)
    _drop_what_it_left(actor, note)
    if is_undo:
        audit_log.record(
            actor, NoteAuditEvent.REMOVED, note, contact_id=note.contact_id
        )
        db.session.delete(note)
        return
    note.text = note.with_whom = ""
    note.taken_back_on, note.taken_back_by = clock.today(), actor.id
    note.taken_back_because = because
    audit_log.record(actor, NoteAuditEvent.TAKEN_BACK, note, contact_id=note.contact_id)


def on_person_merged(_actor: Actor, event: PersonMerged) -> None:
    """The notes about one record of a person are about the record that stays."""
    theirs = update(Note).where(Note.contact_id == event.gone_id)
    db.session.execute(theirs.values(contact_id=event.kept_id))


def _drop_what_it_left(actor: Actor, note: Note) -> None:
    dropped = TaskOutcome.DROPPED
    tasks.close(actor, TaskKind.FOLLOW_UP, _source(note), outcome=dropped)
    db.session.execute(delete(NoteVersion).where(NoteVersion.note_id == note.id))


def _plan(
    actor: Actor, subject: NoteSubject, follow_up: FollowUp, source: str, name: str
) -> None:
    _check_may_follow(subject)
    tasks.schedule(
        actor,
        NewTask(
            kind=TaskKind.FOLLOW_UP,
            source=source,
            due_on=follow_up.due_on,
            area_id=subject.area_id,
            owner_id=follow_up.owner_id,
            details=FollowUpDetails(follow_up.what, name),
            contact_id=subject.contact_id,
            volunteer_id=subject.volunteer_id,
            offering_id=subject.offering_id,
        ),
    )


def _check_may_follow(subject: NoteSubject) -> None:
    """Refuse a task about a person whom nobody approaches any more."""
    if subject.contact_id is not None:
        contact = db.session.get_one(Contact, subject.contact_id)
        if contact.is_stopped:
            raise RuleBroken("contact.stopped")


def _columns(subject: NoteSubject) -> dict[str, int | None]:
    return {
        "contact_id": subject.contact_id,
        "volunteer_id": subject.volunteer_id,
        "offering_id": subject.offering_id,
    }


def _source(note: Note) -> str:
    return f"note:{note.id}"
