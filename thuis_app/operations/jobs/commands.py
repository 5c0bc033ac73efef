"""`flask jobs run`: what a clock outside calls every few minutes."""

import os
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time
from email.message import EmailMessage
from pathlib import Path
from secrets import token_hex
from threading import Event
from time import monotonic

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import delete, or_

from thuis_app.accountability.audit_chain import actions as chaining
from thuis_app.accountability.audit_chain import queries as audit_chain
from thuis_app.accountability.audit_chain import rules as chain_rules
from thuis_app.accountability.audit_chain.queries import ChainFiles
from thuis_app.core import (
    clock,
    copy_command,
    disk_reserve,
    health,
    installation,
    outbox,
    ping,
    startup,
)
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.archives import BackupFailed
from thuis_app.core.database import db, write_transaction
from thuis_app.core.errors import Damaged, StartRefused
from thuis_app.core.outbox import MailContent, MailState, OutgoingMail
from thuis_app.core.smtp import (
    AddressRefused,
    MailServer,
    NoAnswer,
    ServerAway,
    SmtpClient,
    Undelivered,
    message,
)
from thuis_app.operations.backup import actions as backup
from thuis_app.operations.backup.queries import BackupSource
from thuis_app.operations.jobs import actions, forms, queries, rules
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.queries import Reader
from thuis_app.operations.jobs.rules import JOBS, Job, JobName
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.agreements import actions as agreements
from thuis_app.organisation.deputies import actions as deputies
from thuis_app.organisation.foundation import queries as foundation
from thuis_app.organisation.sessions import actions as sessions
from thuis_app.overview.reminders import actions as reminders
from thuis_app.reaching.signals import actions as signals
from thuis_app.visiting.concerns import actions as concerns
from thuis_app.visiting.rhythm import actions as rhythm
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.web import idempotency
from thuis_app.web.start import checked

group = AppGroup("jobs", short_help="What Thuis does by itself.")

NO_SERVER = "no mail server is set (THUIS_MAIL_HOST)"
SILENCES = 2
EVERY_SECONDS = 300
CLOCK_AHEAD = (
    "No job was done: the clock is more than a year ahead of the newest line of the "
    "audit log. Put it right; or sign in once, where it is right."
)


class JobFailed(Exception):
    """A job could not be finished; `done` is how far it came."""

    def __init__(self, trouble: str, done: int) -> None:
        self.done = done
        super().__init__(trouble)


@group.command("run")
@checked
def run() -> None:
    """Do every job that is due, once; exits with 1 when one of them failed."""
    if health.is_clock_ahead():
        raise click.ClickException(CLOCK_AHEAD)
    if not _run_due():
        raise click.exceptions.Exit(1)


@group.command("repeat")
@click.option("--seconds", default=EVERY_SECONDS, help="Between two rounds.")
@checked
def repeat(seconds: int) -> None:
    """Do every job that is due, again and again, until the parent process ends.

    For a server without a timer: a job that fails is tried again in the next round,
    and a clock that is ahead is waited for. SIGTERM ends it after the round.
    """
    parent, is_stopped = os.getppid(), Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_signal: is_stopped.set())
    while os.getppid() == parent and not is_stopped.is_set():
        if health.is_clock_ahead():
            click.echo(CLOCK_AHEAD)
        else:
            _run_due()
        db.session.remove()
        _wait(seconds, parent, is_stopped)


@group.command("timer")
def timer() -> None:
    """Print lines for `crontab -e` that call the jobs, with the settings of now.

    They hold the secrets of this installation; a crontab is for its user alone.
    """
    for name, value in sorted(os.environ.items()):
        if name.startswith("THUIS_"):
            click.echo(f'{name}="{value}"')
    data = current_app.config.get("DATA", "")
    if data and "THUIS_DATA" not in os.environ:
        click.echo(f'THUIS_DATA="{data}"')
    python, where = shlex.quote(sys.executable), shlex.quote(str(Path.cwd()))
    click.echo(f"*/5 * * * * cd {where} && {python} -m thuis_app jobs run")


@contextmanager
def _transaction() -> Iterator[None]:
    """A transaction that holds the write lock from its first statement on."""
    db.session.rollback()
    with write_transaction():
        yield


def _run_due() -> bool:
    """Do each job that is due; whether all went well.

    Raises a ClickException when the database is found damaged: nothing goes on then.
    """
    try:
        failed = [job for job in JOBS if not _run_job(job)]
    except Damaged:
        raise click.ClickException(startup.DAMAGED) from None
    _ping()
    return not failed


def _ping() -> None:
    """Tell a monitor elsewhere, where there is one, that no job is left that failed."""
    address: str = current_app.config["PING"]
    if not address:
        return
    went_well = queries.none_failed(SYSTEM)
    db.session.rollback()
    if went_well:
        ping.send(address)


