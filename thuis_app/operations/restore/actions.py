"""What is done in a database that was put back, before anybody uses it."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.dependent_rows import delete_with_dependents
from thuis_app.core.erasure_ledger import ErasureLedger
from thuis_app.core.errors import require
from thuis_app.operations.restore import policy, queries
from thuis_app.operations.restore.models import Restore
from thuis_app.operations.restore.rules import RestoreAuditEvent
from thuis_app.organisation.accounts.models import (
    Invitation,
    RecoveryCode,
    UserSession,
)
from thuis_app.organisation.agreements.models import PaperCode
from thuis_app.organisation.passkeys.models import PasskeyLink
from thuis_app.people.contacts.models import Contact
from thuis_app.people.practice import rules as practice
from thuis_app.people.practice.models import PracticePerson
from thuis_app.visiting.calendar_feed.models import VisitFeed


@dataclass(frozen=True)
class ErasedPerson:
    """Who is deleted once more, as the audit log names them."""

    id: int


def complete(actor: Actor, *, made_at: datetime) -> Restore:
    """Note that a backup of this moment was put back, and end what let people in.

    Sessions, invitations, printed codes and addresses of calendars that were ended
    since the backup was made would be alive again, so that all of them end.
    """
    require(policy.may_restore(actor))
    now = clock.now()
    for column in (
        *(UserSession.ended_at, Invitation.used_at, VisitFeed.revoked_at),
        *(RecoveryCode.used_at, PaperCode.used_at, PasskeyLink.used_at),
    ):
        alive = update(column.class_).where(column.is_(None))
        db.session.execute(alive.values({column: now}))
    restore = Restore(made_at=made_at, restored_at=now)
    db.session.add(restore)
    audit_log.record(
        actor,
        RestoreAuditEvent.DONE,
        restore,
        contact_id=None,
        ground=made_at.isoformat(timespec="minutes"),
    )
    return restore


def erase_again(actor: Actor, ledger: ErasureLedger) -> int:
    """Delete who was erased after these data were written; how many that were."""
    require(policy.may_restore(actor))
    gone = queries.erased_since(actor, ledger)
    for contact_id in gone:
        _erase(contact_id)
        audit_log.record(
            actor,
            RestoreAuditEvent.ERASED_AGAIN,
            ErasedPerson(contact_id),
            contact_id=contact_id,
        )
    return len(gone)


def _erase(contact_id: int) -> None:
    there = update(PracticePerson).where(PracticePerson.contact_id == contact_id)
    db.session.execute(there.values(contact_id=None, removed_at=clock.now()))
    table = cast("Table", Contact.__table__)
    delete_with_dependents(table, contact_id, kept=practice.OF_OTHERS)


def see(actor: Actor, restore: Restore) -> None:
    """Note that the administrators know, so that they are no longer shown it."""
    require(policy.may_see(actor, restore))
    restore.seen_at, restore.seen_by = clock.now(), actor.id
    audit_log.record(actor, RestoreAuditEvent.SEEN, restore, contact_id=None)
