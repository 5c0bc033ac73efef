"""The course of a referral. It ends once we know whether the person landed.

Nothing goes out before the person agreed, and then only what was agreed. Whatever is
open has a day on which a coordinator looks at it again.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.states import Moves, move
from thuis_app.directory.offerings.rules import ReachedBy
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.tasks.rules import TaskDetails


class ReferralState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    SENT = "sent"
    RECEIVED = "received"
    STARTED = "started"
    LANDED = "landed"
    NOT_LANDED = "not_landed"
    DECLINED = "declined"
    NO_PLACE = "no_place"
    NOT_SUITABLE = "not_suitable"
    WITHDRAWN = "withdrawn"


class ReferralShare(StrEnum):
    """A kind of data that an offering may get about a person."""

    NAME = "name"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    WISH = "wish"


class ReferralStepStatus(StrEnum):
    """The status of a state in the progress that is shown."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


_S = ReferralState

MOVES: Moves[ReferralState] = {
    _S.PROPOSED: {_S.AGREED, _S.DECLINED, _S.WITHDRAWN},
    _S.AGREED: {_S.SENT, _S.DECLINED, _S.WITHDRAWN},
    _S.SENT: {_S.RECEIVED, _S.NO_PLACE, _S.NOT_SUITABLE, _S.DECLINED, _S.WITHDRAWN},
    _S.RECEIVED: {_S.STARTED, _S.NO_PLACE, _S.NOT_SUITABLE, _S.DECLINED, _S.WITHDRAWN},
    _S.NO_PLACE: {_S.RECEIVED, _S.STARTED, _S.NOT_SUITABLE, _S.DECLINED, _S.WITHDRAWN},
    _S.STARTED: {_S.LANDED, _S.NOT_LANDED, _S.DECLINED, _S.WITHDRAWN},
}

OPEN = frozenset(MOVES)
ENDED = frozenset(_S) - OPEN
PASSED_ON = OPEN - {_S.PROPOSED, _S.AGREED}
"""The open states in which the other side knows of the person."""
NEEDS_REASON = frozenset({_S.NOT_SUITABLE, _S.NOT_LANDED, _S.WITHDRAWN})
STOPPING = frozenset({_S.DECLINED, _S.WITHDRAWN})
NEEDS_CONSENT = frozenset({_S.SENT, _S.RECEIVED, _S.STARTED, _S.LANDED})
MAIN_PATH = (_S.PROPOSED, _S.AGREED, _S.SENT, _S.RECEIVED, _S.STARTED, _S.LANDED)

DUE_WITHIN = {
    _S.PROPOSED: timedelta(days=14),
    _S.AGREED: timedelta(days=7),
    _S.SENT: timedelta(days=14),
    _S.RECEIVED: timedelta(days=14),
    _S.NO_PLACE: timedelta(days=28),
    _S.STARTED: timedelta(days=14),
}
CHECKS = (timedelta(days=14), timedelta(days=42))
CHECK_EVERY = timedelta(days=28)
CALL_AGAIN = timedelta(days=7)


@dataclass(frozen=True)
class ReferralStepAdded:
    """Event: a step or a note was added to a referral, which is in this state."""

    referral_id: int
    contact_id: int
    state: ReferralState
    on: date


@dataclass(frozen=True)
class ReferralStepDetails:
    """The details of a step, as a user recorded it."""

    to: ReferralState
    on: date
    note: str = ""
    agreed_how: GivenHow | None = None
    shares: Sequence[ReferralShare] = ()
    shared: str = ""
    sent_how: ReachedBy | None = None
    until: date | None = None
    person_says_landed: bool = False
    offering_says_landed: bool = False


@dataclass(frozen=True)
class ReferralDetails(TaskDetails):
    """What the task to look at a referral again shows of it."""

    offering: str = ""
    state: ReferralState = ReferralState.PROPOSED
    since: date | None = None


def calls_offering(state: ReferralState) -> bool:
    """Whether the other side is called: not before the person agreed."""
    return state is not ReferralState.PROPOSED


def calls_person(state: ReferralState) -> bool:
    """Whether the person is called; not where it is passed on, and only what was
    agreed may be said."""
    return state is not ReferralState.AGREED


