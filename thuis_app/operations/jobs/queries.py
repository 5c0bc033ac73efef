"""Queries about runs of jobs, and readers of mail."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from thuis_app.core import clock, outbox
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.core.outbox import MailState, OutgoingMail
from thuis_app.operations.jobs import policy, rules
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JOBS, Job
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import MailWish
from thuis_app.overview.reminders import queries as reminders

LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Done:
    """A job, and the last time it was done; None when it never was."""

    job: Job
    run: JobRun | None

    @property
    def is_busy(self) -> bool:
        """True while a process runs it."""
        if self.run is None or self.run.finished_at:
            return False
        alive_at = self.run.alive_at or self.run.claimed_at
        return rules.is_alive(alive_at, clock.now())

    @property
    def went_wrong(self) -> bool:
        return bool(self.run and not self.run.went_well and not self.is_busy)


@dataclass(frozen=True)
class MailQueue:
    """The mail in numbers: what waits, and what became of the rest in a month."""

    numbers: Mapping[MailState, int]
    trouble: str

    @property
    def waiting(self) -> int:
        return self.numbers[MailState.WAITING]

    @property
    def sent(self) -> int:
        return self.numbers[MailState.SENT]

    @property
    def given_up(self) -> int:
        return self.numbers[MailState.GIVEN_UP]


@dataclass(frozen=True)
class Reader:
    """The reader of a mail: the actor it is made for, and the address."""

    actor: Actor
    address: str


def none_failed(actor: Actor) -> bool:
    """Whether the last run of every job that was done went well."""
    require(policy.may_run(actor))
    failed = JobRun.finished_at.is_not(None), ~JobRun.went_well
    return not db.session.scalar(select(exists(JobRun.id).where(*failed)))


def done(actor: Actor) -> list[Done]:
    """Every job with its last run, in the order of the list."""
    require(policy.may_look(actor))
    found = {run.name: run for run in db.session.scalars(select(JobRun))}
    return [Done(job, found.get(job.name)) for job in JOBS]


def at_work_since(actor: Actor, job: Job) -> datetime | None:
    """When another run took this job up that is still at it; None when none is."""
    require(policy.may_run(actor))
    run = db.session.scalar(select(JobRun).where(JobRun.name == job.name))
    return run.claimed_at if run and Done(job, run).is_busy else None


def was_clock_wrong(done: Collection[Done]) -> bool:
    """Whether a moment in the future was found in the last month, or stands there."""
    since = clock.now() - rules.REPORTED_FOR
    runs = [one.run for one in done if one.run]
    found = (run.clock_wrong_at for run in runs)
    return any(run.is_misdated for run in runs) or any(
        at is not None and at > since for at in found
    )


def is_timer_alive() -> bool:
    """Whether the jobs are still called, where they ever were; for a monitor."""
    last = db.session.scalar(select(func.max(JobRun.claimed_at)))
    return not rules.is_silent(last, clock.now())


def mail_queue(actor: Actor, kinds: Collection[str]) -> MailQueue:
    """The state of the mail of these kinds, without readers."""
    require(policy.may_look(actor))
    query = select(OutgoingMail.last_error).where(
        OutgoingMail.kind.in_(kinds),
        OutgoingMail.last_error != "",
        OutgoingMail.state != MailState.SENT,
    )
    newest = query.order_by(OutgoingMail.not_before.desc()).limit(1)
    numbers = outbox.counts(kinds, clock.now() - LOOKED_BACK)
    return MailQueue(numbers, db.session.scalar(newest) or "")


def waiting(actor: Actor, kinds: Collection[str]) -> int:
    """The number of mails of these kinds that wait."""
    require(policy.may_run(actor))
    return outbox.counts(kinds, clock.now())[MailState.WAITING]


def reader(
    actor: Actor, user_id: int, *, is_urgent: bool = False, address: str = ""
) -> Reader | None:
    """The reader of a mail; None when they left, or have or want no mail.

    `address` is where it goes when not to that of the account.
    """
    require(policy.may_run(actor))
    user = db.session.get(User, user_id, populate_existing=True)
    if user is None or not user.is_active or not (address or user.email):
        return None
    if user.mails is MailWish.NEVER and not is_urgent:
        return None
    return Reader(reminders.on_behalf_of(actor, user), address or user.email)
