"""What a person says yes to, from visits to respite."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken


class Participation(StrEnum):
    """What a person says yes to."""

    VISIT = "visit"
    INVITATION = "invitation"
    RESPITE = "respite"


@dataclass(frozen=True)
class AssentWithdrawn:
    """Event: the yes of a person to this no longer stands.

    `assent_id` is the yes that was taken back; `ends_matches` says that the matches
    end, rather than wait; with `others_stand` another yes to the same still holds.
    """

    contact_id: int
    participation: Participation
    assent_id: int
    ends_matches: bool = False
    others_stand: bool = False


def check_standing(withdrawn_on: date | None) -> None:
    """Refuse to take back what was taken back already."""
    if withdrawn_on is not None:
        raise RuleBroken("assent.withdrawn")


class AssentAuditEvent(AuditEvent):
    GIVEN = "contact.assent_given"
    WITHDRAWN = "contact.assent_withdrawn"
    OPENED = "contact.assents_opened"
