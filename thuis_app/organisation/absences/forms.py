from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.organisation.absences.rules import LONGEST, AbsenceAuditEvent
from thuis_app.organisation.accounts.models import User
from thuis_app.web.fields import DayField, PickField
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    AbsenceAuditEvent.RECORDED: _l("Absence of a coordinator recorded"),
    AbsenceAuditEvent.ENDED: _l("Absence of a coordinator ended"),
}


class AbsenceForm(Form):
    """From when until when, and who does the tasks."""

    first_on = DayField(
        _l("First day away"),
        _l("Choose the first day."),
        first=lambda: clock.today(),
        last=lambda: clock.today() + LONGEST,
        default=lambda: clock.today(),
    )
    last_on = DayField(
        _l("Last day away"),
        _l("Choose the last day."),
        first=lambda: clock.today(),
        last=lambda: clock.today() + timedelta(days=2 * LONGEST.days),
    )
    stand_in = PickField(_l("Who does the tasks meanwhile?"), kind=int)

    def offer(self, colleagues: Sequence[User]) -> Self:
        """The colleagues to choose from; no choice is all of the village."""
        everybody = ("", _("Whoever is in charge of the village"))
        self.stand_in.choices = [everybody, *((one.id, one.name) for one in colleagues)]
        return self

    def validate_last_on(self, field: Any) -> None:
        first = self.first_on.data
        if first and field.data and field.data < first:
            raise ValidationError(_("This is before the first day."))
