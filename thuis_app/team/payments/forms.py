from collections.abc import Iterable
from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from stdnum import iban
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.team.claims.forms import spreadsheet
from thuis_app.team.payments.models import PaymentList
from thuis_app.team.payments.rules import (
    ListState,
    NotPayable,
    Payee,
    PaymentAuditEvent,
)
from thuis_app.team.rates.forms import Cents
from thuis_app.web import language
from thuis_app.web.fields import PastDayField
from thuis_app.web.forms import VersionedForm

STATES = {
    ListState.OPEN: _l("To be paid"),
    ListState.PAID: _l("Paid out"),
    ListState.TAKEN_BACK: _l("List taken back"),
}

NOT_PAYABLE = {
    NotPayable.NO_NUMBER: _l("No account number"),
    NotPayable.PAID_TOO_MUCH: _l("Paid too much before"),
}

RULES = {
    "payment.month_open": _l("This month is not over yet."),
    "payment.nothing": _l("There is nothing to pay now."),
    "payment.paid": _l("This list was paid already. It stays as it is."),
    "payment.taken_back": _l("This list was taken back. Make a new one."),
    "payment.paid_before_made": _l("The list was made later than that day."),
}

AUDIT_EVENTS = {
    PaymentAuditEvent.DUE_OPENED: _l("What is to be paid looked at"),
    PaymentAuditEvent.LIST_OPENED: _l("Payment list looked at"),
    PaymentAuditEvent.MADE: _l("Payment list made"),
    PaymentAuditEvent.TAKEN_BACK: _l("Payment list taken back"),
    PaymentAuditEvent.PAID: _l("Payment list paid"),
    PaymentAuditEvent.EXPORTED: _l("Payment list downloaded"),
}


class PaidForm(VersionedForm):
    """The day on which a payment list was paid."""

    paid_on = PastDayField(
        _l("On which day was it paid?"), _l("Choose the day."), default=clock.today
    )

    def of(self, payment_list: PaymentList) -> "PaidForm":
        """Refuse a day before this list was made."""
        self._made_on = payment_list.made_on
        return self

    def validate_paid_on(self, field: Any) -> None:
        if field.data and field.data < self._made_on:
            raise ValidationError(str(RULES["payment.paid_before_made"]))


def account_number(number: str) -> str:
    """An account number in groups of four."""
    return str(iban.format(number)) if number else ""


def month_named(month: date) -> str:
    """A month as it is said: 'oktober 2026'."""
    return str(format_date(month, "MMMM y", locale=language.code()))


def as_sheet(payees: Iterable[Payee], month: date) -> str:
    """What is to be paid as a file for a spreadsheet or a bank."""
    heads = _("Name"), _("Account number (IBAN)"), _("Euros"), _("Description")
    why = _("Volunteer expenses up to %(month)s", month=month_named(month))
    rows = (
        (one.name, account_number(one.account_number), Cents(one.cents), why)
        for one in payees
        if one.cents > 0
    )
    return spreadsheet(heads, rows)
