"""The people of a volunteer: who is new, and what is read about them."""

from thuis_app.core.audit_events import AuditEvent


class MyPeopleAuditEvent(AuditEvent):
    LISTED = "volunteer.people_listed"
