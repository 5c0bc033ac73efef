from flask_babel import lazy_gettext as _l

from thuis_app.core import clock
from thuis_app.people.incidents.rules import (
    IncidentAuditEvent,
    IncidentKind,
    Insurance,
)
from thuis_app.web.fields import ChoiceField, LineField, NoteField, PastDayField
from thuis_app.web.forms import VersionedForm

KINDS = {
    IncidentKind.FALL: _l("A fall or injury"),
    IncidentKind.DAMAGE: _l("Something broken or lost"),
    IncidentKind.ACCUSATION: _l("An accusation"),
    IncidentKind.GIFT: _l("A gift or money"),
    IncidentKind.OTHER: _l("Something else happened"),
}

INSURANCE = {
    Insurance.NOT_NEEDED: _l("The insurer need not know"),
    Insurance.TO_REPORT: _l("Still to be reported to the insurer"),
    Insurance.REPORTED: _l("Reported to the insurer"),
}

AUDIT_EVENTS = {
    IncidentAuditEvent.RECORDED: _l("Incident recorded"),
    IncidentAuditEvent.CHANGED: _l("Incident changed"),
    IncidentAuditEvent.CLOSED: _l("Incident closed"),
    IncidentAuditEvent.LISTED: _l("List of incidents viewed"),
    IncidentAuditEvent.OPENED: _l("Incident viewed"),
}


class IncidentForm(VersionedForm):
    """What happened, who knows of it, and whether the insurer does."""

    kind = ChoiceField(
        _l("What happened?"), KINDS, _l("Choose what happened."), kind=IncidentKind
    )
    happened_on = PastDayField(
        _l("On which day?"), _l("Choose a day."), default=clock.today
    )
    words = NoteField(
        _l("In your own words"),
        _l("Write what happened."),
        description=_l("Who was there, what was seen, what was done at once."),
    )
    informed = LineField(
        _l("Who was informed, and when?"),
        limit=200,
        description=_l("For example: her daughter, by telephone, the same evening."),
    )
    insurance = ChoiceField(
        _l("And the insurer?"),
        INSURANCE,
        _l("Choose about the insurer."),
        kind=Insurance,
    )
