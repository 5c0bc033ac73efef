"""The course of a referral. The loop is closed once we know whether it landed."""

from collections.abc import Set
from datetime import date, timedelta
from enum import StrEnum

from thuis_app.core.states import Moves, move


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
ANSWER_DUE = timedelta(days=14)


def next_state(current: ReferralState, wanted: ReferralState) -> ReferralState:
    return move(MOVES, current, wanted)


def next_states(current: ReferralState) -> Set[ReferralState]:
    return MOVES.get(current, frozenset())


def is_overdue(state: ReferralState, since: date, today: date) -> bool:
    """An offering that has not answered in two weeks is to be called."""
    return state is ReferralState.SENT and today - since > ANSWER_DUE
