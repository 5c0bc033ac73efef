"""The form to name a deputy."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.core import clock
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.deputies.rules import LONGEST, DeputyAuditEvent
from thuis_app.web.fields import ChoicesField, DayField, PickField
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    DeputyAuditEvent.NAMED: _l("Deputy of a coordinator named"),
    DeputyAuditEvent.ENDED: _l("Deputy of a coordinator ended"),
}


class DeputyForm(Form):
    """Who does the work of a coordinator, for which villages, and how long."""

    user_id = PickField(
        _l("Who deputises?"), required=_l("Choose who deputises."), kind=int
    )
    area_ids = ChoicesField(
        _l("For which villages?"), required=_l("Tick at least one village."), kind=int
    )
    first_on = DayField(
        _l("First day"),
        _l("Choose the first day."),
        first=lambda: clock.today(),
        last=lambda: clock.today() + LONGEST,
        default=lambda: clock.today(),
    )
    last_on = DayField(
        _l("Last day"),
        _l("Choose the last day."),
        first=lambda: clock.today(),
        last=lambda: clock.today() + 2 * LONGEST,
    )

    def offer(self, users: Sequence[User], villages: Sequence[Area]) -> "DeputyForm":
        """Set who may be named, and for which villages. Returns the form."""
        self.found = {user.id: user for user in users}
        self.user_id.choices = [
            ("", _("Choose")),
            *((user.id, user.name) for user in users),
        ]
        self.area_ids.choices = [(one.id, one.name) for one in villages]
        return self

    @property
    def user(self) -> User:
        """Who was chosen."""
        return self.found[self.user_id.data]

    @property
    def answers(self) -> dict[str, Any]:
        found = super().answers
        return {name: value for name, value in found.items() if name != "user_id"}

    def validate_last_on(self, field: Any) -> None:
        first = self.first_on.data
        if first and field.data and field.data < first:
            raise ValidationError(_("This is before the first day."))
        if first and field.data and field.data - first > LONGEST:
            raise ValidationError(_("Choose half a year at most."))
