from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from thuis_app.people.practice.rules import PracticeAuditEvent
from thuis_app.web.fields import PickField
from thuis_app.web.forms import Form

AUDIT_EVENTS = {
    PracticeAuditEvent.MADE: _l("Practice person made"),
    PracticeAuditEvent.REMOVED: _l("Practice person removed with everything"),
}


class PracticeForm(Form):
    """The village in which the practice person lives."""

    area_id = PickField(_l("Village"), required=_l("Choose the village."), kind=int)

    def offer(self, villages: Iterable[tuple[int, str]]) -> "PracticeForm":
        """The villages to choose from; the first one unless another is chosen."""
        self.area_id.choices = [(id, name) for id, name in villages]
        return self
