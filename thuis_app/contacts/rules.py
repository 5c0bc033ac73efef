"""Who somebody is to the foundation, and what was agreed with them."""

from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.states import Moves

NO_STEP = date(9999, 12, 31)
INFORM_WITHIN = timedelta(days=30)


class Stage(StrEnum):
    """Where the foundation stands with somebody."""

    KNOWN = "known"
    OUTREACH = "outreach"
    PARTICIPANT = "participant"
    ENDED = "ended"
    NO_CONTACT = "no_contact"
    MOVED = "moved"
    DECEASED = "deceased"


STOPPED = frozenset({Stage.NO_CONTACT, Stage.MOVED, Stage.DECEASED})

MOVES: Moves[Stage] = {
    Stage.KNOWN: {Stage.OUTREACH, Stage.PARTICIPANT, *STOPPED},
    Stage.OUTREACH: {Stage.PARTICIPANT, Stage.ENDED, *STOPPED},
    Stage.PARTICIPANT: {Stage.ENDED, Stage.OUTREACH, *STOPPED},
    Stage.ENDED: {Stage.OUTREACH, Stage.PARTICIPANT, *STOPPED},
    Stage.NO_CONTACT: {Stage.OUTREACH, Stage.PARTICIPANT, Stage.MOVED, Stage.DECEASED},
    Stage.MOVED: {Stage.OUTREACH, Stage.PARTICIPANT, Stage.DECEASED},
}


class Address(StrEnum):
    """How somebody is addressed."""

    MRS = "mrs"
    MR = "mr"
    NAME = "name"


class ContactRole(StrEnum):
    """What somebody is, from a date to a date; one person may be several at once."""

    OLDER_PERSON = "older_person"
    CARER = "carer"
    VOLUNTEER = "volunteer"
    KEY_HOLDER = "key_holder"
    PROFESSIONAL = "professional"


class TieKind(StrEnum):
    """What the other is to this person."""

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
    """What somebody may say yes or no to."""

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


def is_stopped(stage: Stage) -> bool:
    """Whether nobody may approach this person any more."""
    return stage in STOPPED
