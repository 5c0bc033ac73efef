"""The kinds of relations, and the purposes of consents."""

from collections.abc import Collection
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
    MENTOR = "mentor"
    CURATOR = "curator"
    ADMINISTRATOR = "administrator"
    PROXY = "proxy"
    NEXT_OF_KIN = "next_of_kin"


REPRESENTATIVES = frozenset(
    {
        *(RelationKind.MENTOR, RelationKind.CURATOR, RelationKind.ADMINISTRATOR),
        *(RelationKind.PROXY, RelationKind.NEXT_OF_KIN),
    }
)
"""The relations of who may decide on behalf of a person."""

BY_PAPER = REPRESENTATIVES - {RelationKind.NEXT_OF_KIN}
"""Those who were appointed: by a court, or in writing by the person."""


class Decision(StrEnum):
    """What a representative may decide on behalf of a person."""

    CARE = "care"
    DATA = "data"
    MONEY = "money"


class Purpose(StrEnum):
    """The purpose of a consent."""

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
    """Event: the consent of a person for this purpose no longer stands."""

    contact_id: int
    purpose: Purpose
    consent_id: int


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


def stands(until: date | None, today: date) -> bool:
    """Whether a relation, until that day or without end, stands today."""
    return until is None or until > today


def may_consent(
    kind: RelationKind, decides: Collection[Decision], paper_seen_on: date | None
) -> bool:
    """Whether a representative may give consent to pass on data of the person.

    It is among what they decide, and the paper by which they were appointed was seen.
    """
    is_seen = paper_seen_on is not None or kind not in BY_PAPER
    return kind in REPRESENTATIVES and Decision.DATA in decides and is_seen


def check_representative(kind: RelationKind) -> None:
    """Refuse to write down what a person decides who is no representative."""
    if kind not in REPRESENTATIVES:
        raise RuleBroken("relation.no_representative")


def check_standing(withdrawn_on: date | None) -> None:
    """Refuse to withdraw what was withdrawn already."""
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
    REPRESENTS = "contact.representation_recorded"
    CONSENT_GIVEN = "contact.consent_given"
    CONSENT_WITHDRAWN = "contact.consent_withdrawn"
    OPENED = "contact.ties_opened"
    CONSENTS_OPENED = "contact.consents_opened"
