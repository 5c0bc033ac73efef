"""Ranks volunteers for a person: what bars them, and what weighs.

What bars is never outweighed. What weighs stands in one table, `WEIGHTS`; the sum
gives the place, then who visits fewest, then the name. The coordinator chooses. A
refusal weighs less from day to day, until it has faded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.day_parts import WeekPart
from thuis_app.core.states import Moves, move
from thuis_app.people.tasks.rules import TaskDetails
from thuis_app.people.wishes.rules import Subject
from thuis_app.team.volunteers.rules import GETS_NEW_WORK, Requirement, VolunteerStage
from thuis_app.visiting.matches.rules import EndReason


class RefusedBy(StrEnum):
    """Who refused."""

    PERSON = "person"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"


class RefusalReason(StrEnum):
    """Why it was no."""

    TOO_FAR = "too_far"
    TIMES = "times"
    NO_CLICK = "no_click"
    TOO_HEAVY = "too_heavy"
    OTHER = "other"
    NOT_NOW = "not_now"


NOT_NOW_LASTS = timedelta(days=90)


# A no weighs less from day to day, and after so many days nothing any more.
FADES = {
    RefusalReason.TIMES: 180,
    RefusalReason.TOO_HEAVY: 365,
    RefusalReason.OTHER: 365,
    RefusalReason.TOO_FAR: 730,
    RefusalReason.NO_CLICK: 730,
}


class Refusal(NamedTuple):
    """One no between a volunteer and a person."""

    by: RefusedBy
    because: RefusalReason
    on: date


def stands(refusal: Refusal, today: date) -> bool:
    """Whether this no is kept whatever else speaks for it.

    Nobody is sent again to a person who felt no click. Not now means: ask again later.
    """
    if refusal.because is RefusalReason.NOT_NOW:
        return today < refusal.on + NOT_NOW_LASTS
    is_own = refusal.by is RefusedBy.PERSON
    return is_own and refusal.because is RefusalReason.NO_CLICK


def weight_left(refusal: Refusal, today: date) -> float:
    """The weight of a refusal: 1 on its day, falling to 0."""
    lasts = FADES.get(refusal.because)
    if lasts is None or stands(refusal, today):
        return 0.0
    return min(1.0, max(0.0, 1 - (today - refusal.on).days / lasts))


AWAY_LONG = timedelta(days=28)


AWAY_SOON = timedelta(days=14)


SHOWN_FOR = 4


INTERESTS_COUNTED = 3


LOCAL = frozenset(
    {SpokenLanguage.DUTCH, SpokenLanguage.GRONINGS, SpokenLanguage.FRISIAN}
)


class Near(IntEnum):
    """The distance between a volunteer and a person, by village."""

    SAME_VILLAGE = 0
    SAME_CLUSTER = 1
    ELSEWHERE = 2


class Bar(StrEnum):
    """Why a volunteer cannot be chosen, whatever speaks for it."""

    NOT_ACTIVE = "not_active"
    AWAY_LONG = "away_long"
    PETS = "pets"
    SMOKE = "smoke"
    NO_LANGUAGE = "no_language"
    REFUSED = "refused"
    NOT_NOW = "not_now"
    NOT_READY = "not_ready"


OVERRIDABLE = frozenset({Bar.NOT_READY})
"""The bars that a coordinator may pass with a written reason; others end when the
profile, the person's wishes or a refusal change.
"""


class MatchReason(StrEnum):
    """A reason for or against a volunteer."""

    SAME_VILLAGE = "same_village"
    SAME_CLUSTER = "same_cluster"
    TIMES_FIT = "times_fit"
    VISITED_BEFORE = "visited_before"
    RIDES = "rides"
    LANGUAGE = "language"
    INTERESTS = "interests"
    HAS_NO_MATCH = "visits_nobody"
    DRIVES = "drives"
    NO_FIT = "no_fit"
    FULL = "full"
    REFUSED_BEFORE = "refused_before"
    ELSEWHERE = "elsewhere"
    OTHER_TIMES = "other_times"
    AWAY = "away"
    NO_TIMES = "no_times"
    VISITS_NOW = "visits_now"


WEIGHTS = {
    MatchReason.SAME_VILLAGE: 30,
    MatchReason.SAME_CLUSTER: 15,
    MatchReason.TIMES_FIT: 20,
    MatchReason.VISITED_BEFORE: 15,
    MatchReason.RIDES: 12,
    MatchReason.LANGUAGE: 10,
    MatchReason.INTERESTS: 6,  # for each of the first three
    MatchReason.HAS_NO_MATCH: 8,
    MatchReason.DRIVES: 2,
    MatchReason.NO_FIT: -200,  # after everybody else
    MatchReason.FULL: -60,
    MatchReason.REFUSED_BEFORE: -40,  # fades, see FADES
    MatchReason.ELSEWHERE: -20,
    MatchReason.OTHER_TIMES: -15,
    MatchReason.AWAY: -8,
    MatchReason.NO_TIMES: -5,
    MatchReason.VISITS_NOW: -5,
}


# The interests that follow from a wish.
WISHED = {
    Subject.GOING_OUT: frozenset({Interest.WALKING}),
    Subject.EATING: frozenset({Interest.COOKING}),
    Subject.CHORE: frozenset({Interest.GARDEN, Interest.TECHNOLOGY}),
}


WISHED_BY_CAR = frozenset({Subject.GOING_OUT, Subject.TRANSPORT})


class PersonToVisit(NamedTuple):
    """The facts about the person to be visited."""

    speaks: frozenset[SpokenLanguage] = frozenset()
    interests: frozenset[Interest] = frozenset()
    times: frozenset[WeekPart] = frozenset()
    has_pets: bool = False
    smokes: bool = False
    wants_rides: bool = False


class Candidate(NamedTuple):
    """A volunteer seen with one person in mind."""

    user_id: int
    name: str
    sort_name: str = ""
    people: int = 0
    most_people: int = 2
    stage: VolunteerStage = VolunteerStage.ACTIVE
    drives: bool = False
    pets_ok: bool = True
    smoke_ok: bool = True
    near: Near = Near.ELSEWHERE
    speaks: frozenset[SpokenLanguage] = frozenset()
    interests: frozenset[Interest] = frozenset()
    times: frozenset[WeekPart] = frozenset()
    away_until: date | None = None
    lacking: tuple[Requirement, ...] = ()
    visits_now: bool = False
    ended: frozenset[EndReason | None] = frozenset()
    refusals: tuple[Refusal, ...] = ()


class WeightedReason(NamedTuple):
    """One reason, how much it weighs here, and what it is about."""

    reason: MatchReason
    points: int
    about: Any = None


class MatchProposal(NamedTuple):
    """A volunteer in their place, with what bars them and what was weighed."""

    person: PersonToVisit
    one: Candidate
    bars: tuple[Bar, ...]
    score: int
    today: date

    @property
    def is_choosable(self) -> bool:
        """Whether a coordinator may choose this volunteer, if need be with a reason."""
        return OVERRIDABLE.issuperset(self.bars)

    @property
    def speaks_for(self) -> list[WeightedReason]:
        """The reasons in favour, the weightiest first."""
        said = [one for one in weighed(*self.seen) if one.points > 0]
        return sorted(said, key=lambda one: -one.points)[:SHOWN_FOR]

    @property
    def speaks_against(self) -> list[WeightedReason]:
        """The reasons against, the weightiest first."""
        said = [one for one in weighed(*self.seen) if one.points < 0]
        return sorted(said, key=lambda one: one.points)

    @property
    def seen(self) -> tuple[PersonToVisit, Candidate, date]:
        """The person, the volunteer and the day of this proposal."""
        return self.person, self.one, self.today


def rank(
    person: PersonToVisit, candidates: Iterable[Candidate], today: date
) -> list[MatchProposal]:
    """The volunteers in the order in which to think of them; nobody is left out."""
    found = [proposal(person, one, today) for one in candidates]
    return sorted(found, key=_place)


def proposal(person: PersonToVisit, one: Candidate, today: date) -> MatchProposal:
    """One volunteer, barred or weighed: what bars is never weighed against anything."""
    shut, score = bars(person, one, today), 0
    if OVERRIDABLE.issuperset(shut):
        for _reason, points, _about in weighed(person, one, today):
            score += points
    return MatchProposal(person, one, shut, score, today)


def most_without_room(person: PersonToVisit, today: date) -> int:
    """The highest score of volunteers who can be chosen, but have no room, come from
    elsewhere, and are new to this person."""
    ideal = Candidate(
        user_id=0,
        name="",
        most_people=0,
        drives=True,
        speaks=person.speaks,
        interests=person.interests,
        times=person.times,
    )
    return proposal(person, ideal, today).score


def bars(person: PersonToVisit, one: Candidate, today: date) -> tuple[Bar, ...]:
    """Everything for which this volunteer cannot be chosen."""
    found = []
    if one.stage not in GETS_NEW_WORK:
        found.append(Bar.NOT_ACTIVE)
    if one.away_until and one.away_until - today > AWAY_LONG:
        found.append(Bar.AWAY_LONG)
    if person.has_pets and not one.pets_ok:
        found.append(Bar.PETS)
    if person.smokes and not one.smoke_ok:
        found.append(Bar.SMOKE)
    if person.speaks and not _understand(person.speaks, one.speaks):
        found.append(Bar.NO_LANGUAGE)
    for refusal in one.refusals:
        if stands(refusal, today):
            waits = refusal.because is RefusalReason.NOT_NOW
            found.append(Bar.NOT_NOW if waits else Bar.REFUSED)
    if one.lacking:
        found.append(Bar.NOT_READY)
    return tuple(found)


def weighed(person: PersonToVisit, one: Candidate, today: date) -> list[WeightedReason]:
    """Each reason for or against that holds here."""
    found = [_NEARNESS[one.near]]
    if one.drives:
        found.append(
            _WEIGHTED[MatchReason.RIDES if person.wants_rides else MatchReason.DRIVES]
        )
    if not one.people:
        found.append(_WEIGHTED[MatchReason.HAS_NO_MATCH])
    if one.people >= one.most_people:
        carried = one.people, one.most_people
        found.append(
            WeightedReason(MatchReason.FULL, WEIGHTS[MatchReason.FULL], carried)
        )
    if one.visits_now:
        found.append(_WEIGHTED[MatchReason.VISITS_NOW])
    if person.times:
        found.append(_about_times(person, one))
    if one.away_until and one.away_until >= today:
        found.append(
            WeightedReason(MatchReason.AWAY, WEIGHTS[MatchReason.AWAY], one.away_until)
        )
    if (spoken := person.speaks & one.speaks) and (more := spoken - _DUTCH):
        found.append(
            WeightedReason(MatchReason.LANGUAGE, WEIGHTS[MatchReason.LANGUAGE], more)
        )
    if liked := person.interests & one.interests:
        times = min(len(liked), INTERESTS_COUNTED)
        found.append(
            WeightedReason(
                MatchReason.INTERESTS, times * WEIGHTS[MatchReason.INTERESTS], liked
            )
        )
    if one.ended or one.refusals:
        found.extend(_about_before(one, today))
    return found


_DUTCH = frozenset({SpokenLanguage.DUTCH})


_WEIGHTED = {
    reason: WeightedReason(reason, points) for reason, points in WEIGHTS.items()
}


_NEARNESS = (
    _WEIGHTED[MatchReason.SAME_VILLAGE],
    _WEIGHTED[MatchReason.SAME_CLUSTER],
    _WEIGHTED[MatchReason.ELSEWHERE],
)


def _about_times(person: PersonToVisit, one: Candidate) -> WeightedReason:
    if not one.times:
        return _WEIGHTED[MatchReason.NO_TIMES]
    if both := person.times & one.times:
        return WeightedReason(
            MatchReason.TIMES_FIT, WEIGHTS[MatchReason.TIMES_FIT], both
        )
    return _WEIGHTED[MatchReason.OTHER_TIMES]


def _about_before(one: Candidate, today: date) -> Iterator[WeightedReason]:
    if EndReason.NO_FIT in one.ended:
        yield _WEIGHTED[MatchReason.NO_FIT]
    elif one.ended:
        yield _WEIGHTED[MatchReason.VISITED_BEFORE]
    left = {refusal: weight_left(refusal, today) for refusal in one.refusals}
    if left and (heaviest := max(left, key=lambda no: (left[no], no))):
        points = round(WEIGHTS[MatchReason.REFUSED_BEFORE] * left[heaviest])
        if points:
            yield WeightedReason(MatchReason.REFUSED_BEFORE, points, heaviest)


def _understand(one: frozenset[str], other: frozenset[str]) -> bool:
    """True when they share a language; Dutch counts for dialect speakers, and for those
    without any language recorded.
    """
    other = other or LOCAL
    return bool(one & other) or (bool(one & LOCAL) and bool(other & LOCAL))


def _place(proposal: MatchProposal) -> tuple[bool, bool, int, int, str, int]:
    one = proposal.one
    can = proposal.is_choosable
    return (
        not can,
        bool(one.lacking),
        -proposal.score,
        one.people,
        one.sort_name,
        one.user_id,
    )


UNASKED_AFTER = timedelta(days=90)


class UnaskedReason(StrEnum):
    """The reason why a volunteer was not asked, apart from bars."""

    NO_ONE_WAITS = "nobody_waits"
    FAR = "far"
    NO_TIMES = "no_times"
    OVERLOOKED = "overlooked"


def why_unasked(waiting: Sequence[MatchProposal]) -> Bar | UnaskedReason:
    """The main reason why a volunteer was not proposed to those who wait."""
    if not waiting:
        return UnaskedReason.NO_ONE_WAITS
    near = [one for one in waiting if one.one.near is not Near.ELSEWHERE]
    if not near:
        return UnaskedReason.FAR
    if not any(one.is_choosable for one in near):
        barred = Counter(bar for one in near for bar in one.bars)
        return max(Bar, key=lambda bar: barred[bar])
    return UnaskedReason.OVERLOOKED if waiting[0].one.times else UnaskedReason.NO_TIMES


def best(waiting: Sequence[MatchProposal]) -> MatchProposal | None:
    """With whom of those who wait this volunteer fits best."""
    fit = [one for one in waiting if one.is_choosable]
    return max(fit, key=lambda one: one.score, default=None)


ANSWERED_WITHIN = timedelta(days=3)
"""After so many days a volunteer is called who did not answer."""


class MatchRequestState(StrEnum):
    """How far it is with asking a volunteer to visit a person."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


