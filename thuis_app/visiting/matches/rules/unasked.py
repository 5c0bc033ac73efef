"""Why nobody was asked for a long time who is ready and has room."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from thuis_app.visiting.matches.rules.ranking import Bar, Near, Proposal

UNASKED_AFTER = timedelta(days=90)


class Why(StrEnum):
    """What keeps somebody from being asked, apart from what bars them."""

    NOBODY_WAITS = "nobody_waits"
    FAR = "far"
    NO_TIMES = "no_times"
    OVERLOOKED = "overlooked"


def why_unasked(waiting: Sequence[Proposal]) -> Bar | Why:
    """What keeps a volunteer most from those who wait, seen with each of them."""
    if not waiting:
        return Why.NOBODY_WAITS
    near = [one for one in waiting if one.one.near is not Near.ELSEWHERE]
    if not near:
        return Why.FAR
    if not any(one.is_choosable for one in near):
        barred = Counter(bar for one in near for bar in one.bars)
        return max(Bar, key=lambda bar: barred[bar])
    return Why.OVERLOOKED if waiting[0].one.times else Why.NO_TIMES


def best(waiting: Sequence[Proposal]) -> Proposal | None:
    """With whom of those who wait this volunteer fits best."""
    fit = [one for one in waiting if one.is_choosable]
    return max(fit, key=lambda one: one.score, default=None)
