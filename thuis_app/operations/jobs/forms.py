"""Mail in words: which kinds there are, and how a mail is put together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core.actors import Actor
from thuis_app.core.outbox import MailContent, OutgoingMail
from thuis_app.core.payloads import MailPayload, Payload
from thuis_app.operations.jobs.rules import JobAuditEvent
from thuis_app.organisation.accounts import forms as accounts
from thuis_app.organisation.accounts.rules import AccountMail
from thuis_app.organisation.agreements import forms as agreements
from thuis_app.organisation.agreements.rules import AgreementMail
from thuis_app.organisation.emergencies import forms as emergencies
from thuis_app.organisation.emergencies.rules import EmergencyMail
from thuis_app.organisation.sessions import forms as sessions
from thuis_app.organisation.sessions.rules import GuessingMail
from thuis_app.overview.reminders import forms as reminders
from thuis_app.overview.reminders.rules import DayMail, PapersMail, ReportsMail
from thuis_app.visiting.concerns.rules import LookMail

AUDIT_EVENTS = {
    JobAuditEvent.TAKEN_OVER: _l("Job that had broken off taken over"),
    JobAuditEvent.CLOCK_WAS_WRONG: _l("Job found the clock wrong"),
    JobAuditEvent.DONE: _l("Job done"),
    JobAuditEvent.FAILED: _l("Job failed"),
    JobAuditEvent.FORGOT: _l("Old sign-in attempts and mails deleted"),
    JobAuditEvent.MAIL_SENT: _l("Mail sent"),
    JobAuditEvent.MAIL_NOT_NEEDED: _l("Mail no longer needed"),
    JobAuditEvent.MAIL_GIVEN_UP: _l("Mail given up"),
}


@dataclass(frozen=True)
class Kind(Generic[Payload]):
    """A kind of mail: what it holds, what makes its words, whether it can wait."""

    payload: type[Payload]
    write: Callable[[Actor, Payload], MailContent | None]
    is_urgent: bool = False


KINDS: dict[str, Kind[Any]] = {
    DayMail.kind: Kind(DayMail, reminders.day),
    PapersMail.kind: Kind(PapersMail, reminders.papers),
    ReportsMail.kind: Kind(ReportsMail, reminders.reports),
    LookMail.kind: Kind(LookMail, reminders.look, is_urgent=True),
    AccountMail.kind: Kind(AccountMail, accounts.news, is_urgent=True),
    AgreementMail.kind: Kind(AgreementMail, agreements.news, is_urgent=True),
    EmergencyMail.kind: Kind(EmergencyMail, emergencies.news, is_urgent=True),
    GuessingMail.kind: Kind(GuessingMail, sessions.guessing, is_urgent=True),
}
URGENT = frozenset(name for name, kind in KINDS.items() if kind.is_urgent)
DAILY = frozenset(KINDS) - URGENT


def payload_of(mail: OutgoingMail) -> MailPayload:
    """The payload of a mail of the outbox."""
    found: MailPayload = mail.read(KINDS[mail.kind].payload)
    return found


def letter(reader: Actor, payload: MailPayload) -> MailContent | None:
    """The content of a mail; None when there is nothing to say any more."""
    with force_locale(reader.language):
        return KINDS[payload.kind].write(reader, payload)


def text(reader: Actor, letters: Sequence[MailContent], site: str) -> str:
    """One mail of all contents for a reader, without repeated sentences."""
    lines = dict.fromkeys(line for letter in letters for line in letter.lines)
    with force_locale(reader.language):
        parts = [
            _("Hello %(name)s,", name=reader.called),
            "\n".join(lines),
            _("You find it here: %(address)s", address=site),
            _("No name is in this mail but your own, so that nobody reads along."),
            _("You choose on your profile whether we mail you."),
        ]
    return "\n\n".join(parts) + "\n"
