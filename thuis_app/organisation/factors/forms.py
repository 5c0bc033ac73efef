from typing import Any

from flask_babel import lazy_gettext as _l

from thuis_app.core.printed_codes import plain_code
from thuis_app.organisation.factors.rules import FactorAuditEvent
from thuis_app.web.fields import HiddenTextField, LineField
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    FactorAuditEvent.SET_UP: _l("Code on a telephone set up"),
    FactorAuditEvent.GIVEN: _l("Code of a telephone given"),
    FactorAuditEvent.RECOVERY_USED: _l("Printed code used"),
    FactorAuditEvent.CODES_MADE: _l("New printed codes made"),
    FactorAuditEvent.REMOVED: _l("Code on a telephone taken away"),
    FactorAuditEvent.RESET: _l("Code on a telephone of another taken away"),
}

MESSAGES = {
    "factor.no_address": _l(
        "This account has no e-mail address, so that its owner would not hear of it."
    ),
    "factor.none": _l("There is no code on a telephone at this account."),
    "factor.required": _l("Your account must have a code on a telephone."),
}


class SetUpForm(Form):
    """The first code of an app, and the secret that the page showed, encrypted.

    It has no key: printed codes are in the answer alone, and made anew each time.
    """

    form_key = None

    code = LineField(_l("The six digits in the app"), _l("Type the six digits."), 20)
    secret = HiddenTextField()

    @property
    def plain_code(self) -> str:
        return plain_code(self.code.data or "")

    def refuse_code(self, message: Any) -> int:
        """Say at the field what is wrong with the code; the status to answer with."""
        self.code.errors = [message]
        return 422
