"""Handing over the people of a volunteer who leaves."""

from datetime import date

from thuis_app.core.actors import Actor
from thuis_app.core.errors import require
from thuis_app.overview.handover import policy
from thuis_app.visiting.matches import actions as matches
from thuis_app.visiting.matches import rules
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matching import actions as matching
from thuis_app.visiting.visits import actions as visits


def hand_over(actor: Actor, match: Match, *, to: int, started_on: date) -> Match:
    """End a match and begin one with another volunteer, who goes on in the same way.

    The visits that were agreed from then on go along; those before are called off.
    """
    require(policy.may_hand_over(actor, match.contact))
    allowed = match.rhythm in rules.RHYTHMS[match.kind]
    follows = matching.bring_together(
        actor,
        match.contact,
        volunteer=to,
        kind=match.kind,
        rhythm=match.rhythm if allowed else None,
        started_on=started_on,
        note=match.note,
    )
    visits.hand_on(actor, match, follows)
    matches.end_for_handover(actor, match)
    return follows
