"""Forms of amounts, and how amounts of money are written."""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from thuis_app.core import clock
from thuis_app.team.rates import rules
from thuis_app.team.rates.rules import RateAuditEvent, RateKind
from thuis_app.web import language
from thuis_app.web.field_values import cents, entered
from thuis_app.web.fields import (
    ChoiceField,
    DayField,
    needed,
)
from thuis_app.web.forms import Form

RATES = {
    RateKind.PER_KILOMETRE: _l("What we pay for a kilometre"),
    RateKind.PER_HOUR: _l("What we pay for an hour"),
    RateKind.HOUR_MAX: _l("The most for an hour"),
    RateKind.MONTH_MAX: _l("The most in a month"),
    RateKind.YEAR_MAX: _l("The most in a year"),
}


AUDIT_EVENTS = {
    RateAuditEvent.ADDED: _l("Amount added"),
    RateAuditEvent.TAKEN_BACK: _l("Amount taken back"),
}


class Cents(int):
    """Cents that say themselves in euros: 12,50."""

    def __str__(self) -> str:
        euros = Decimal(int(self)) / 100
        return str(format_decimal(euros, "0.00", locale=language.code()))


def money(cents: int) -> str:
    """An amount as it is written: '€ 12,50'."""
    return str(format_currency(Decimal(cents) / 100, "EUR", locale=language.code()))


class MoneyField(Field):
    """An amount in euros, kept as whole cents."""

    widget = TextInput()

    def __init__(
        self, label: Any, required: Any = None, *, most: int, **more: Any
    ) -> None:
        checks = [needed(required)] if required else []
        super().__init__(label, checks, **more)
        self.most, self.typed = most, ""

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else str(Cents(self.data)))

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = entered(valuelist)
        self.data = cents(self.typed)

    def pre_validate(self, form: Any) -> None:
        if self.typed and self.data is None:
            raise StopValidation(_("Write an amount like 12,50."))
        if (self.data or 0) > self.most:
            raise StopValidation(_("Write at most %(most)s.", most=money(self.most)))


class RateForm(Form):
    """An amount, and from which day it holds."""

    kind = ChoiceField(
        _l("Which amount?"), RATES, _l("Choose which amount."), kind=RateKind
    )
    cents = MoneyField(
        _l("Amount in euros"), _l("Write the amount."), most=rules.MOST_CENTS
    )
    from_on = DayField(
        _l("From which day?"),
        _l("Choose the first day."),
        first=lambda: rules.first_day_for_rate(clock.today()),
        last=lambda: date(clock.today().year + 2, 12, 31),
    )
