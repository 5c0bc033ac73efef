from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import ValidationError

from thuis_app.organisation.unlock_codes import rules
from thuis_app.organisation.unlock_codes.rules import CodeFault, UnlockCodeAuditEvent
from thuis_app.web.fields import HiddenTextField, SecretField
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    UnlockCodeAuditEvent.CHOSEN: _l("Code for one's own tablet chosen"),
    UnlockCodeAuditEvent.UNLOCKED: _l("Opened again with the code of the tablet"),
    UnlockCodeAuditEvent.REFUSED: _l("Wrong code of a tablet given"),
}

FAULTS = {
    CodeFault.NOT_DIGITS: _l("Choose five digits, and nothing else."),
    CodeFault.TOO_EASY: _l("This is easy to guess. Mix five digits."),
    CodeFault.HOLDS_YEAR: _l("Leave years out of it: those are guessed first."),
}


class ChooseCodeForm(Form):
    """Choose the code of this device, and type it once more."""

    unlock_code = SecretField(_l("Five digits"), _l("Choose five digits."))
    again = SecretField(_l("The same once more"), _l("Type the five digits once more."))
    next = HiddenTextField()

    @property
    def plain_code(self) -> str:
        return rules.plain_code(self.unlock_code.data or "")

    def validate_unlock_code(self, _field: Any) -> None:
        if fault := rules.code_fault(self.plain_code):
            raise ValidationError(str(FAULTS[fault]))

    def validate_again(self, field: Any) -> None:
        if rules.plain_code(field.data or "") != self.plain_code:
            raise ValidationError(_("These two are not the same."))


class UnlockForm(Form):
    """Give the code of this device."""

    unlock_code = SecretField(_l("Your five digits"), _l("Type your five digits."))
    next = HiddenTextField()
    typed = HiddenField()
    """A form that was sent while the session was locked; see `web.resume`."""

    @property
    def plain_code(self) -> str:
        return rules.plain_code(self.unlock_code.data or "")

    def validate_unlock_code(self, _field: Any) -> None:
        if not rules.is_code(self.plain_code):
            raise ValidationError(_("Type your five digits."))


class ForgottenCodeForm(Form):
    """Sign in with the password instead; what was typed goes along."""

    next = HiddenTextField()
    typed = HiddenField()
