"""A coordinator reads a report, and says something about it to the volunteer."""

from datetime import date

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import RuleBroken, require
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.rules import NewTask, TaskKind
from thuis_app.visiting.report_replies import policy, rules
from thuis_app.visiting.report_replies.models import ReportReply
from thuis_app.visiting.report_replies.rules import (
    PromiseDetails,
    ReplyAuditEvent,
    ReplyKind,
)
from thuis_app.visiting.visits.models import Visit


def read(actor: Actor, visit: Visit) -> None:
    """Put a report away as read."""
    require(policy.may_reply(actor, visit))
    _close(actor, visit)
    audit_log.record(actor, ReplyAuditEvent.READ, visit, contact_id=visit.contact_id)


def reply(
    actor: Actor,
    visit: Visit,
    *,
    kind: ReplyKind,
    words: str = "",
    due_on: date | None = None,
) -> ReportReply:
    """Say something about a report, which is read by that.

    With `due_on`, what is done with it is a task on that day.
    """
    require(policy.may_reply(actor, visit))
    if due_on and visit.contact.is_stopped:
        raise RuleBroken("contact.stopped")
    written = ReportReply(
        visit_id=visit.id, kind=kind, words=words, written_by=actor.id
    )
    db.session.add(written)
    db.session.flush()
    _close(actor, visit)
    if due_on:
        shown = PromiseDetails(visit.id, words)
        _schedule(actor, visit, shown, source=f"{visit.id}:{written.id}", due_on=due_on)
    audit_log.record(
        actor, ReplyAuditEvent.WRITTEN, written, contact_id=visit.contact_id
    )
    return written


def see(actor: Actor, reply: ReportReply) -> None:
    """Put a reply away; it stays with the report."""
    require(policy.may_answer(actor, reply))
    reply.seen_at = reply.seen_at or clock.now()
    contact_id = reply.visit.contact_id
    audit_log.record(actor, ReplyAuditEvent.SEEN, reply, contact_id=contact_id)


def answer(actor: Actor, reply: ReportReply, *, answer: str) -> None:
    """Answer a coordinator, who gets it as a task of today."""
    require(policy.may_answer(actor, reply))
    rules.check_unanswered(reply.answered_at)
    reply.answer, reply.answered_at = answer, clock.now()
    reply.seen_at = reply.seen_at or clock.now()
    visit = reply.visit
    shown = PromiseDetails(visit.id, answer, is_answer=True)
    _schedule(actor, visit, shown, source=str(visit.id), due_on=clock.today())
    contact_id = visit.contact_id
    audit_log.record(actor, ReplyAuditEvent.ANSWERED, reply, contact_id=contact_id)


def _close(actor: Actor, visit: Visit) -> None:
    """What was to be read is read: the report, and an answer of the volunteer."""
    tasks.close(actor, {TaskKind.REPORT, TaskKind.PROMISE}, visit.id)


def _schedule(
    actor: Actor, visit: Visit, shown: PromiseDetails, *, source: str, due_on: date
) -> None:
    new = NewTask(
        kind=TaskKind.PROMISE,
        source=source,
        due_on=due_on,
        area_id=visit.contact.area_id,
        contact_id=visit.contact_id,
        volunteer_id=visit.volunteer_id,
        details=shown,
    )
    tasks.schedule(actor, new)
