"""Changes, in words."""

from flask_babel import lazy_gettext as _l

from thuis_app.organisation.changes.rules import ChangeAuditEvent

AUDIT_EVENTS = {
    ChangeAuditEvent.UNDONE: _l("What was done was undone"),
    ChangeAuditEvent.PUT_RIGHT: _l("What was done by mistake was put right"),
}
