"""What is asked about hours, kilometres and costs, and in which words."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from babel.numbers import format_currency, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import TextInput

from thuis_app.core import clock
from thuis_app.team.claims import rules
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.queries import Payment, Proposal, Waiting, Year
from thuis_app.team.claims.rules import ClaimState, Over, RateKind, WhatFor
from thuis_app.web import language
from thuis_app.web.answers import typed
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DayField,
    LineField,
    NoteField,
    NumberField,
    PastDayField,
    needed,
)
from thuis_app.web.forms import Form, VersionedForm

HOUR = 60

EUROS = re.compile(r"(?:€ ?)?([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")

MOST_TICKS = 500

WHAT_FOR = {
    WhatFor.VISIT: _l("A visit"),
    WhatFor.RIDE: _l("A ride"),
    WhatFor.TRAINING: _l("A training"),
    WhatFor.MEETING: _l("A meeting"),
    WhatFor.OTHER: _l("Something else"),
}

STATES = {
    ClaimState.CLAIMED: _l("Waits for your coordinator"),
    ClaimState.APPROVED: _l("Approved"),
    ClaimState.REFUSED: _l("Sent back"),
    ClaimState.PAID: _l("Paid"),
}

RATES = {
    RateKind.PER_KILOMETRE: _l("What we pay for a kilometre"),
    RateKind.PER_HOUR: _l("What we pay for an hour"),
    RateKind.HOUR_MAX: _l("The most for an hour"),
    RateKind.MONTH_MAX: _l("The most in a month"),
    RateKind.YEAR_MAX: _l("The most in a year"),
}

OVERS = {
    Over.HOUR: _l("This is more for an hour than may be paid untaxed."),
    Over.MONTH: _l("This goes over the maximum of the month."),
    Over.YEAR: _l("This goes over the maximum of the year."),
}

RULES = {
    "claim.settled": _l("This was approved already. It stays as it is."),
    "claim.over_maximum": _l("This goes over a maximum. Write why it is right."),
    "claim.visit_known": _l("The hours of this visit are written down already."),
    "rate.known": _l("There is an amount from that day already."),
    "rate.year_over": _l("A year that is over stays as it was."),
    "rate.in_use": _l("This amount holds already. Add a new one instead."),
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
        self.typed = typed(valuelist)
        found = EUROS.fullmatch(self.typed)
        euros, cents = found.groups("0") if found else ("", "")
        self.data = int(euros) * 100 + int(cents.ljust(2, "0")) if found else None

    def pre_validate(self, form: Any) -> None:
        if self.typed and self.data is None:
            raise StopValidation(_("Write an amount like 12,50."))
        if (self.data or 0) > self.most:
            raise StopValidation(_("Write at most %(most)s.", most=money(self.most)))


class TicksField(ChoicesField):
    """What was ticked, if it is still as it was shown."""

    def pre_validate(self, form: Any) -> None:
        known = {str(value) for value, *_rest in self.iter_choices()}
        if any(value not in known for value in self.raw_data or []):
            message = _("Something changed in the meantime. Look at how it stands now.")
            raise StopValidation(message)


class ClaimForm(VersionedForm):
    """Hours, kilometres or costs of one day."""

    on = PastDayField(
        _l("On which day?"),
        _l("Choose a day."),
        first=lambda: clock.today() - rules.WRITTEN_AFTERWARDS,
        default=clock.today,
    )
    what_for = ChoiceField(
        _l("What was it for?"), WHAT_FOR, _l("Choose what it was for."), kind=WhatFor
    )
    hours = NumberField(_l("Hours"), least=0, most=rules.LONGEST // HOUR)
    minutes = NumberField(_l("Minutes"), least=0, most=HOUR - 1)
    kilometres = NumberField(
        _l("Kilometres by car, there and back"), least=0, most=rules.FARTHEST
    )
    costs = MoneyField(_l("Costs in euros"), most=rules.DEAREST)
    note = LineField(
        _l("What exactly?"),
        description=_l("For example: parking, or coffee for the group. No names."),
    )

    @classmethod
    def of(cls, claim: Claim) -> "ClaimForm":
        """The form as it was filled in."""
        form = cls(formdata=None, data={**_asked(claim), **_timed(claim.minutes)})
        form.for_version(claim)
        return form

    @classmethod
    def proposed(cls, proposal: Proposal | None) -> "ClaimForm":
        """An empty form, or one with what is known of a visit."""
        if proposal is None:
            return cls(formdata=None)
        known = {"on": proposal.visit.day, "what_for": WhatFor.VISIT}
        known |= {"kilometres": proposal.kilometres or None}
        return cls(formdata=None, data={**known, **_timed(proposal.minutes)})

    def refused_for(self, claim: Claim) -> int | None:
        """The same as `refused`, with the stored answers as this form asks them."""
        costs = Cents(claim.costs) if claim.costs else None
        return self.refused(
            claim,
            **_timed(claim.minutes),
            kilometres=claim.kilometres or None,
            costs=costs,
        )

    def validate_hours(self, field: Any) -> None:
        amounts = field.data, self.minutes.data, self.kilometres.data, self.costs.data
        if not rules.is_something(*amounts):
            message = _l("Write how long it took, how far it was, or what it cost.")
            raise ValidationError(str(message))
        if field.data == rules.LONGEST // HOUR and self.minutes.data:
            raise ValidationError(_("A day has no more than 24 hours."))

    def validate_note(self, field: Any) -> None:
        is_other = self.what_for.data is WhatFor.OTHER
        if not field.data and (self.costs.data or is_other):
            raise ValidationError(_("Say in a few words what it was."))

    @property
    def answers(self) -> dict[str, Any]:
        found = super().answers
        hours = found.pop("hours") or 0
        found["minutes"] = hours * HOUR + (found["minutes"] or 0)
        for name in ("kilometres", "costs"):
            found[name] = found[name] or 0
        return found


class ApproveForm(VersionedForm):
    """Agreeing with something; a reason where it goes over a maximum."""

    because = LineField(
        _l("Why is it right all the same?"),
        description=_l("The reason is kept with it. No names."),
    )

    def offer(self, weighed: Waiting) -> "ApproveForm":
        """A reason is asked where this goes over a maximum."""
        self._is_over = bool(weighed.over)
        return self

    def validate_because(self, field: Any) -> None:
        if self._is_over and not field.data:
            raise ValidationError(_("Write why it is right to pay this."))


class RefuseForm(VersionedForm):
    because = NoteField(
        _l("Why do you send it back?"),
        _l("Write why, so that it can be put right."),
        limit=500,
        description=_l("The volunteer reads this."),
    )


class ApproveAllForm(Form):
    """All that is ticked at once."""

    claims = TicksField(
        _l("What waits for you"), required=_l("Tick what you want to approve.")
    )

    def offer(self, waiting: Sequence[Waiting]) -> "ApproveAllForm":
        """Approve among these, but for what needs a reason."""
        self.claims.choices = [(one.key, one.key) for one in waiting if not one.over]
        return self


class PayForm(Form):
    """Whom we paid for a month."""

    people = TicksField(_l("To be paid"), required=_l("Tick who was paid."))

    def offer(self, payments: Sequence[Payment]) -> "PayForm":
        self.people.choices = [(one.key, one.user.name) for one in payments]
        return self


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


def numbers(ticks: Sequence[str]) -> list[int]:
    """Of which rows these ticks speak: the number before the first point."""
    firsts = (tick.partition(".")[0] for tick in ticks[:MOST_TICKS])
    return [int(one) for one in firsts if re.fullmatch("[0-9]{1,9}", one)]


class OneButton(Form):
    """A form that is a single button."""


def _timed(minutes: int) -> dict[str, int | None]:
    hours, rest = divmod(minutes, HOUR)
    return {"hours": hours or None, "minutes": rest or None}


def _asked(claim: Claim) -> dict[str, Any]:
    known = {name: getattr(claim, name) for name in ("on", "what_for", "note")}
    known["kilometres"] = claim.kilometres or None
    return known | {"costs": claim.costs or None}


def duration(minutes: int) -> str:
    """A time as it is said: '1 hour and 30 minutes'."""
    hours, rest = divmod(minutes, HOUR)
    parts = []
    if hours:
        parts.append(ngettext("%(num)s hour", "%(num)s hours", hours))
    if rest or not hours:
        parts.append(ngettext("%(num)s minute", "%(num)s minutes", rest))
    return str(_(" and ")).join(str(part) for part in parts)


def as_sheet(people: Iterable[Year]) -> str:
    """The year as a file for a spreadsheet: semicolons, as Dutch Excel reads them."""
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [_("Name"), _("Hours"), _("Kilometres"), _("Euros"), _("Months over")]
    )
    for one in people:
        sums = one.sums
        hours = Cents(sums.minutes * 100 // HOUR)
        cells = (one.name, hours, sums.kilometres, Cents(sums.cents), one.months_over)
        writer.writerow([rules.as_text(str(cell)) for cell in cells])
    return "\ufeff" + sheet.getvalue()
