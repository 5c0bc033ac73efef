"""Queries about the people of a volunteer who leaves, and possible successors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.organisation.endings import queries as endings
from thuis_app.organisation.endings.rules import EndingFate, EndingKind, EndingLine
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchEnded
from thuis_app.visiting.matching import queries as matching
from thuis_app.visiting.matching.rules import MatchProposal

PROPOSED = 3


@dataclass(frozen=True)
class Handover:
    """Where the handing over of a volunteer's people stands."""

    to_do: Sequence[Match]
    kept: Sequence[Match]
    done: Sequence[Match]
    elsewhere: int

    @property
    def total(self) -> int:
        return len(self.to_do) + len(self.kept) + len(self.done) + self.elsewhere

    @property
    def arranged(self) -> int:
        """The number of matches that were handed over, ended, or prolonged."""
        return len(self.kept) + len(self.done)

    def chosen(self, match_id: int | None) -> Match | None:
        """The match that is looked at now: the one asked for, or the first left."""
        known = (*self.to_do, *self.kept)
        query = next((match for match in known if match.id == match_id), None)
        return query or next(iter(self.to_do), None)


def handover(actor: Actor, profile: Volunteer) -> Handover:
    """The matches of a volunteer, as far as this actor may arrange them.

    Of people in the villages of others only the number is shown.
    """
    found = matches.all_of_volunteer(actor, profile.user_id)
    here = [match for match in found if match.is_open and not match.contact.is_stopped]
    kept = [match for match in here if _is_kept(match)]
    since = profile.stage_since
    everywhere = matches.people_of(profile.user)
    return Handover(
        to_do=[match for match in here if match not in kept],
        kept=kept,
        done=[m for m in found if m.ended_on is not None and m.ended_on >= since],
        elsewhere=max(0, everywhere - len({match.contact_id for match in here})),
    )


def successors(actor: Actor, match: Match) -> list[MatchProposal]:
    """The first three volunteers who could go on with this person."""

    def is_another(proposal: MatchProposal) -> bool:
        one = proposal.one
        return not one.visits_now and one.user_id != match.volunteer_id

    return matching.first_ranked(actor, match.contact, PROPOSED, is_another)


def ahead(actor: Actor, match: Match) -> list[EndingLine]:
    """The visits that go along with the person to the next volunteer."""
    ended = MatchEnded(match.id, match.contact_id, match.volunteer_id, clock.today())
    return [
        replace(line, fate=EndingFate.HANDED_ON)
        for line in endings.open_under(actor, ended)
        if line.kind is EndingKind.VISIT
    ]


def _is_kept(match: Match) -> bool:
    """A day that has passed is no arrangement any more."""
    return match.kept_until is not None and match.kept_until >= clock.today()
