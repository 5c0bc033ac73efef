"""A concern ('niet pluis'): its kind, and the steps of each kind.

Those of harm by another are the five of the Dutch reporting code; source:
https://www.rijksoverheid.nl/onderwerpen/huiselijk-geweld/meldcode. The order of steps
is not compulsory, and one may be taken more than once.
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


@dataclass(frozen=True)
class LookMail(MailPayload):
    """A mail that asks to look today, and says nothing of what there is to see."""

    kind: ClassVar[str] = "look"


class ConcernState(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class ConcernKind(StrEnum):
    """What is not right: it decides whom to call, and which steps there are."""

    DANGER = "danger"
    HARM = "harm"
    FRAILTY = "frailty"
    ABOUT_US = "about_us"


# What is about the coordinator or the foundation goes past them: to the confidential
# contact person, by telephone, and is kept nowhere here.
HANDED_IN = (ConcernKind.DANGER, ConcernKind.HARM, ConcernKind.FRAILTY)


class ConcernStepKind(StrEnum):
    """The steps: the five of the reporting code, and those of the other kinds."""

    MAP_SIGNALS = "map_signals"
    CONSULT = "consult"
    TALK = "talk"
    WEIGH = "weigh"
    DECIDE = "decide"
    CALL_RAISER = "call_raiser"
    SPEAK_PERSON = "speak_person"
    CALL_DOCTOR = "call_doctor"
    CALL_TEAM = "call_team"
    REPORT_BEHAVIOUR = "report_behaviour"
    LOOK_AGAIN = "look_again"
    EMERGENCY_CALLED = "emergency_called"
    CALL_FAMILY = "call_family"


STEPS: dict[ConcernKind, tuple[ConcernStepKind, ...]] = {
    ConcernKind.DANGER: (
        ConcernStepKind.EMERGENCY_CALLED,
        ConcernStepKind.CALL_RAISER,
        ConcernStepKind.CALL_FAMILY,
        ConcernStepKind.LOOK_AGAIN,
    ),
    ConcernKind.HARM: (
        ConcernStepKind.MAP_SIGNALS,
        ConcernStepKind.CONSULT,
        ConcernStepKind.TALK,
        ConcernStepKind.WEIGH,
        ConcernStepKind.DECIDE,
    ),
    ConcernKind.FRAILTY: (
        ConcernStepKind.CALL_RAISER,
        ConcernStepKind.SPEAK_PERSON,
        ConcernStepKind.CALL_DOCTOR,
        ConcernStepKind.CALL_TEAM,
        ConcernStepKind.REPORT_BEHAVIOUR,
        ConcernStepKind.LOOK_AGAIN,
    ),
}


class ConcernOutcome(StrEnum):
    """The outcome of a concern."""

    NOTHING_WRONG = "nothing_wrong"
    HELP_ARRANGED = "help_arranged"
    HANDED_OVER = "handed_over"
    REPORTED = "reported"
    REPORTED_BEHAVIOUR = "reported_behaviour"
    EMERGENCY_CAME = "emergency_came"


OUTCOMES: dict[ConcernKind, tuple[ConcernOutcome, ...]] = {
    ConcernKind.DANGER: (
        ConcernOutcome.EMERGENCY_CAME,
        ConcernOutcome.HELP_ARRANGED,
        ConcernOutcome.HANDED_OVER,
        ConcernOutcome.NOTHING_WRONG,
    ),
    ConcernKind.HARM: (
        ConcernOutcome.NOTHING_WRONG,
        ConcernOutcome.HELP_ARRANGED,
        ConcernOutcome.HANDED_OVER,
        ConcernOutcome.REPORTED,
    ),
    ConcernKind.FRAILTY: (
        ConcernOutcome.NOTHING_WRONG,
        ConcernOutcome.HELP_ARRANGED,
        ConcernOutcome.HANDED_OVER,
        ConcernOutcome.REPORTED_BEHAVIOUR,
    ),
}

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


def must_be_handed_in(kind: ConcernKind) -> None:
    """Raise RuleBroken for what is told to the confidential contact person alone."""
    if kind not in HANDED_IN:
        raise RuleBroken("concern.not_here")


def steps_of(kind: ConcernKind | None) -> tuple[ConcernStepKind, ...]:
    """The steps of a kind in their order; none while the kind is not known."""
    return STEPS[kind] if kind else ()


def outcomes_of(kind: ConcernKind | None) -> tuple[ConcernOutcome, ...]:
    """What may come of a concern of this kind."""
    return OUTCOMES[kind] if kind else ()


def refuse_other_step(kind: ConcernKind | None, step: ConcernStepKind) -> None:
    """Raise RuleBroken for a step that this kind of concern does not have."""
    if kind is None:
        raise RuleBroken("concern.no_kind")
    if step not in STEPS[kind]:
        raise RuleBroken("concern.other_step")


def refuse_too_early(
    kind: ConcernKind | None,
    outcome: ConcernOutcome,
    taken: Collection[ConcernStepKind],
) -> None:
    """Raise RuleBroken when a concern is closed before the steps that come first.

    At least one step is taken; to report harm or to arrange help against it, those of
    weighing and deciding too (reporting code).
    """
    if kind is None:
        raise RuleBroken("concern.no_kind")
    if outcome not in OUTCOMES[kind]:
        raise RuleBroken("concern.other_outcome")
    if not taken:
        raise RuleBroken("concern.no_step")
    is_weighed = kind is ConcernKind.HARM and outcome in WEIGHED_FIRST
    if is_weighed and not {
        ConcernStepKind.WEIGH,
        ConcernStepKind.DECIDE,
    } <= set(taken):
        raise RuleBroken("concern.not_decided")


class ConcernAuditEvent(AuditEvent):
    RAISED = "concern.raised"
    ACKNOWLEDGED = "concern.acknowledged"
    SORTED = "concern.sorted"
    STEP_TAKEN = "concern.step_taken"
    CLOSED = "concern.closed"
    TERMS_SET = "concern.terms_set"
    ESCALATED = "concern.escalated"
    LISTED = "concern.listed"
    OPENED = "concern.opened"
