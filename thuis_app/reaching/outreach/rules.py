"""The audit events of outreach."""

from thuis_app.core.audit_events import AuditEvent


class OutreachAuditEvent(AuditEvent):
    BEGUN = "outreach.begun"
    ATTEMPTED = "outreach.attempted"
    RESTED = "outreach.rested"
    ASSIGNED = "outreach.assigned"
    STOPPED = "outreach.stopped"
    OPENED = "outreach.opened"
    LISTED = "outreach.listed"
