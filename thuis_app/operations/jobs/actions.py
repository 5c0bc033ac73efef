"""Taking up a job and putting it down, and writing down what became of mail."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from thuis_app.core import audit_log, clock, outbox
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.outbox import MailState, OutgoingMail
from thuis_app.operations.jobs import policy, rules
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import Job, JobAuditEvent
from thuis_app.organisation.changes import rules as changes
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.organisation.sessions.models import SignInTry
from thuis_app.organisation.sessions.rules import TRIES_COUNT_FOR
from thuis_app.overview.merging.models import PersonMerge
from thuis_app.overview.merging.rules import UNDO
from thuis_app.people.tasks.models import Task

SETTLED = {
    MailState.SENT: JobAuditEvent.MAIL_SENT,
    MailState.NOT_NEEDED: JobAuditEvent.MAIL_NOT_NEEDED,
}


def claim(actor: Actor, job: Job) -> JobRun | None:
    """Claim a job that is due; None when it is not, or another process runs it.

    One statement checks and claims, so that one of two processes gets it.
    """
    require(policy.may_run(actor))
    now = clock.now()
    before = db.session.scalar(select(JobRun).where(JobRun.name == job.name))
    was_dropped = before is not None and before.finished_at is None
    was_misdated = before is not None and before.is_misdated
    adding: Any = sqlite.insert
    if db.engine.dialect.name == "postgresql":
        adding = postgresql.insert
    values: dict[str, Any] = {"claimed_at": now, "alive_at": now, "finished_at": None}
    values |= {"went_well": False, "done": 0}
    taken = (
        adding(JobRun)
        .values(name=job.name, words="", **values)
        .on_conflict_do_update(
            index_elements=[JobRun.name], set_=values, where=_is_due(job)
        )
        .returning(JobRun.id)
    )
    run_id = db.session.scalar(taken)
    run = db.session.get(JobRun, run_id or 0, populate_existing=True)
    if run is not None and was_dropped:
        audit_log.record(actor, JobAuditEvent.TAKEN_OVER, run, contact_id=None)
    if run is not None and was_misdated:
        run.clock_wrong_at = now
        audit_log.record(actor, JobAuditEvent.CLOCK_WAS_WRONG, run, contact_id=None)
    return run


def renew(actor: Actor, run: JobRun) -> None:
    """Say that a run is still at its job; one that does not loses it after `LEASE`."""
    require(policy.may_run(actor))
    run.alive_at = clock.now()


def finish(actor: Actor, run: JobRun, *, done: int, trouble: str = "") -> None:
    """End a run; what was done, or failed, is in the audit log."""
    require(policy.may_run(actor))
    run.finished_at, run.went_well = clock.now(), not trouble
    run.done, run.words = done, trouble
    if done or trouble:
        audit_log.record(
            actor,
            JobAuditEvent.FAILED if trouble else JobAuditEvent.DONE,
            run,
            contact_id=None,
            ground=trouble or str(done),
        )


def forget(actor: Actor, run: JobRun) -> int:
    """Delete what nobody needs any more: old tries to sign in, mail, closed tasks, and
    what ended or became one so long ago that it is not put right."""
    require(policy.may_run(actor))
    now, latest = clock.now(), clock.latest()
    tries = delete(SignInTry).where(
        or_(SignInTry.at < now - TRIES_COUNT_FOR, SignInTry.at > latest)
    )
    is_over = OutgoingMail.state != MailState.WAITING
    mails = delete(OutgoingMail).where(
        or_(
            OutgoingMail.not_before < now - rules.MAIL_KEPT,
            and_(is_over, outbox.is_misdated(OutgoingMail)),
        )
    )
    done = delete(Task).where(Task.closed_at < now - rules.CLOSED_KEPT)
    is_brief = ChangeSet.kind.in_(sorted(changes.BRIEF))
    ended = delete(ChangeSet).where(
        or_(
            ChangeSet.made_at < now - changes.PUT_RIGHT,
            and_(is_brief, ChangeSet.made_at < now - changes.UNDO),
        )
    )
    too_late = PersonMerge.merged_at < now - UNDO, PersonMerge.changes_json != "[]"
    merges = update(PersonMerge).where(*too_late).values(changes_json="[]")
    gone = _rows(merges.returning(PersonMerge.id))
    gone += _rows(tries.returning(SignInTry.id)) + _rows(done.returning(Task.id))
    gone += _rows(mails.returning(OutgoingMail.id))
    gone += _rows(ended.returning(ChangeSet.id))
    if gone:
        audit_log.record(
            actor, JobAuditEvent.FORGOT, run, contact_id=None, ground=str(gone)
        )
    return gone


def settle(
    actor: Actor, by: str, mails: Collection[OutgoingMail], state: MailState
) -> int:
    """Write down that these mails were sent, or need not be any more."""
    require(policy.may_run(actor))
    count = outbox.settle(by, [mail.id for mail in mails], state)
    for mail in mails if count else ():
        audit_log.record(actor, SETTLED[state], mail, contact_id=None)
    return count


def postpone(
    actor: Actor, by: str, mails: Collection[OutgoingMail], trouble: str
) -> None:
    """Keep mails that were not taken for later; some are given up at last."""
    require(policy.may_run(actor))
    for mail in mails:
        if outbox.postpone(by, mail, trouble) is MailState.GIVEN_UP:
            audit_log.record(
                actor,
                JobAuditEvent.MAIL_GIVEN_UP,
                mail,
                contact_id=None,
                ground=trouble,
            )


def _is_due(job: Job) -> ColumnElement[bool]:
    """A moment in the future is of a wrong clock, and keeps no job waiting."""
    now, latest = clock.now(), clock.latest()
    is_over, went_well = JobRun.finished_at.is_not(None), JobRun.went_well
    alive_at = func.coalesce(JobRun.alive_at, JobRun.claimed_at)
    return or_(
        and_(is_over, went_well, JobRun.claimed_at < rules.due_before(job, now)),
        and_(is_over, ~went_well, JobRun.claimed_at <= now - rules.AGAIN_AFTER),
        and_(is_over, JobRun.claimed_at > latest),
        and_(~is_over, or_(alive_at < now - rules.LEASE, alive_at > latest)),
    )


def _rows(statement: Any) -> int:
    plain = statement.execution_options(synchronize_session=False)
    return len(db.session.scalars(plain).all())
