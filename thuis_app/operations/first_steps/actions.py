"""Says that a first step does not apply to this foundation, and that it does."""

from thuis_app.core import audit_log
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.operations.first_steps import policy, queries
from thuis_app.operations.first_steps.models import SkippedStep
from thuis_app.operations.first_steps.rules import FirstStepAuditEvent, OptionalStep


def skip(actor: Actor, step: OptionalStep) -> None:
    """Record that a step does not apply; no change where that is so already."""
    require(policy.may_look(actor))
    if queries.skipped(actor, step) is None:
        row = SkippedStep(step=step)
        db.session.add(row)
        audit_log.record(
            actor, FirstStepAuditEvent.SKIPPED, row, contact_id=None, ground=step
        )


def take_up(actor: Actor, step: OptionalStep) -> None:
    """Record that a step does apply; no change where that is so already."""
    require(policy.may_look(actor))
    row = queries.skipped(actor, step)
    if row is not None:
        audit_log.record(
            actor, FirstStepAuditEvent.TAKEN_UP, row, contact_id=None, ground=step
        )
        db.session.delete(row)
