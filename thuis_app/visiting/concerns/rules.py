"""A concern ('niet pluis') and the five steps of the Dutch reporting code.

Source of the steps: https://www.rijksoverheid.nl/onderwerpen/huiselijk-geweld/
meldcode. Their order is not compulsory, and one may be taken more than once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.payloads import MailPayload
from thuis_app.core.states import Moves, move

SAFE_AT_HOME = "0800-2000"
EMERGENCY = "112"


@dataclass(frozen=True)
class LookMail(MailPayload):
    """A mail that asks to look today, and says nothing of what there is to see."""

    kind: ClassVar[str] = "look"


class ConcernState(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class ConcernStepKind(StrEnum):
    """The five steps, in their order."""

    MAP_SIGNALS = "map_signals"
    CONSULT = "consult"
    TALK = "talk"
    WEIGH = "weigh"
    DECIDE = "decide"


class ConcernOutcome(StrEnum):
    """The outcome of a concern."""

    NOTHING_WRONG = "nothing_wrong"
    HELP_ARRANGED = "help_arranged"
    HANDED_OVER = "handed_over"
    REPORTED = "reported"


MOVES: Moves[ConcernState] = {
    ConcernState.NEW: {ConcernState.ACKNOWLEDGED},
    ConcernState.ACKNOWLEDGED: {ConcernState.CLOSED},
}

OPEN = frozenset(MOVES)

WEIGHED_FIRST = frozenset({ConcernOutcome.HELP_ARRANGED, ConcernOutcome.REPORTED})


@dataclass(frozen=True)
class Terms:
    """Within how many hours a concern is taken on, counted by day and by night."""

    urgent_hours: int = 2
    usual_hours: int = 24

    def act_by(self, raised_at: datetime, *, is_urgent: bool) -> datetime:
        """When a concern comes to the stand-in, if nobody took it on."""
        hours = self.urgent_hours if is_urgent else self.usual_hours
        return raised_at + timedelta(hours=hours)


FEWEST_HOURS, MOST_HOURS = 1, 168
LONGEST = timedelta(hours=MOST_HOURS)


def next_state(current: ConcernState, wanted: ConcernState) -> ConcernState:
    return move(MOVES, current, wanted)


def refuse_too_early(
    outcome: ConcernOutcome, taken: Collection[ConcernStepKind]
) -> None:
    """Raise RuleBroken when a concern is closed before the steps that come first.

    At least one step is taken; to report it or to arrange help, those of weighing or
    deciding too (reporting code).
    """
    if not taken:
        raise RuleBroken("concern.no_step")
    if outcome in WEIGHED_FIRST and not {
        ConcernStepKind.WEIGH,
        ConcernStepKind.DECIDE,
    } <= set(taken):
        raise RuleBroken("concern.not_decided")


class ConcernAuditEvent(AuditEvent):
    RAISED = "concern.raised"
    ACKNOWLEDGED = "concern.acknowledged"
    STEP_TAKEN = "concern.step_taken"
    CLOSED = "concern.closed"
    TERMS_SET = "concern.terms_set"
    ESCALATED = "concern.escalated"
    LISTED = "concern.listed"
    OPENED = "concern.opened"
