"""The first steps in words."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.operations.backup.queries import BackupState
from thuis_app.operations.first_steps.rules import FirstStepAuditEvent, SetUp, Step
from thuis_app.web.return_to import leading_back

AUDIT_EVENTS = {
    FirstStepAuditEvent.SKIPPED: _l("First step does not apply"),
    FirstStepAuditEvent.TAKEN_UP: _l("First step applies after all"),
}


@dataclass(frozen=True)
class StepWords:
    """What a step is called, why it is one, and the link to where it is done."""

    title: Any
    why: Any
    link: Any
    page: str
    comes_back: bool = True

    def address(self, here: str) -> str:
        """The page where it is done; that leads back where saving completes it."""
        address = url_for(self.page)
        return leading_back(address, here) if self.comes_back else address


WORDS = {
    Step.FOUNDATION: StepWords(
        _l("Name, telephone number and colours"),
        _l("So that everybody sees whose Thuis this is, and whom to call."),
        _l("Fill in the settings"),
        "foundation.settings_form",
    ),
    Step.VILLAGES: StepWords(
        _l("Villages, by postcode"),
        _l("A person lives in a village, and whoever works there sees them."),
        _l("Add a village"),
        "areas.new_form",
    ),
    Step.COORDINATOR: StepWords(
        _l("The first coordinator"),
        _l("Nobody else opens a file. It is done once they chose a password."),
        _l("Make their account"),
        "accounts.new_user_form",
        comes_back=False,
    ),
    Step.MAIL: StepWords(
        _l("A test mail to yourself"),
        _l("A concern that waits is told by mail, so it must get through."),
        _l("Send a test mail"),
        "checks.index",
    ),
    Step.TIMER: StepWords(
        _l("What goes by itself"),
        _l("Reminders, mail and backups are made by jobs that must be called."),
        _l("See the jobs"),
        "jobs.index",
    ),
    Step.BACKUP: StepWords(
        _l("The first backup"),
        _l("A machine breaks one day. Only a backup brings everything back."),
        _l("See the backups"),
        "jobs.index",
    ),
    Step.OFFERINGS: StepWords(
        _l("What you offer yourselves"),
        _l("Then somebody can be brought to it from the first visit on."),
        _l("Choose from the list"),
        "offerings.begin_with_form",
    ),
    Step.ROOMS: StepWords(
        _l("The Thuis kamers"),
        _l("A place can be given once it is known when a room is open."),
        _l("Add a room"),
        "rooms.new_form",
    ),
    Step.PRACTICE: StepWords(
        _l("Practise, and clear up"),
        _l("With somebody who does not exist you learn without a mistake that hurts."),
        _l("Practise"),
        "practice.make_form",
    ),
    Step.ADMINISTRATORS: StepWords(
        _l("A second administrator"),
        _l("Somebody has to be able to let people in when you are ill."),
        _l("Make their account"),
        "accounts.new_user_form",
        comes_back=False,
    ),
}


def hint(step: Step, there: SetUp, backups: BackupState, *, has_server: bool) -> str:
    """What stands in the way of a step that is open; empty where nothing does."""
    if step is Step.MAIL and not has_server:
        return str(_("No mail server is set. On the server: THUIS_MAIL_HOST."))
    if step is Step.TIMER and not there.has_timer:
        return str(_("No job was called lately. On the server: thuis serve."))
    if step is Step.BACKUP:
        return _backup_hint(backups)
    if step is Step.PRACTICE and there.is_practising:
        return str(_("There is somebody to practise with. Remove them afterwards."))
    return ""


def _backup_hint(backups: BackupState) -> str:
    if not backups.folder:
        return str(_("No folder is set. On the server: THUIS_BACKUP."))
    if not backups.has_keys:
        return str(
            _(
                "There are no keys yet. On the server, thuis backup keys prints two "
                "sheets for two closed envelopes."
            )
        )
    return str(_("One is made every night; on the server, thuis backup makes one now."))
