"""The audit events of requests that are refused, and their words."""

from flask_babel import lazy_gettext as _l

from thuis_app.core.audit_events import AuditEvent


class RequestAuditEvent(AuditEvent):
    REFUSED = "request.refused"
    MISSING = "request.missing"
    NO_CITIZEN_NUMBER = "request.no_citizen_number"


AUDIT_EVENTS = {
    RequestAuditEvent.REFUSED: _l("Request refused"),
    RequestAuditEvent.MISSING: _l("Asked for what is not there, or not theirs"),
    RequestAuditEvent.NO_CITIZEN_NUMBER: _l("Said that a number is no BSN"),
}
