"""The rules of a village's name."""

import re

from thuis_app.core.audit_events import AuditEvent

POSTCODE4 = re.compile(r"[1-9][0-9]{3}")


def is_postcode4(text: str) -> bool:
    """Whether these are the four figures of a Dutch postcode: from 1000 to 9999."""
    return POSTCODE4.fullmatch(text) is not None


class AreaAuditEvent(AuditEvent):
    CREATED = "area.created"
    CHANGED = "area.changed"
    RETIRED = "area.retired"
    TAKEN_BACK = "area.taken_back"
