from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from thuis_app.organisation.areas import rules
from thuis_app.organisation.areas.rules import AreaAuditEvent
from thuis_app.web.fields import LineField
from thuis_app.web.forms import VersionedForm

SHORT = 80


AUDIT_EVENTS = {
    AreaAuditEvent.CREATED: _l("Village added"),
    AreaAuditEvent.CHANGED: _l("Village changed"),
    AreaAuditEvent.RETIRED: _l("Village taken off the list"),
    AreaAuditEvent.TAKEN_BACK: _l("Village back on the list"),
}


class AreaForm(VersionedForm):
    name = LineField(_l("Name of the village"), _l("Write the name."), SHORT)
    postcode4 = LineField(
        _l("Postcode, the four figures"),
        _l("Write the four figures of the postcode."),
        description=_l("From a postcode Thuis knows the village."),
    )
    cluster = LineField(
        _l("Group of villages"),
        limit=SHORT,
        description=_l("Villages of one group stand together in lists."),
    )

    def validate_postcode4(self, field: Any) -> None:
        if not rules.is_postcode4(field.data):
            raise ValidationError(str(_l("Write four figures, like 9781.")))
