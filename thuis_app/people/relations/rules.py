"""The kinds of relations, and the purposes of consents."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.people.contacts.rules import ContactRoleKind
from thuis_app.people.tasks.rules import TaskDetails


class RelationKind(StrEnum):
    """The relation of the other to this person."""

    CARER = "carer"
    CARED_FOR = "cared_for"
    PARTNER = "partner"
    CHILD = "child"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    FRIEND = "friend"
    KEY_HOLDER = "key_holder"
    DOCTOR = "doctor"
    PROFESSIONAL = "professional"


class Purpose(StrEnum):
    """The purpose of a consent."""

    VISIT = "visit"
    REFERRAL = "referral"
    SHARE_WITH_CARER = "share_with_carer"
    MEASUREMENT = "measurement"
    PHOTO = "photo"


class GivenHow(StrEnum):
    """How a consent was given."""

    SPOKEN = "spoken"
    PAPER = "paper"
    TELEPHONE = "telephone"


@dataclass(frozen=True)
class ConsentWithdrawn:
    """Event: what a person had said yes to for this purpose no longer stands.

    `consent_id` is the yes that was taken back; `ends_matches` says that the matches
    end, rather than wait; with `others_stand` another yes to the same still holds.
    """

    contact_id: int
    purpose: Purpose
    consent_id: int
    ends_matches: bool = False
    others_stand: bool = False


@dataclass(frozen=True)
class LostSupportDetails(TaskDetails):
    """What the task to call after a death shows: who died, and what they were."""

    name: str = ""
    kind: RelationKind | None = None


SUPPORT = {
    RelationKind.CARER: RelationKind.CARED_FOR,
    RelationKind.CARED_FOR: RelationKind.CARER,
    RelationKind.PARTNER: RelationKind.PARTNER,
    RelationKind.KEY_HOLDER: None,
}
"""The relations whose end is called about, each as it is seen from the other side."""


def lost(kind: RelationKind, *, is_of_other: bool) -> RelationKind | None:
    """What a person loses by the death of another; None for nothing.

    `is_of_other` when the relation was written down with the one who died.
    """
    if kind not in SUPPORT:
        return None
    return SUPPORT[kind] if is_of_other else kind


def check_standing(withdrawn_on: date | None) -> None:
    """Refuse to take back what was taken back already."""
    if withdrawn_on is not None:
        raise RuleBroken("consent.withdrawn")


ROLE_OF_RELATION = {
    RelationKind.CARER: ContactRoleKind.CARER,
    RelationKind.CARED_FOR: ContactRoleKind.CARER,
    RelationKind.KEY_HOLDER: ContactRoleKind.KEY_HOLDER,
    RelationKind.DOCTOR: ContactRoleKind.PROFESSIONAL,
    RelationKind.PROFESSIONAL: ContactRoleKind.PROFESSIONAL,
}


class RelationAuditEvent(AuditEvent):
    ADDED = "contact.tied"
    ENDED = "contact.tie_ended"
    CONSENT_GIVEN = "contact.consent_given"
    CONSENT_WITHDRAWN = "contact.consent_withdrawn"
    OPENED = "contact.ties_opened"
    CONSENTS_OPENED = "contact.consents_opened"
