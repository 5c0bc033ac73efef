"""Keeping what was done, undoing it, and putting it right."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import select

from thuis_app.core import audit_log, clock, events, write_journal
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.changes import policy, rules
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.changes.policy import Person
from thuis_app.organisation.changes.rules import (
    ChangeAuditEvent,
    ChangeKind,
    ChangeUndone,
    RestoreAsked,
)


def keep(
    actor: Actor, person: Person, kind: ChangeKind, changes: Iterable[RowChange]
) -> ChangeSet:
    """Store what each row held before something was done about this person."""
    require(policy.may_keep(actor))
    change = ChangeSet(
        kind=kind, contact_id=person.id, area_id=person.area_id, made_by=actor.id
    )
    change.keep(changes)
    db.session.add(change)
    db.session.flush()
    return change


def move_to_person(gone_id: int, kept_id: int, area_id: int) -> None:
    """Hang what was done about one record of a person on the record that stays.

    That the record which goes was registered is not undone any more.
    """
    theirs = select(ChangeSet).where(ChangeSet.contact_id == gone_id)
    for change in db.session.scalars(theirs).all():
        if _is_registered_by(change):
            change.contact_id = None
            continue
        changes = write_journal.pointing_to(change.changes, "contact", gone_id, kept_id)
        change.contact_id, change.area_id = kept_id, area_id
        change.keep(changes)
    db.session.flush()


class Undoable:
    """What is done in a block of `undoable`, and about whom; its change afterwards."""

    def __init__(self, person: Person | None) -> None:
        self.person = person
        self.change_id: int | None = None


@contextmanager
def undoable(
    actor: Actor, kind: ChangeKind, person: Person | None = None
) -> Iterator[Undoable]:
    """Keep what each row held before what is done in this block, so as to undo it.

    Who is registered in the block is named there: `doing.person = ...`.
    """
    require(policy.may_keep(actor))
    doing = Undoable(person)
    with write_journal.kept() as journal:
        yield doing
    changes = journal.changes()
    if doing.person is not None and changes:
        doing.change_id = keep(actor, doing.person, kind, changes).id


def undo(actor: Actor, change: ChangeSet) -> ChangeUndone:
    """Undo within ten minutes: the same rows come back."""
    require(policy.may_undo(actor, change))
    rules.check_undo(change.made_at, clock.now(), is_undone=change.is_undone)
    about = change.contact_id
    undone = _restore(actor, change)
    audit_log.record(actor, ChangeAuditEvent.UNDONE, change, contact_id=about)
    return undone


def put_right(actor: Actor, change: ChangeSet, *, because: str) -> ChangeUndone:
    """Restore what was done or taken away by mistake, where its day has not passed."""
    require(policy.may_put_right(actor, change))
    rules.check_put_right(change.made_at, clock.now(), is_undone=change.is_undone)
    about = change.contact_id
    undone = _restore(actor, change)
    audit_log.record(
        actor, ChangeAuditEvent.PUT_RIGHT, change, contact_id=about, ground=because
    )
    return undone


def _restore(actor: Actor, change: ChangeSet) -> ChangeUndone:
    """Put the rows back, and let each feature reckon anew what follows from them."""
    changes, kind = change.changes, change.kind
    is_registration = _is_registered_by(change)
    answers = events.gather(actor, RestoreAsked(changes, kind=kind))
    left = {(one.table, one.key) for answer in answers for one in answer}
    wanted = [one for one in changes if (one.table, one.key) not in left]
    change.undone_at, change.undone_by = clock.now(), actor.id
    change.keep([])
    if is_registration:
        change.contact_id = None
    db.session.flush()
    restored = write_journal.put_back(wanted)
    undone = ChangeUndone(
        change.contact_id,
        tuple(restored),
        tuple(one for one in changes if one not in restored),
        kind,
    )
    rules.check_whole(kind, undone.left)
    events.publish(actor, undone)
    return undone


def _is_registered_by(change: ChangeSet) -> bool:
    mine = "contact", (change.contact_id,)
    return any(
        (one.table, one.key) == mine and one.before is None for one in change.changes
    )
