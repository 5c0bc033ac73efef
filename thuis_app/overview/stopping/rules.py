"""The ways in which contact with a person ends, and why it is rounded off."""

from enum import StrEnum

from thuis_app.organisation.changes.rules import ChangeKind
from thuis_app.people.contacts.rules import Stage

CAUSES = {
    Stage.NO_CONTACT: ChangeKind.NO_CONTACT,
    Stage.MOVED: ChangeKind.MOVED,
    Stage.DECEASED: ChangeKind.DECEASED,
}


class FinishReason(StrEnum):
    """Why a person takes part no more."""

    MANAGES = "manages"
    OTHER_HELP = "other_help"
    NURSING_HOME = "nursing_home"
    NO_WISH = "no_wish"
    OTHER = "other"


def finished_words(reason: FinishReason, because: str) -> str:
    """The reason as it is stored: its code, and what was said."""
    return f"{reason}: {because}" if because else reason.value
