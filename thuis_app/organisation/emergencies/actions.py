"""Beginning and ending access to the files in an emergency."""

from typing import Any

from thuis_app.core import audit_log, clock, outbox
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import AccountEnded
from thuis_app.organisation.emergencies import policy, queries, rules
from thuis_app.organisation.emergencies.models import EmergencyAccess
from thuis_app.organisation.emergencies.rules import EmergencyAuditEvent, EmergencyMail


def begin(actor: Actor, *, reason: str) -> EmergencyAccess:
    """Let the actor see every file for an hour; coordinators, the board and the other
    administrators are mailed at once."""
    require(policy.may_begin(actor))
    rules.must_be_only_one(queries.mine(actor) is not None)
    now = clock.now()
    access = EmergencyAccess(
        user_id=actor.id, reason=reason, started_at=now, until=rules.lasts_until(now)
    )
    db.session.add(access)
    db.session.flush()
    audit_log.record(actor, EmergencyAuditEvent.BEGUN, **_line_of(access))
    for user in queries.to_mail(actor):
        mail = EmergencyMail(access.id, clock.today())
        outbox.post(rules.mail_key(access.id, user.id), user.id, mail)
    return access


def end(actor: Actor, access: EmergencyAccess) -> None:
    """End it now: from the next page on they see no files."""
    require(policy.may_end(actor, access))
    if access.ended_at is None:
        access.ended_at = clock.now()
        audit_log.record(actor, EmergencyAuditEvent.ENDED, **_line_of(access))


def on_account_ended(actor: Actor, event: AccountEnded) -> None:
    """An account that ended has it no more, also when it is opened again."""
    for access in queries.open_of(event.user_id):
        access.ended_at = clock.now()
        audit_log.record(actor, EmergencyAuditEvent.ENDED, **_line_of(access))


def _line_of(access: EmergencyAccess) -> dict[str, Any]:
    """What the audit log says of it: the account, and the reason as its ground."""
    user = db.session.get_one(User, access.user_id)
    return {"subject": user, "contact_id": None, "ground": access.reason}
