"""The kinds of relations, and the purposes of consents."""

from dataclasses import dataclass
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.people.contacts.rules import ContactRoleKind


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
    """Event: what a person had said yes to for this purpose no longer stands."""

    contact_id: int
    purpose: Purpose


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