def next_state(current: ReferralState, wanted: ReferralState) -> ReferralState:
    return move(MOVES, current, wanted)


def next_states(current: ReferralState) -> Set[ReferralState]:
    return MOVES.get(current, frozenset())


def following(current: ReferralState) -> ReferralState | None:
    """The state that a referral usually moves to from here; None once it is closed."""
    ahead = (one for one in MAIN_PATH if one in next_states(current))
    return next(ahead, None)


def check(
    step: ReferralStepDetails,
    *,
    state: ReferralState,
    agreed_on: date | None,
    consent_stands: bool,
) -> None:
    """Refuse a step that the rules do not allow from here."""
    next_state(state, step.to)
    missing = {
        "nothing_agreed": step.to is _S.AGREED and not step.shares,
        "not_agreed": step.to is _S.SENT and agreed_on is None,
        "consent_withdrawn": step.to in NEEDS_CONSENT and not consent_stands,
        "until_missing": step.to is _S.NO_PLACE and step.until is None,
        "landed_needs_both": step.to is _S.LANDED
        and not (step.person_says_landed and step.offering_says_landed),
        "reason_missing": step.to in NEEDS_REASON and not step.note,
    }
    for code, is_missing in missing.items():
        if is_missing:
            raise RuleBroken(f"referral.{code}")


def due_on(
    state: ReferralState,
    since: date,
    *,
    first_on: date | None = None,
    until: date | None = None,
) -> date | None:
    """The day to look at a referral again; None once it is closed.

    Without a place that is the day until which one waits; with a first time agreed,
    the day after it; and two weeks after the start both sides are asked.
    """
    if state not in OPEN:
        return None
    if state is _S.NO_PLACE and until:
        return until
    if state is _S.RECEIVED and first_on and first_on >= since:
        return first_on + timedelta(days=1)
    return since + DUE_WITHIN[state]


def due_after_talk(
    state: ReferralState, since: date, due: date | None, today: date
) -> date | None:
    """The day to look again after a talk that changed nothing.

    After the start that is two weeks, six weeks, and then every four.
    """
    if state not in OPEN or (due and due > today):
        return due
    if state is not _S.STARTED:
        return today + CALL_AGAIN
    ahead = (since + wait for wait in CHECKS if since + wait > today)
    return next(ahead, today + CHECK_EVERY)


def is_due(due: date | None, today: date) -> bool:
    """True when a referral is due today or before."""
    return due is not None and due <= today


def progress(
    state: ReferralState, taken: Iterable[ReferralState]
) -> list[tuple[ReferralState, ReferralStepStatus]]:
    """The way from the first idea to having landed, and how far this one came."""
    been = {*taken, state}
    if state in {_S.NO_PLACE, _S.NOT_SUITABLE}:
        been.add(_S.SENT)
    skipped = {_S.RECEIVED} - been if _S.NO_PLACE in been else set()
    last = max((MAIN_PATH.index(one) for one in been if one in MAIN_PATH), default=0)
    behind = [one for one in MAIN_PATH[: last + 1] if one is not state]
    stops = [(one, ReferralStepStatus.DONE) for one in behind if one not in skipped]
    stops.append(
        (
            state,
            ReferralStepStatus.DONE if state is _S.LANDED else ReferralStepStatus.NOW,
        )
    )
    ahead = MAIN_PATH[last + 1 :] if state in OPEN else ()
    return stops + [(one, ReferralStepStatus.AHEAD) for one in ahead]


class ReferralAuditEvent(AuditEvent):
    PROPOSED = "referral.proposed"
    AGREED = "referral.agreed"
    SENT = "referral.sent"
    RECEIVED = "referral.received"
    STARTED = "referral.started"
    LANDED = "referral.landed"
    NOT_LANDED = "referral.not_landed"
    DECLINED = "referral.declined"
    NO_PLACE = "referral.no_place"
    NOT_SUITABLE = "referral.not_suitable"
    WITHDRAWN = "referral.withdrawn"
    NOTED = "referral.noted"
    ARRANGED = "referral.arranged"
    LISTED = "referral.listed"
    OPENED = "referral.opened"


STEP_TAKEN = {state: ReferralAuditEvent[state.name] for state in ReferralState}
