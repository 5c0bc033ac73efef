from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import require
from thuis_app.operations.backup import queries as backup
from thuis_app.operations.backup.queries import BackupSource
from thuis_app.operations.jobs import forms, policy, queries, rules
from thuis_app.operations.jobs.queries import Done
from thuis_app.operations.jobs.rules import JobName
from thuis_app.operations.restore import queries as restore
from thuis_app.web.forms import ButtonForm
from thuis_app.web.guard import actor
from thuis_app.web.htmx import render

bp = Blueprint("jobs", __name__, url_prefix="/jobs")

NAMES = {
    JobName.VISITS: _l("Plan the visits that follow from the rhythm of a match."),
    JobName.SIGNALS: _l("Erase the words of signals that were declined six weeks ago."),
    JobName.CONCERNS: _l("Pass on what nobody took up in time."),
    JobName.SIGN_INS: _l("Tell the administrator when passwords are guessed."),
    JobName.FORGET: _l(
        "Forget the answers to forms, old drafts, wrong passwords and old mail."
    ),
    JobName.PAPERS: _l(
        "Announce 90, 30 and 7 days before that a paper of a volunteer runs out."
    ),
    JobName.REMINDERS: _l("Write today's reminder for everybody who wants one."),
    JobName.INTEGRITY: _l(
        "Read the whole database through, to see that it is not damaged."
    ),
    JobName.AUDIT_LOG: _l(
        "Compare the audit log with its seals, and seal what came since."
    ),
    JobName.BACKUP: _l("Make a backup and check it."),
    JobName.BACKUP_COPY: _l("Copy the backups to another place."),
    JobName.MAIL: _l("Send the mail that waits."),
}
NEEDED = {
    JobName.BACKUP: "BACKUP",
    JobName.BACKUP_COPY: "BACKUP_COPY",
    JobName.MAIL: "MAIL_SERVER",
}
"""The setting without which a job has nothing to do."""


@bp.get("/")
def index() -> ResponseReturnValue:
    require(policy.may_look(actor()))
    done = queries.done(actor())
    begun = [one.run.claimed_at for one in done if one.run]
    return render(
        "operations/jobs/index.html",
        "jobs",
        done=[one for one in done if not _is_left_out(one)],
        backups=backup.state(actor(), BackupSource.of(db.engine, current_app.config)),
        drilled_at=restore.last_drill(actor()),
        restores=restore.unseen(actor()),
        button=ButtonForm(formdata=None),
        mail_queue=queries.mail_queue(actor(), forms.DAILY),
        server=current_app.config["MAIL_SERVER"],
        is_begun=bool(begun),
        was_clock_wrong=queries.was_clock_wrong(done),
        is_silent=rules.is_silent(max(begun, default=None), clock.now()),
    )


def _is_left_out(one: Done) -> bool:
    """What needs a setting that is not made did not go well: it was not done."""
    setting = NEEDED.get(one.job.name)
    is_needed = setting is not None and not current_app.config[setting]
    return is_needed and not one.went_wrong
