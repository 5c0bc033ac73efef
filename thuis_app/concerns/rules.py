"""A concern ('niet pluis') and the five steps of the Dutch reporting code.

Source of the steps: https://www.rijksoverheid.nl/onderwerpen/huiselijk-geweld/
meldcode.
"""

from enum import StrEnum

from thuis_app.core.states import Moves, move


class ConcernState(StrEnum):
    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


class Step(StrEnum):
    """The five steps, in their order."""

    MAP_SIGNALS = "map_signals"
    CONSULT = "consult"
    TALK = "talk"
    WEIGH = "weigh"
    DECIDE = "decide"


MOVES: Moves[ConcernState] = {
    ConcernState.NEW: {ConcernState.ACKNOWLEDGED},
    ConcernState.ACKNOWLEDGED: {ConcernState.CLOSED},
}


def next_state(current: ConcernState, wanted: ConcernState) -> ConcernState:
    return move(MOVES, current, wanted)
