"""Who the practice person is: plainly nobody."""

from thuis_app.core.audit_events import AuditEvent

CALLED, PREFIX, LAST_NAME = "Oefen", "de", "Proef"
STREET, NUMBER = "Oefenweg", "1"

OF_OTHERS = frozenset(
    {"claim.visit_id", "consent.representative_id", "volunteer.contact_id"}
)
"""Columns that may refer to a practice person, in rows that are not about them."""


class PracticeAuditEvent(AuditEvent):
    MADE = "practice.made"
    REMOVED = "practice.removed"
