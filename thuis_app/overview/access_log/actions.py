"""Signing for a month of the audit log."""

from datetime import date

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.overview.access_log import policy, queries, rules
from thuis_app.overview.access_log.models import AuditReview
from thuis_app.overview.access_log.rules import AccessLogAuditEvent


def sign(actor: Actor, month: date, *, words: str) -> AuditReview:
    """Sign for a month that is over: it was looked at, and this was made of it."""
    require(policy.may_review(actor))
    rules.must_be_over(month, clock.today())
    review = AuditReview(
        month=month,
        signed_by=actor.id,
        oddities=len(queries.oddities(actor, month)),
        words=words,
        head=queries.head(actor),
    )
    db.session.add(review)
    audit_log.record(
        actor,
        AccessLogAuditEvent.MONTH_SIGNED,
        review,
        contact_id=None,
        ground=f"{month:%Y-%m}",
    )
    return review
