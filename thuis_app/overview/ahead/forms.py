"""The words of what lies ahead, and the bar above the week."""

from typing import Any

from flask_babel import lazy_gettext as _l

from thuis_app.overview.ahead.rules import AheadAuditEvent, AheadKind
from thuis_app.web.fields import PickField
from thuis_app.web.forms import Form

KINDS = {
    AheadKind.FIRST_MEETING: _l("First meeting"),
    AheadKind.VISIT: _l("Visit"),
    AheadKind.FIRST_TIME: _l("First time, together"),
    AheadKind.RESPITE: _l("Respite"),
}

AUDIT_EVENTS = {
    AheadAuditEvent.WEEK_SHOWN: _l("Week viewed"),
    AheadAuditEvent.SOON_SHOWN: _l("Today and tomorrow viewed"),
    AheadAuditEvent.OF_VOLUNTEER_SHOWN: _l("What lies ahead of a volunteer viewed"),
}


class WeekFilterForm(Form):
    """The bar above the week."""

    volunteer = PickField(_l("Volunteer"), kind=int)

    class Meta(Form.Meta):
        csrf = False

    def offer(self, volunteers: list[tuple[int, str]]) -> "WeekFilterForm":
        """The volunteers to choose between."""
        everybody: list[tuple[Any, Any]] = [("", _l("Everybody"))]
        self.volunteer.choices = everybody + volunteers
        return self
