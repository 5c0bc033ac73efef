"""Putting a backup back: what the audit log says of it."""

from thuis_app.core.audit_events import AuditEvent


class RestoreAuditEvent(AuditEvent):
    DONE = "backup.restored"
    SEEN = "backup.restore_seen"
    ERASED_AGAIN = "backup.erased_again"
