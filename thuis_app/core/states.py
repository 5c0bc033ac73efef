"""State machines, as tables of allowed moves."""

from collections.abc import Mapping, Set
from enum import StrEnum
from typing import TypeVar

from thuis_app.core.errors import RuleBroken

State = TypeVar("State", bound=StrEnum)

Moves = Mapping[State, Set[State]]


def move(moves: Moves[State], current: State, wanted: State) -> State:
    """Return `wanted` if the table leads there from `current`, else `RuleBroken`."""
    if wanted not in moves.get(current, frozenset()):
        raise RuleBroken("state.no_such_move")
    return wanted
