"""Backups that were put back, in words."""

from flask_babel import lazy_gettext as _l

from thuis_app.operations.restore.rules import RestoreAuditEvent

AUDIT_EVENTS = {
    RestoreAuditEvent.DONE: _l("Backup put back"),
    RestoreAuditEvent.SEEN: _l("Said to know that a backup was put back"),
    RestoreAuditEvent.ERASED_AGAIN: _l("Erased again in older data"),
}
