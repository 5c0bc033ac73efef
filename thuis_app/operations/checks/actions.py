"""What the administrator does on the page of the checks."""

from sqlalchemy import select

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.installation import ONLY, Installation
from thuis_app.operations.checks import policy
from thuis_app.operations.checks.rules import CheckAuditEvent


def record_test_mail(actor: Actor, *, trouble: str) -> None:
    """Note that a test mail was sent, or why the server did not take it."""
    require(policy.may_test_mail(actor))
    row = db.session.scalar(select(Installation).where(Installation.id == ONLY))
    if row is None:
        row = Installation(id=ONLY)
        db.session.add(row)
    row.mail_tested_at, row.mail_trouble = clock.now(), trouble
    audit_log.record(
        actor,
        CheckAuditEvent.MAIL_TESTED,
        row,
        contact_id=None,
        ground=trouble,
    )
