"""What a search shows, and what is noted of it."""

from thuis_app.core.audit_events import AuditEvent

PEOPLE_SHOWN, OTHERS_SHOWN = 25, 8
"""How many people, volunteers and offerings one answer holds."""


class SearchAuditEvent(AuditEvent):
    SEARCHED = "search.searched"