def _wait(seconds: int, parent: int, is_stopped: Event) -> None:
    """Wait, and not after a signal to stop or the end of the parent process."""
    until = monotonic() + seconds
    while monotonic() < until and os.getppid() == parent and not is_stopped.wait(1):
        pass


def _run_job(job: Job) -> bool:
    """Whether a job went well, or was not to be done now."""
    run_id = _claim(job)
    if not run_id:
        return True
    done, trouble = _tried(job, run_id)
    with _transaction():
        run = db.session.get_one(JobRun, run_id)
        actions.finish(SYSTEM, run, done=done, trouble=trouble)
    click.echo(f"{job.name}: {f'failed: {trouble}' if trouble else f'{done} done'}")
    return not trouble


def _claim(job: Job) -> int:
    """The run of a job that is due, for us alone; 0 when it is not to be done now."""
    with _transaction():
        run = actions.claim(SYSTEM, job)
        if run is None:
            since = queries.at_work_since(SYSTEM, job)
            if since:
                at = f"{clock.local(since):%H:%M}"
                click.echo(f"{job.name}: another run is at it since {at}")
            return 0
        if run.clock_wrong_at == run.claimed_at:
            current_app.logger.warning("job %s was last done in the future", job.name)
        return run.id


def _tried(job: Job, run_id: int) -> tuple[int, str]:
    """The number of things a job did, and its error; details go to the log."""
    try:
        return WORK[job.name](run_id), ""
    except JobFailed as failure:
        return failure.done, str(failure)
    except StartRefused as refused:
        return 0, str(refused)
    except Exception as error:
        db.session.rollback()
        current_app.logger.error("job %s failed", job.name, exc_info=error)
        return 0, type(error).__name__


def _visits(_run_id: int) -> int:
    with _transaction():
        return rhythm.plan_by_rhythm(SYSTEM)


def _signals(_run_id: int) -> int:
    with _transaction():
        return signals.clear(SYSTEM)


def _concerns(_run_id: int) -> int:
    """Gives back no number: how many there are is nobody's to know."""
    with _transaction():
        concerns.escalate(SYSTEM)
    return 0


def _announce_guessing(_run_id: int) -> int:
    if not current_app.config["MAIL_SERVER"]:
        return 0
    with _transaction():
        return sessions.announce_guessing(SYSTEM)


def _forget(run_id: int) -> int:
    sent_at, since = idempotency.IdempotencyKey.sent_at, clock.now() - idempotency.KEPT
    old = delete(idempotency.IdempotencyKey).where(
        or_(sent_at < since, sent_at > clock.latest())
    )
    with _transaction():
        keys = db.session.scalars(old.returning(idempotency.IdempotencyKey.id)).all()
        run = db.session.get_one(JobRun, run_id)
        drafts = visit_reports.sweep_drafts(SYSTEM)
        deputies.settle(SYSTEM)
        agreements.settle(SYSTEM)
        return actions.forget(SYSTEM, run) + len(keys) + drafts


def _announce(_run_id: int) -> int:
    return _written(reminders.announce)


def _remind(_run_id: int) -> int:
    return _written(reminders.remind)


def _written(write: Callable[[Actor, date], int]) -> int:
    """Where no mail is sent none is written either: it would only grow old."""
    if not current_app.config["MAIL_SERVER"]:
        return 0
    with _transaction():
        return write(SYSTEM, clock.today())


def _read_through(_run_id: int) -> int:
    """Read the database from end to end; damage ends all writing in it.

    The reserve of the disk is made again, where there is room.
    """
    startup.must_be_whole(db.engine, fully=True)
    installation.note(db.engine, intact_at=clock.now())
    disk_reserve.make(db.engine)
    return 0


def _chain(run_id: int) -> int:
    """Verify the audit log, and add blocks of the lines that came since.

    Faults are found every night from then on, so that they do not fail the job: the
    checks show them. Where the head is not found no block is added.
    """
    files = ChainFiles.of(db.engine, current_app.config)
    verdict = audit_chain.verdict(SYSTEM, files)
    count = len(verdict.faults)
    db.session.rollback()
    installation.note(db.engine, log_verified_at=clock.now(), log_faults=count)
    with _transaction():
        chaining.record_faults(SYSTEM, verdict)
    is_more = not verdict.is_unable
    while is_more:
        with _transaction():
            is_more = chaining.append_block(SYSTEM, files) == chain_rules.MOST_LINES
        _renew(run_id)
    return 0


def _back_up(_run_id: int) -> int:
    """Make a backup, where there is a folder for backups."""
    source = BackupSource.of(db.engine, current_app.config)
    if not source.folder:
        return 0
    db.session.rollback()
    try:
        made = backup.make(SYSTEM, source)
    except BackupFailed as failed:
        raise JobFailed(str(failed), 0) from None
    with _transaction():
        backup.record_made(SYSTEM, made)
    return 1