REQUEST_MOVES: Moves[MatchRequestState] = {
    MatchRequestState.ASKED: {
        MatchRequestState.ACCEPTED,
        MatchRequestState.REFUSED,
        MatchRequestState.WITHDRAWN,
    },
}
"""There is one answer; who is asked again later gets another request."""


def answered(
    current: MatchRequestState, answer: MatchRequestState
) -> MatchRequestState:
    """The state after this answer; raises RuleBroken when there was one before."""
    return move(REQUEST_MOVES, current, answer)


class MatchAnswer(StrEnum):
    """What a volunteer said to the coordinator who chose them."""

    ASKED = "asked"
    YES = "yes"


@dataclass(frozen=True)
class MatchRequestDetails(TaskDetails):
    """What the line of an answer to wait for shows."""

    asked_on: date | None = None


@dataclass(frozen=True)
class RepeatQuestionDetails(TaskDetails):
    """What the line of a question to repeat shows: who said 'not now', and when."""

    by: RefusedBy | None = None
    on: date | None = None


class MatchingAuditEvent(AuditEvent):
    ASKED = "match.asked"
    ACCEPTED = "match.accepted"
    REQUEST_WITHDRAWN = "match.request_withdrawn"
    REQUEST_OPENED = "match.request_opened"
    REFUSED = "match.refused"
    REFUSAL_TAKEN_BACK = "match.refusal_taken_back"
    CONSIDERED = "match.considered"
