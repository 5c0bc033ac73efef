from flask_babel import lazy_gettext as _l

from thuis_app.team.bank_accounts.rules import BankAccountAuditEvent
from thuis_app.web.fields import AccountNumberField
from thuis_app.web.forms import VersionedForm

AUDIT_EVENTS = {
    BankAccountAuditEvent.CHANGED: _l("Account number changed"),
    BankAccountAuditEvent.OPENED: _l("Account number looked at"),
}


class BankAccountForm(VersionedForm):
    """To which account hours and costs are paid."""

    account_number = AccountNumberField(
        _l("Account number (IBAN)"),
        description=_l("For example NL91 ABNA 0417 1643 00. Only for paying costs."),
    )
