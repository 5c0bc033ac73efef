"""The checks in words, and the test mail."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app import PACKAGE
from thuis_app.core.actors import Actor
from thuis_app.core.outbox import MailContent
from thuis_app.operations.checks.queries import Circumstances, Result
from thuis_app.operations.checks.rules import (
    CheckAuditEvent,
    CheckGroup,
    CheckName,
    Grade,
    Seen,
)
from thuis_app.operations.jobs.forms import DAILY

AUDIT_EVENTS = {CheckAuditEvent.MAIL_TESTED: _l("Test mail sent")}
GROUPS = {
    CheckGroup.DATABASE: _l("The database"),
    CheckGroup.BACKUP: _l("The backup"),
    CheckGroup.BY_ITSELF: _l("By itself"),
    CheckGroup.MAIL: _l("The mail"),
    CheckGroup.ACCOUNTS: _l("Accounts and duties"),
    CheckGroup.SITE: _l("The site"),
    CheckGroup.SETTINGS: _l("The settings"),
    CheckGroup.MACHINE: _l("The machine"),
}


@dataclass(frozen=True)
class CheckWords:
    """What is said of a check that holds, of one that does not, and what to do then."""

    good: Any
    wrong: Any
    remedy: Any


WORDS = {
    CheckName.DATABASE: CheckWords(
        _l("The database answers."),
        _l("The database does not answer."),
        _l("Look whether it runs, and start Thuis again."),
    ),
    CheckName.MIGRATIONS: CheckWords(
        _l("The database is of this version of Thuis."),
        _l("The database is of another version of Thuis."),
        _l("Start Thuis again with thuis serve, which brings it up to date."),
    ),
    CheckName.WRITING: CheckWords(
        _l("What is saved can be written."),
        _l("Nothing can be saved now."),
        _l("Look at the room on the disk, and at who owns the folder of the data."),
    ),
    CheckName.JOURNAL: CheckWords(
        _l("Reading and writing do not wait for each other."),
        _l("The database does not keep the journal that Thuis set."),
        _l("Put the data on a disk of the machine itself."),
    ),
    CheckName.SYNCHRONOUS: CheckWords(
        _l("What was saved survives a power cut."),
        _l("A power cut may lose what was saved."),
        _l("Start Thuis again; if it stays, ask who made this SQLite."),
    ),
    CheckName.FOREIGN_KEYS: CheckWords(
        _l("No row can point to one that is gone."),
        _l("Rows may point to rows that are gone."),
        _l("Start Thuis again; if it stays, ask who made this SQLite."),
    ),
    CheckName.SECURE_DELETE: CheckWords(
        _l("What is deleted is wiped from the file."),
        _l("What is deleted can still be read in the file."),
        _l("Start Thuis again; if it stays, ask who made this SQLite."),
    ),
    CheckName.BUSY_TIMEOUT: CheckWords(
        _l("Who saves at the same time waits a moment."),
        _l("Who saves at the same time is refused."),
        _l("Start Thuis again; if it stays, ask who made this SQLite."),
    ),
    CheckName.TRUSTED_SCHEMA: CheckWords(
        _l("The database runs nothing by itself."),
        _l("The database may run what stands in its tables."),
        _l("Start Thuis again; if it stays, ask who made this SQLite."),
    ),
    CheckName.INTEGRITY: CheckWords(
        _l("The file of the database was read through not long ago, and was whole."),
        _l("The file of the database was not read through for two days."),
        _l("Start Thuis again, or look whether the jobs run."),
    ),
    CheckName.WHOLE: CheckWords(
        _l("The file of the database is whole."),
        _l("The file of the database is damaged."),
        _l("Stop Thuis and put back the latest backup."),
    ),
    CheckName.REFERENCES: CheckWords(
        _l("Every row points to one that is there."),
        _l("Some rows point to rows that are gone."),
        _l("Put back the latest backup, and tell who makes Thuis."),
    ),
    CheckName.DATABASE_VERSION: CheckWords(
        _l("The database is recent enough."),
        _l("The database is an old version."),
        _l("Update the machine."),
    ),
    CheckName.FILE_SYSTEM: CheckWords(
        _l("The database is on a disk of the machine itself."),
        _l("The database is on a disk over the network, where it breaks."),
        _l("Move the folder of the data to the machine, or use PostgreSQL."),
    ),
    CheckName.SYNC_FOLDER: CheckWords(
        _l("No other program copies the database while it is in use."),
        _l("The database is in a folder that another program copies."),
        _l("Move the folder of the data out of it; THUIS_BACKUP is for copies."),
    ),
    CheckName.LOG_SIZE: CheckWords(
        _l("The log of the database is small."),
        _l("The log of the database does not shrink."),
        _l("Start Thuis again."),
    ),
    CheckName.AUDIT_LOG: CheckWords(
        _l("The audit log was compared with its seals not long ago, and was right."),
        _l("The audit log is not as it was sealed, or was not compared for two days."),
        _l("Run thuis trail verify: it says what was changed, and where."),
    ),
    CheckName.AUDIT_CHAIN: CheckWords(
        _l("Every sealed line of the audit log is as it was sealed."),
        _l("Sealed lines of the audit log were changed, removed or added."),
        _l("Run thuis trail verify, and compare with the latest backup."),
    ),
    CheckName.AUDIT_TRIGGERS: CheckWords(
        _l("The database lets nobody change a line of the audit log."),
        _l("The database would let lines of the audit log be changed."),
        _l("Tell who makes Thuis, and put back the latest backup."),
    ),
    CheckName.BACKUP_FOLDER: CheckWords(
        _l("There is a folder for backups."),
        _l("There is no folder for backups in which Thuis may write."),
        _l("Set THUIS_BACKUP to a folder of the user that runs Thuis."),
    ),
    CheckName.BACKUP_ROOM: CheckWords(
        _l("There is room for backups."),
        _l("There is little room for backups."),
        _l("Make room on that disk, or choose a larger one."),
    ),
    CheckName.BACKUP_DISK: CheckWords(
        _l("Backups are on another disk than the data."),
        _l("Backups are on the same disk as the data."),
        _l("If that disk breaks, both are lost. Copy them elsewhere each night."),
    ),
    CheckName.BACKUP: CheckWords(
        _l("There is a backup of today."),
        _l("There is no recent backup."),
        _l("Make one with thuis backup, and look why the job did not."),
    ),
    CheckName.BACKUP_COPY: CheckWords(
        _l("The backups are copied to another place."),
        _l("The backups are not copied to another place."),
        _l("Set THUIS_BACKUP_COPY, or look why the job fails: a fire takes both."),
    ),
    CheckName.DRILL: CheckWords(
        _l("A backup was tried with a key on paper. Last drill:"),
        _l("No backup was tried with a key on paper for 100 days."),
        _l("Try one: thuis restore BACKUP.age --key key.txt --check."),
    ),
    CheckName.LEDGER: CheckWords(
        _l("The list of who was erased lies beside the backups as well."),
        _l("The list of who was erased beside the backups is another one."),
        _l("Make a backup: that puts it right. Keep the file erasure-ledger."),
    ),
    CheckName.JOBS: CheckWords(
        _l("What Thuis does by itself is done."),
        _l("Nothing was done by itself for a day."),
        _l("Look whether thuis serve runs the jobs, or the timer calls them."),
    ),
    CheckName.JOBS_BEGUN: CheckWords(
        _l("The jobs have been called."),
        _l("The jobs were never called yet."),
        _l("Wait a few minutes after the start. With a timer: see whether it is on."),
    ),
    CheckName.JOBS_WENT_WELL: CheckWords(
        _l("Each job went well the last time."),
        _l("A job went wrong the last time."),
        _l("Look at the page of what goes by itself. It is tried again."),
    ),
    CheckName.MAIL_SERVER: CheckWords(
        _l("There is a mail server."),
        _l("No mail server is set, so no mail is sent."),
        _l("Set THUIS_MAIL_HOST and THUIS_MAIL_FROM, as your mail provider says."),
    ),
    CheckName.MAIL_ENCRYPTED: CheckWords(
        _l("Mail leaves over an encrypted line."),
        _l("Mail leaves without encryption."),
        _l("Set THUIS_MAIL_SECURITY to starttls or tls."),
    ),
    CheckName.MAIL_TESTED: CheckWords(
        _l("A test mail was taken by the mail server."),
        _l("No test mail was taken by the mail server."),
        _l("Send one to yourself on this page, and see whether it comes."),
    ),
    CheckName.MAIL_WAITING: CheckWords(
        _l("No mail waits for long."),
        _l("Mail has been waiting for more than a day."),
        _l("Send a test mail, and read what the mail server answers."),
    ),
    CheckName.MAIL_REFUSED: CheckWords(
        _l("Every e-mail address takes mail."),
        _l("There are e-mail addresses that take no mail."),
        _l("Look in the list of accounts, and ask for the right address."),
    ),
    CheckName.ADMINISTRATORS: CheckWords(
        _l("There are two administrators or more."),
        _l("There is one administrator or none."),
        _l("Give a second person that role, for when the first is away."),
    ),
    CheckName.ADMINISTRATORS_MAIL: CheckWords(
        _l("Every administrator has an e-mail address."),
        _l("An administrator has no e-mail address."),
        _l("Write it down at the account."),
    ),
    CheckName.LEAD: CheckWords(
        _l("There is a safeguarding lead."),
        _l("There is no safeguarding lead: nobody reads a worry."),
        _l("Give somebody that role today."),
    ),
    CheckName.STAND_IN: CheckWords(
        _l("Somebody stands in for the safeguarding lead."),
        _l("Nobody stands in for the safeguarding lead."),
        _l("Give somebody that role."),
    ),
    CheckName.LEAD_MAIL: CheckWords(
        _l("The safeguarding lead and the stand-in can be mailed."),
        _l("The safeguarding lead or the stand-in cannot be mailed."),
        _l("Look at the e-mail addresses of their accounts."),
    ),
    CheckName.COORDINATORS: CheckWords(
        _l("Every village has a coordinator."),
        _l("There are villages without a coordinator."),
        _l("Give these villages to a coordinator, at the account."),
    ),
    CheckName.DEMO_ACCOUNTS: CheckWords(
        _l("There is no account of the example."),
        _l("There are accounts of the example, whose password everybody knows."),
        _l("End those accounts, or begin with an empty folder."),
    ),
    CheckName.FACTORS: CheckWords(
        _l("Who sees the files of others has a code on a telephone or a passkey."),
        _l("There are accounts with files, but without a code or a passkey."),
        _l("Let them sign in: Thuis leads them through it."),
    ),
    CheckName.GUESSING: CheckWords(
        _l("Nobody guesses at passwords."),
        _l("Since yesterday many wrong passwords were tried at accounts."),
        _l("Ask their owners whether it was they. A new password helps."),
    ),
    CheckName.FOUNDATION: CheckWords(
        _l("The foundation has a name and a telephone number."),
        _l("The name or the telephone number of the foundation is missing."),
        _l("Fill them in at the settings."),
    ),
    CheckName.HELP_NUMBERS: CheckWords(
        _l("The numbers for in danger were checked this year."),
        _l("The numbers for in danger were not checked this year."),
        _l("Call each, and save the page of the numbers."),
    ),
    CheckName.PRIVACY_PAPERS: CheckWords(
        _l("The privacy papers are filled in."),
        _l("The privacy papers have lines that are still blank."),
        _l("Set what is named here on the server. Until then one writes it by hand."),
    ),
    CheckName.HTTPS: CheckWords(
        _l("Your browser comes in over https."),
        _l("The proxy says that you come in over http."),
        _l("Let the proxy send http on to https."),
    ),
    CheckName.HOST: CheckWords(
        _l("Your browser uses the address that is set."),
        _l("Your browser uses another address than is set."),
        _l("Make THUIS_ADDRESS the address that people type."),
    ),
    CheckName.PROXY: CheckWords(
        _l("The proxy says for whom it asks."),
        _l("Thuis does not know from where somebody comes."),
        _l(
            "Set THUIS_PROXIES to the number of proxies, and let each add "
            "X-Forwarded-For."
        ),
    ),
    CheckName.COOKIES: CheckWords(
        _l("No other site gets the cookie of the session."),
        _l("The cookie of the session is not kept for this site alone."),
        _l("Set THUIS_ENVIRONMENT to production."),
    ),
    CheckName.ADDRESS: CheckWords(
        _l("Thuis has a name as its address."),
        _l("The address of Thuis is a number or has no dot."),
        _l("Make THUIS_ADDRESS a name that people can type."),
    ),
    CheckName.ENVIRONMENT: CheckWords(
        _l("This is a real installation."),
        _l("This Thuis is for trying out."),
        _l("For real people: set THUIS_ENVIRONMENT to production."),
    ),
    CheckName.SECRET_KEY: CheckWords(
        _l("The secret key cannot be guessed."),
        _l("The secret key can be guessed."),
        _l(
            "Make another for THUIS_SECRET_KEY: python3 -c 'import secrets; "
            "print(secrets.token_hex(32))'"
        ),
    ),
    CheckName.TABLET_KEYS: CheckWords(
        _l("The keys for tablets are there."),
        _l("The keys for tablets are not there, or the next start does not find them."),
        _l("Put back the file tablet-keys from the latest backup."),
    ),
    CheckName.DEBUGGING: CheckWords(
        _l("A fault shows nothing of the program."),
        _l("A fault shows parts of the program."),
        _l("Take FLASK_DEBUG out of the settings."),
    ),
    CheckName.PRIVATE_FILES: CheckWords(
        _l("Only Thuis reads the files of the data."),
        _l("Others on the machine may read files of the data."),
        _l("Take that right away: chmod go= on these files."),
    ),
    CheckName.DISK: CheckWords(
        _l("There is room on the disk."),
        _l("There is little room on the disk."),
        _l("Make room: when the disk is full nothing can be saved."),
    ),
    CheckName.DISK_RESERVE: CheckWords(
        _l("The spare room on the disk was not used."),
        _l("The spare room on the disk was used."),
        _l("The disk was full. Free 160 MB at least, and start Thuis again."),
    ),
    CheckName.CLOCK: CheckWords(
        _l("The clock of the machine is right."),
        _l("The clock of the machine is wrong."),
        _l("Have the clock set by itself: timedatectl set-ntp true."),
    ),
    CheckName.TIME_ZONE: CheckWords(
        _l("Summer time is known."),
        _l("Summer time is not known."),
        _l("Install the package tzdata."),
    ),
    CheckName.OWN_USER: CheckWords(
        _l("Thuis runs as a user of its own."),
        _l("Thuis runs as the user who may do everything."),
        _l("Run it as a user of its own: the page on hosting says how."),
    ),
    CheckName.PYTHON: CheckWords(
        _l("Python still gets security fixes."),
        _l("Python gets no security fixes any more."),
        _l("Update the machine to a newer version."),
    ),
    CheckName.ASSETS: CheckWords(
        _l("Styles and scripts are there."),
        _l("Styles and scripts are missing."),
        _l("Install Thuis again from the wheel."),
    ),
    CheckName.WORDS: CheckWords(
        _l("The Dutch words are there."),
        _l("The Dutch words are missing."),
        _l("Install Thuis again from the wheel."),
    ),
    CheckName.SOFTWARE: CheckWords(
        _l("These are the versions of the software."),
        _l("The software is not installed whole."),
        _l("Install Thuis again from the wheel."),
    ),
}


def circumstances(seen: Seen | None = None) -> Circumstances:
    """What the checks look at, of the application that runs."""
    return Circumstances(
        settings=current_app.config,
        migrations=Path(current_app.extensions["migrate"].directory),
        assets=Path(str(current_app.static_folder)),
        catalogue=PACKAGE / "translations/nl/LC_MESSAGES/messages.mo",
        mail_kinds=DAILY,
        seen=seen,
    )


def sentence(result: Result) -> str:
    """What a check came to, in one sentence."""
    words = WORDS[result.check.name]
    is_ok = result.finding.grade is Grade.OK
    return str(words.good if is_ok else words.wrong)


def remedy(result: Result) -> str:
    """What to do; empty where nothing has to be done."""
    if result.finding.grade is Grade.OK:
        return ""
    return str(WORDS[result.check.name].remedy)


def trial_mail(reader: Actor) -> MailContent:
    """The test mail to an administrator."""
    return MailContent(
        _("Test mail from Thuis"),
        [
            _("Hello %(name)s,", name=reader.called),
            _("This mail is a test. You asked for it in Thuis."),
            _("So the mail of Thuis arrives."),
        ],
    )
