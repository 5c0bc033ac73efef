"""Forms of hours, kilometres and costs, and the labels of enumerations."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import StopValidation, ValidationError

from thuis_app.core import clock
from thuis_app.team.claims import rules
from thuis_app.team.claims.models import Claim, ClaimProposal
from thuis_app.team.claims.queries import Sums, Waiting, Year
from thuis_app.team.claims.rules import ClaimAuditEvent, ClaimState, Over, WhatFor
from thuis_app.team.rates.forms import Cents, MoneyField
from thuis_app.web.fields import (
    ChoiceField,
    ChoicesField,
    DistanceField,
    DurationField,
    LineField,
    NoteField,
    PastDayField,
)
from thuis_app.web.forms import Form, VersionedForm

HOUR = 60
MOST_TICKS = 500
WHAT_FOR = {
    WhatFor.VISIT: _l("A visit"),
    WhatFor.RIDE: _l("A ride"),
    WhatFor.TRAINING: _l("A training"),
    WhatFor.MEETING: _l("A meeting"),
    WhatFor.OTHER: _l("Something else"),
}

STATES = {
    ClaimState.CLAIMED: _l("Waits for approval"),
    ClaimState.APPROVED: _l("Approved"),
    ClaimState.REFUSED: _l("Sent back"),
    ClaimState.LISTED: _l("On the payment list"),
    ClaimState.PAID: _l("Paid"),
}

OVERS = {
    Over.HOUR: _l("This is more for an hour than may be paid untaxed."),
    Over.MONTH: _l("This goes over the maximum of the month."),
    Over.YEAR: _l("This goes over the maximum of the year."),
}

RULES = {
    "claim.settled": _l("This was approved already. It stays as it is."),
    "claim.not_paid": _l("This is not on a payment list yet. Take the approval back."),
    "claim.over_maximum": _l("This goes over a maximum. Write why it is right."),
    "claim.visit_known": _l("The hours of this visit are written down already."),
}


AUDIT_EVENTS = {
    ClaimAuditEvent.WRITTEN: _l("Hours or costs written down"),
    ClaimAuditEvent.WRITTEN_FOR: _l("Hours or costs written down for a volunteer"),
    ClaimAuditEvent.TAKEN_OVER: _l("Hours of a visit taken over"),
    ClaimAuditEvent.CHANGED: _l("Hours or costs changed"),
    ClaimAuditEvent.TAKEN_BACK: _l("Hours or costs taken back"),
    ClaimAuditEvent.APPROVED: _l("Hours or costs approved"),
    ClaimAuditEvent.REFUSED: _l("Hours or costs refused"),
    ClaimAuditEvent.REOPENED: _l("Approval of hours or costs taken back"),
    ClaimAuditEvent.PAID: _l("Hours and costs of a month paid"),
    ClaimAuditEvent.PROPOSED: _l("Hours of visits proposed"),
    ClaimAuditEvent.LISTED_TO_PAY: _l("Spreadsheet to pay a month made"),
    ClaimAuditEvent.CORRECTED: _l("Hours or costs corrected after they were listed"),
    ClaimAuditEvent.EXPORTED: _l("Hours and costs exported"),
}


class TicksField(ChoicesField):
    """Ticks of rows; those that are no longer as they were shown are refused."""

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
    hours = DurationField(_l("Hours"), least=0, most=rules.LONGEST, unit=HOUR)
    minutes = DurationField(_l("Minutes"), least=0, most=rules.LONGEST)
    kilometres = DistanceField(
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
        form = cls(
            formdata=None, data={**_claim_values(claim), **_timed(claim.minutes)}
        )
        form.for_version(claim)
        return form

    @classmethod
    def proposed(cls, proposal: ClaimProposal | None) -> "ClaimForm":
        """An empty form, or one with what is known of such work."""
        if proposal is None:
            return cls(formdata=None)
        known = {"on": proposal.on, "what_for": proposal.source.kind}
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
        if (field.data or 0) + (self.minutes.data or 0) > rules.LONGEST:
            raise ValidationError(_("A day has no more than 24 hours."))

    def validate_note(self, field: Any) -> None:
        is_other = self.what_for.data is WhatFor.OTHER
        if not field.data and (self.costs.data or is_other):
            raise ValidationError(_("Say in a few words what it was."))

    @property
    def answers(self) -> dict[str, Any]:
        found = super().answers
        found["minutes"] = (found.pop("hours") or 0) + (found["minutes"] or 0)
        for name in ("kilometres", "costs"):
            found[name] = found[name] or 0
        return found


class CorrectForm(ClaimForm):
    """Putting right what is on a payment list or was paid."""

    on: Any = None
    what_for: Any = None
    note: Any = None
    because = LineField(
        _l("What was wrong?"),
        _l("Write what was wrong."),
        description=_l("The volunteer reads this. No names."),
    )


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


def numbers(ticks: Sequence[str]) -> list[int]:
    """Of which rows these ticks speak: the number before the first point."""
    firsts = (tick.partition(".")[0] for tick in ticks[:MOST_TICKS])
    return [int(one) for one in firsts if re.fullmatch("[0-9]{1,9}", one)]


def _timed(minutes: int) -> dict[str, int | None]:
    rest = minutes % HOUR
    return {"hours": minutes - rest or None, "minutes": rest or None}


def _claim_values(claim: Claim) -> dict[str, Any]:
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
    """The year as a file for a spreadsheet."""
    heads = _("Name"), _("Hours"), _("Kilometres"), _("Euros"), _("Months over")
    rows = ((one.name, *_cells(one.sums), one.months_over) for one in people)
    return spreadsheet(heads, rows)


def _cells(sums: Sums) -> tuple[Any, ...]:
    """Hours, kilometres and euros as cells."""
    hours = Cents(sums.minutes * 100 // HOUR)
    return hours, sums.kilometres, Cents(sums.cents)


def spreadsheet(heads: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
    """A file with semicolons, as Dutch Excel reads them."""
    sheet = StringIO()
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    for cells in rows:
        writer.writerow([rules.as_text(str(cell)) for cell in cells])
    return "\ufeff" + sheet.getvalue()
