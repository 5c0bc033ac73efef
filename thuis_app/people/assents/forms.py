"""Forms about what a person says yes to."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.organisation.endings.forms import EndingForm
from thuis_app.organisation.endings.rules import EndingKind, EndingLine
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import AssentAuditEvent, Participation
from thuis_app.people.relations.forms import GIVEN_HOW
from thuis_app.people.relations.rules import GivenHow
from thuis_app.web.fields import ChoiceField, LineField, PastDayField
from thuis_app.web.forms import Form

PARTICIPATIONS = {
    Participation.VISIT: _l("Being visited and called"),
    Participation.INVITATION: _l("Being invited"),
    Participation.RESPITE: _l("Respite"),
}

AUDIT_EVENTS = {
    AssentAuditEvent.GIVEN: _l("A yes recorded"),
    AssentAuditEvent.WITHDRAWN: _l("A yes taken back"),
    AssentAuditEvent.OPENED: _l("What was said yes to viewed"),
}

PAUSE, END = "pause", "end"


class AssentForm(Form):
    """A yes, as it was given."""

    participation = ChoiceField(
        _l("Said yes to"),
        PARTICIPATIONS,
        _l("Choose what was said yes to."),
        Participation,
    )
    note = LineField(
        _l("What exactly"),
        limit=200,
        description=_l("For example: on Tuesdays, not in the morning."),
    )
    given_on = PastDayField(_l("On which day"), _l("Choose the day."))
    given_how = ChoiceField(
        _l("How it was said"), GIVEN_HOW, _l("Choose how it was said."), GivenHow
    )
    asked_by = LineField(_l("Who asked"), limit=80)


class WithdrawAssentForm(EndingForm):
    """A yes that is taken back: since when, how, and what becomes of who visits."""

    on = PastDayField(_l("On which day"), _l("Choose the day."))
    how = ChoiceField(
        _l("How it was said"), GIVEN_HOW, _l("Choose how it was said."), GivenHow
    )
    afterwards = ChoiceField(_l("And whoever visits?"))

    def offer(
        self, assent: Assent, lines: Sequence[EndingLine]
    ) -> "WithdrawAssentForm":
        """Set the choices, which are there where a volunteer visits."""
        self.given_on = assent.given_on
        self.has_visitor = any(one.kind is EndingKind.MATCH for one in lines)
        self.afterwards.choices = [
            (PAUSE, _("Waits: perhaps later again")),
            (END, _("Stops: it is done")),
        ]
        return self

    @property
    def answers(self) -> dict[str, Any]:
        found = super().answers
        return found | {"ends_matches": found.pop("afterwards") == END}

    def validate_on(self, field: Any) -> None:
        if field.data and field.data < self.given_on:
            raise ValidationError(_("That is before the day on which it was given."))

    def validate_afterwards(self, field: Any) -> None:
        if self.has_visitor and not field.data:
            raise ValidationError(_("Choose what becomes of who visits."))
