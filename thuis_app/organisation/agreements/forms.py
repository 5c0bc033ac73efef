"""The forms of requests to agree, and their words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.outbox import MailContent
from thuis_app.organisation.accounts.rules import NEWS_LASTS, AgreementKind
from thuis_app.organisation.agreements import queries, rules
from thuis_app.organisation.agreements.rules import (
    AgreedBy,
    AgreementAuditEvent,
    AgreementMail,
    AgreementNews,
    AgreementState,
)
from thuis_app.web.fields import LineField
from thuis_app.web.forms import Form

KINDS = {
    AgreementKind.GRANT: _l("May see more"),
    AgreementKind.LINK: _l("A link to choose a password"),
    AgreementKind.ADDRESS: _l("Another e-mail address"),
    AgreementKind.REOPEN: _l("Come in again"),
    AgreementKind.FACTOR: _l("The code of the telephone taken away"),
    AgreementKind.DEPUTY: _l("Deputises for a coordinator"),
}

STATES = {
    AgreementState.OPEN: _l("waits for a yes"),
    AgreementState.AGREED: _l("agreed"),
    AgreementState.REFUSED: _l("refused"),
    AgreementState.TAKEN_BACK: _l("taken back"),
    AgreementState.LAPSED: _l("lapsed"),
}

AGREED_BY = {
    AgreedBy.PERSON: _l("signed in"),
    AgreedBy.CODES: _l("with two paper codes"),
    AgreedBy.SERVER: _l("on the server"),
}

AUDIT_EVENTS = {
    AgreementAuditEvent.ASKED: _l("Agreement of a second person asked"),
    AgreementAuditEvent.AGREED: _l("Second person agreed"),
    AgreementAuditEvent.AGREED_BY_CODES: _l("Agreed with two paper codes"),
    AgreementAuditEvent.AGREED_ON_SERVER: _l("Agreed on the server"),
    AgreementAuditEvent.CODES_REFUSED: _l("Wrong paper codes given"),
    AgreementAuditEvent.REFUSED: _l("Second person refused"),
    AgreementAuditEvent.TAKEN_BACK: _l("Request for agreement taken back"),
    AgreementAuditEvent.LAPSED: _l("Request for agreement lapsed"),
    AgreementAuditEvent.CODES_MADE: _l("Paper codes of the board made"),
}

NEWS = {
    AgreementNews.ASKED: (
        _l("Do you agree?"),
        _l(
            "The administrator asks whether you agree to something that opens files."
            " It waits for your answer, a week at most."
        ),
    ),
    AgreementNews.AGREED: (
        _l("Somebody agreed"),
        _l("Somebody agreed to what you asked. It is in force now."),
    ),
    AgreementNews.REFUSED: (
        _l("Somebody did not agree"),
        _l("Somebody did not agree to what you asked, and wrote down why."),
    ),
}


def news(reader: Actor, mail: AgreementMail) -> MailContent | None:
    """What a mail about a request says; None when it is not true any more."""
    found = queries.of_mail(reader, mail.agreement_id)
    if found is None or clock.today() - mail.day > NEWS_LASTS:
        return None
    is_open = rules.is_open(found.state, found.asked_at, clock.now())
    if mail.news is AgreementNews.ASKED and not is_open:
        return None
    subject, said = NEWS[mail.news]
    return MailContent(str(subject), [str(said)])


class RefusalForm(Form):
    """Why another does not agree."""

    reason = LineField(
        _l("Why not?"),
        _l("Write in a few words why not."),
        300,
        description=_l("Who asked reads this."),
    )


class PaperCodesForm(Form):
    """Two codes of the board, from two envelopes."""

    first = LineField(_l("The first code"), _l("Type the first code."), 40)
    second = LineField(_l("The second code"), _l("Type the second code."), 40)

    @property
    def typed(self) -> list[str]:
        return [self.first.data or "", self.second.data or ""]

    def refuse_codes(self) -> int:
        """422, with the same words whichever of them is wrong."""
        words: Any = _("These are not two codes that were not used yet.")
        self.second.errors = [words]
        return 422
