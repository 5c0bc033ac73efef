"""The kinds, reporters and states of signals."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails

KEPT = timedelta(days=42)
HEARS_WITHIN = timedelta(days=7)


class SignalState(StrEnum):
    NEW = "new"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Reporter(StrEnum):
    """The kind of reporter."""

    SELF = "self"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    DOCTOR = "doctor"
    NURSE = "nurse"
    WELFARE = "welfare"
    MUNICIPALITY = "municipality"
    LANDLORD = "landlord"
    CHURCH = "church"
    VOLUNTEER = "volunteer"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


class Knows(StrEnum):
    """Whether the person knows that a reporter tells us of them."""

    NO = "no"
    YES = "yes"
    WELCOME = "welcome"


@dataclass(frozen=True)
class SignalDetails(TaskDetails):
    """What the task to look at a signal shows of it."""

    who: str = ""
    reporter: Reporter = Reporter.ANONYMOUS
    noticed: str = ""


@dataclass(frozen=True)
class InformReporterDetails(TaskDetails):
    """Who is told what came of a signal, and whom it was about."""

    who: str = ""
    reporter: Reporter = Reporter.ANONYMOUS
    name: str = ""


class Declined(StrEnum):
    """Why a signal is not taken up."""

    OUTSIDE_AREA = "outside_area"
    OTHER_HELP = "other_help"
    NOT_WANTED = "not_wanted"
    NOT_ENOUGH_KNOWN = "not_enough_known"
    NO_REASON_TO_WORRY = "no_reason_to_worry"


MOVES: Moves[SignalState] = {
    SignalState.NEW: {SignalState.ACCEPTED, SignalState.DECLINED},
    SignalState.DECLINED: {SignalState.ACCEPTED},
}


WITHOUT_REPORTER = frozenset({Reporter.ANONYMOUS, Reporter.SELF})
"""Of these there is no third person whose name may be said, or who hears back."""


def must_inform(reporter: Reporter, knows: Knows | None = None) -> bool:
    """True when the person must be informed that another reported them (GDPR 14).

    Who knows of it already need not be; where nobody asked, they may not.
    """
    return reporter is not Reporter.SELF and knows in (None, Knows.NO)


def next_state(current: SignalState, wanted: SignalState) -> SignalState:
    return move(MOVES, current, wanted)


class SignalAuditEvent(AuditEvent):
    HANDED_IN = "signal.handed_in"
    EDITED = "signal.edited"
    ACCEPTED = "signal.accepted"
    DECLINED = "signal.declined"
    DATED_ANEW = "signal.dated_anew"
    CLEARED = "signal.cleared"
    OPENED = "signal.opened"
    EDIT_OPENED = "signal.edit_opened"
    LISTED = "signal.listed"
    DOUBLES = "signal.doubles"
