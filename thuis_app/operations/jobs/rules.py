"""The jobs of Thuis, and how often they run."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent

LEASE = timedelta(minutes=5)
AGAIN_AFTER = timedelta(minutes=5)
FIRST_HOUR, LAST_HOUR = time(8), time(20)
SILENT_AFTER = timedelta(days=1)
REPORTED_FOR = timedelta(days=30)
# How long mail that was sent and tasks that were closed are kept.
MAIL_KEPT, CLOSED_KEPT = timedelta(days=400), timedelta(days=35)


class JobName(StrEnum):
    """The jobs, in the order in which they are done."""

    VISITS = "visits"
    SIGNALS = "signals"
    CONCERNS = "concerns"
    SIGN_INS = "sign_ins"
    FORGET = "forget"
    PAPERS = "papers"
    REMINDERS = "reminders"
    INTEGRITY = "integrity"
    AUDIT_LOG = "audit_log"
    BACKUP = "backup"
    BACKUP_COPY = "backup_copy"
    MAIL = "mail"


@dataclass(frozen=True)
class Job:
    """A job: how often it is done, or from which hour once a day, and what it is."""

    name: JobName
    what: str
    every: timedelta = timedelta(days=1)
    once_a_day_from: time | None = None


EARLY, MORNING = time(4), time(7)
JOBS = (
    Job(
        JobName.VISITS,
        "Plan the visits that follow from the rhythm of a match.",
        once_a_day_from=EARLY,
    ),
    Job(
        JobName.SIGNALS,
        "Erase the words of signals that were declined six weeks ago.",
        once_a_day_from=EARLY,
    ),
    Job(
        JobName.CONCERNS,
        "Pass on what nobody took up in time.",
        every=timedelta(minutes=5),
    ),
    Job(
        JobName.SIGN_INS,
        "Tell the administrator when passwords are guessed.",
        every=timedelta(minutes=5),
    ),
    Job(
        JobName.FORGET,
        "Forget the answers to forms, old drafts, wrong passwords and old mail.",
        once_a_day_from=EARLY,
    ),
    Job(
        JobName.PAPERS,
        "Announce 90, 30 and 7 days before that a paper of a volunteer runs out.",
        once_a_day_from=MORNING,
    ),
    Job(
        JobName.REMINDERS,
        "Write today's reminder for everybody who wants one.",
        once_a_day_from=MORNING,
    ),
    Job(
        JobName.INTEGRITY,
        "Read the whole database through, to see that it is not damaged.",
        once_a_day_from=EARLY,
    ),
    Job(
        JobName.AUDIT_LOG,
        "Compare the audit log with its seals, and seal what came since.",
        once_a_day_from=EARLY,
    ),
    Job(
        JobName.BACKUP,
        "Make a backup and check it.",
        once_a_day_from=EARLY,
    ),
    Job(
        JobName.BACKUP_COPY,
        "Copy the backups to another place.",
        once_a_day_from=EARLY,
    ),
    Job(JobName.MAIL, "Send the mail that waits.", every=timedelta(minutes=1)),
)


def due_before(job: Job, now: datetime) -> datetime:
    """A job that went well is done again when it was last begun before this moment."""
    if job.once_a_day_from is None:
        return now - job.every
    today = clock.local(now).date()
    begins = clock.at(today, job.once_a_day_from)
    yesterday = clock.at(today - timedelta(days=1), job.once_a_day_from)
    return begins if now >= begins else yesterday


def is_decent(now: datetime) -> bool:
    """Whether people may be mailed: between eight in the morning and eight at night."""
    return FIRST_HOUR <= clock.local(now).time() < LAST_HOUR


def is_silent(last: datetime | None, now: datetime) -> bool:
    """Whether the timer that called the jobs has stopped.

    False where no timer ever called. A last time in the future tells nothing, so that
    it counts as silence.
    """
    return last is not None and not now - SILENT_AFTER <= last <= now + clock.SLACK


def is_alive(alive_at: datetime, now: datetime) -> bool:
    """Whether a run that has not ended is still at it, by when it last said so."""
    return now - LEASE <= alive_at <= now + clock.SLACK


class JobAuditEvent(AuditEvent):
    TAKEN_OVER = "job.taken_over"
    CLOCK_WAS_WRONG = "job.clock_was_wrong"
    DONE = "job.done"
    FAILED = "job.failed"
    FORGOT = "job.forgot"
    MAIL_SENT = "mail.sent"
    MAIL_NOT_NEEDED = "mail.not_needed"
    MAIL_GIVEN_UP = "mail.given_up"
