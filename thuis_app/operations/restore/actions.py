"""What is done in a database that was put back, before anybody uses it."""

from datetime import datetime

from sqlalchemy import update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.operations.restore import policy
from thuis_app.operations.restore.models import Restore
from thuis_app.operations.restore.rules import RestoreAuditEvent
from thuis_app.organisation.accounts.models import (
    Invitation,
    RecoveryCode,
    UserSession,
)
from thuis_app.visiting.calendar_feed.models import VisitFeed


def complete(actor: Actor, *, made_at: datetime) -> Restore:
    """Note that a backup of this moment was put back, and end what let people in.

    Sessions, invitations, recovery codes and addresses of calendars that were ended
    since the backup was made would be alive again, so that all of them end.
    """
    require(policy.may_restore(actor))
    now = clock.now()
    for column in (
        *(UserSession.ended_at, Invitation.used_at, VisitFeed.revoked_at),
        RecoveryCode.used_at,
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


def see(actor: Actor, restore: Restore) -> None:
    """Note that the administrators know, so that they are no longer shown it."""
    require(policy.may_see(actor, restore))
    restore.seen_at, restore.seen_by = clock.now(), actor.id
    audit_log.record(actor, RestoreAuditEvent.SEEN, restore, contact_id=None)
