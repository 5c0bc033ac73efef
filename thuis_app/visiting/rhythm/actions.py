"""Planning ahead, in the rhythm that people have together."""

from datetime import date

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.visiting.rhythm import policy, queries
from thuis_app.visiting.rhythm.rules import PLANNED_AHEAD
from thuis_app.visiting.visits import actions as visits


def plan_by_rhythm(actor: Actor, *, until: date | None = None) -> int:
    """Plan the visits whose turn it is and that nobody planned; says how many.

    Done again it plans nothing twice. What only the rhythm had planned is taken back
    where a match rests or ended since.
    """
    require(policy.may_plan_by_rhythm(actor))
    today = clock.today()
    for visit in queries.out_of_rhythm(actor, today):
        visits.take_back(actor, visit)
    count, diary = 0, queries.diary(actor, today)
    for turn in diary.turns:
        moments = diary.missing(turn, today, until or today + PLANNED_AHEAD)
        for starts_at in moments:
            planned = visits.plan_ahead(
                actor,
                turn.match,
                starts_at=starts_at,
                minutes=turn.minutes,
                together=diary.beside(turn, starts_at),
            )
            diary.made.append(planned)
        count += len(moments)
    return count