def _copy_backups(run_id: int) -> int:
    """Run the command that copies the backups elsewhere, where there is one."""
    words: list[str] = current_app.config["BACKUP_COPY"]
    if not words:
        return 0
    db.session.rollback()
    try:
        copy_command.run(words, lambda: _renew(run_id))
    except BackupFailed as failed:
        raise JobFailed(str(failed), 0) from None
    return 1


def _mail(run_id: int) -> int:
    server: MailServer | None = current_app.config["MAIL_SERVER"]
    if server is None:
        click.echo(f"{NO_SERVER}; {queries.waiting(SYSTEM, forms.DAILY)} mails wait")
        return 0
    return send(server, lambda: _renew(run_id))


def _renew(run_id: int) -> None:
    with _transaction():
        actions.renew(SYSTEM, db.session.get_one(JobRun, run_id))


def send(server: MailServer, renew: Callable[[], object] = bool) -> int:
    """Send all that is due; two at once share the work. `renew` is called for each.

    What comes back is how many went out, but for the urgent ones: that there was one
    is for nobody to conclude from a number.
    """
    by, sent, silences = token_hex(8), 0, 0
    with SmtpClient(server) as client:
        while mails := _claimed(by):
            renew()
            try:
                sent += _sent(client, server, by, mails)
                silences = 0
            except NoAnswer as error:
                silences += 1
                _postpone(by, mails, error.trouble)
            except ServerAway as error:
                with _transaction():
                    outbox.put_back(by, [mail.id for mail in mails], error.trouble)
                raise JobFailed(f"mail server: {error.trouble}", sent) from None
            except Undelivered as error:
                _postpone(by, mails, error.trouble)
            if silences == SILENCES:
                raise JobFailed("mail server: no answer", sent)
    return sent


def _claimed(by: str) -> list[OutgoingMail]:
    """The next mails to send. What can wait is sent at reasonable hours."""
    now = clock.now()
    with _transaction():
        found = outbox.claim_urgent(by, forms.URGENT)
        if not found and rules.is_decent(now):
            began = clock.at(clock.local(now).date(), time())
            found = outbox.claim(by, forms.DAILY, began)
        for mail in found:
            db.session.expunge(mail)
    return found


def _sent(
    client: SmtpClient, server: MailServer, by: str, mails: list[OutgoingMail]
) -> int:
    """Send what is still so in one mail, and strike out what is not."""
    is_urgent = mails[0].kind in forms.URGENT
    user_id, address = mails[0].to_user_id, mails[0].address
    reader = queries.reader(SYSTEM, user_id, is_urgent=is_urgent, address=address)
    letters = {mail: _letter(reader, mail) for mail in mails}
    needed = {mail: letter for mail, letter in letters.items() if letter}
    with _transaction():
        rest = [mail for mail in mails if mail not in needed]
        actions.settle(SYSTEM, by, rest, MailState.NOT_NEEDED)
    if not needed or reader is None:
        return 0
    try:
        client.send(_message(server, reader, needed))
    except AddressRefused:
        with _transaction():
            accounts.note_refused_address(SYSTEM, reader.actor.id, reader.address)
        raise
    with _transaction():
        if not address:
            accounts.note_taken_mail(SYSTEM, reader.actor.id)
        actions.settle(SYSTEM, by, list(needed), MailState.SENT)
    return int(not is_urgent)


def _letter(reader: Reader | None, mail: OutgoingMail) -> MailContent | None:
    """The content of a mail; one that fails holds no other back."""
    if reader is None:
        return None
    if mail.tries > outbox.MOST_TRIES:
        raise Undelivered("crash")
    try:
        return forms.letter(reader.actor, forms.payload_of(mail))
    except Exception as error:
        current_app.logger.error("no words for a mail: %s", type(error).__name__)
        db.session.rollback()
        raise Undelivered("words") from None


def _message(
    server: MailServer, reader: Reader, needed: dict[OutgoingMail, MailContent]
) -> EmailMessage:
    """One mail to one user, named after the first that is in it."""
    letters = list(needed.values())
    details = foundation.shown().name
    text = forms.text(reader.actor, letters, server.site)
    db.session.rollback()
    return message(
        server,
        key=next(iter(needed)).key,
        to=reader.address,
        subject=letters[0].subject,
        text=text,
        sender=details,
    )


def _postpone(by: str, mails: list[OutgoingMail], trouble: str) -> None:
    with _transaction():
        actions.postpone(SYSTEM, by, mails, trouble)


WORK: dict[JobName, Callable[[int], int]] = {
    JobName.VISITS: _visits,
    JobName.SIGNALS: _signals,
    JobName.CONCERNS: _concerns,
    JobName.SIGN_INS: _announce_guessing,
    JobName.FORGET: _forget,
    JobName.PAPERS: _announce,
    JobName.REMINDERS: _remind,
    JobName.INTEGRITY: _read_through,
    JobName.AUDIT_LOG: _chain,
    JobName.BACKUP: _back_up,
    JobName.BACKUP_COPY: _copy_backups,
    JobName.MAIL: _mail,
}
