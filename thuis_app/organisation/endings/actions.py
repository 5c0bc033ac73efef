"""Keeping what ended, undoing it, and putting it right."""

from collections.abc import Iterable

from sqlalchemy import select

from thuis_app.core import audit_log, clock, events, write_journal
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.row_changes import RowChange
from thuis_app.organisation.endings import policy, rules
from thuis_app.organisation.endings.models import Ending
from thuis_app.organisation.endings.policy import Person
from thuis_app.organisation.endings.rules import (
    EndingAuditEvent,
    EndingCause,
    EndingUndone,
    RestoreAsked,
)


def keep(
    actor: Actor, person: Person, cause: EndingCause, changes: Iterable[RowChange]
) -> Ending:
    """Store what each row held before something ended for this person."""
    require(policy.may_end(actor, person))
    ending = Ending(
        cause=cause, contact_id=person.id, area_id=person.area_id, made_by=actor.id
    )
    ending.keep(changes)
    db.session.add(ending)
    db.session.flush()
    return ending


def move_to_person(gone_id: int, kept_id: int, area_id: int) -> None:
    """Hang what ended for one record of a person on the record that stays."""
    theirs = select(Ending).where(Ending.contact_id == gone_id)
    for ending in db.session.scalars(theirs):
        changes = write_journal.pointing_to(ending.changes, "contact", gone_id, kept_id)
        ending.contact_id, ending.area_id = kept_id, area_id
        ending.keep(changes)
    db.session.flush()


def undo(actor: Actor, ending: Ending) -> EndingUndone:
    """Undo within ten minutes: the same rows come back."""
    require(policy.may_undo(actor, ending))
    rules.check_undo(ending.made_at, clock.now(), is_undone=ending.is_undone)
    undone = _restore(actor, ending)
    audit_log.record(
        actor, EndingAuditEvent.UNDONE, ending, contact_id=ending.contact_id
    )
    return undone


def put_right(actor: Actor, ending: Ending, *, because: str) -> EndingUndone:
    """Restore what was taken away by mistake, where its day has not passed."""
    require(policy.may_undo(actor, ending))
    rules.check_put_right(ending.made_at, clock.now(), is_undone=ending.is_undone)
    undone = _restore(actor, ending)
    audit_log.record(
        actor,
        EndingAuditEvent.PUT_RIGHT,
        ending,
        contact_id=ending.contact_id,
        ground=because,
    )
    return undone


def _restore(actor: Actor, ending: Ending) -> EndingUndone:
    changes = ending.changes
    answers = events.gather(actor, RestoreAsked(changes))
    left = {(one.table, one.key) for answer in answers for one in answer}
    wanted = [one for one in changes if (one.table, one.key) not in left]
    ending.undone_at, ending.undone_by = clock.now(), actor.id
    db.session.flush()
    restored = write_journal.put_back(wanted)
    undone = EndingUndone(
        ending.contact_id,
        tuple(restored),
        tuple(one for one in changes if one not in restored),
    )
    events.publish(actor, undone)
    return undone
