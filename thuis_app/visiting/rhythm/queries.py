"""Which matches have a rhythm to plan by, and what only a rhythm had planned."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.team.volunteers.models import Volunteer, VolunteerBlock
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.rhythm import policy
from thuis_app.visiting.rhythm.rules import (
    LOOKED_BACK,
    PLANNED_FOR,
    Arrangement,
    AwayPeriod,
    Usual,
    missing,
    usual_moment,
)
from thuis_app.visiting.visits import policy as visits
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.queries import known
from thuis_app.visiting.visits.rules import USUAL, VisitState, start_of


class RhythmVisit(NamedTuple):
    """A visit as far as the rhythm goes by it."""

    id: int
    match_id: int | None
    volunteer_id: int
    starts_at: datetime
    minutes: int
    state: VisitState
    made_by_rhythm: bool
    together_with: int | None

    @property
    def is_agreed(self) -> bool:
        """Whether people made this moment; what only the rhythm planned proves none."""
        if self.state is VisitState.CANCELLED:
            return False
        return not self.made_by_rhythm or self.state is VisitState.REPORTED


@dataclass(frozen=True)
class RhythmTurn:
    """A match whose rhythm may be followed, and its visits of the last half year."""

    match: Match
    away: Sequence[AwayPeriod] = ()
    visits: list[RhythmVisit] = field(default_factory=list)

    @property
    def usual(self) -> Usual | None:
        """The moment these two made usual."""
        return usual_moment(one.starts_at for one in self.visits if one.is_agreed)

    @property
    def minutes(self) -> int:
        """The length of the last visit."""
        return self.visits[-1].minutes if self.visits else USUAL

    @property
    def days(self) -> list[date]:
        """The days on which a visit was, is planned, or was called off."""
        return [clock.local(one.starts_at).date() for one in self.visits]

    def arrangement(self, busy: Sequence[datetime]) -> Arrangement:
        """The arrangement of this match, with the other visits of the volunteer."""
        match = self.match
        return Arrangement(match.rhythm, match.started_on, self.away, busy)


@dataclass(frozen=True)
class RhythmCalendar:
    """The matches to plan for, and the visits of their volunteers."""

    turns: list[RhythmTurn]
    before: dict[int, RhythmVisit]
    made: list[Visit] = field(default_factory=list)

    def missing(self, turn: RhythmTurn, today: date, until: date) -> list[datetime]:
        """The moments at which these two would meet, and nothing is planned yet."""
        if turn.usual is None:
            return []
        busy = self._with_others(turn)
        days = {"today": today, "until": until}
        return missing(turn.arrangement(busy), turn.usual, turn.days, **days)

    def beside(self, turn: RhythmTurn, starts_at: datetime) -> Visit | None:
        """The visit at the same house that was made for this moment."""
        details = self._same_home(turn)
        found = (v for v in self.made if v.match_id == details)
        return next((v for v in found if v.starts_at == starts_at), None)

    def _with_others(self, turn: RhythmTurn) -> list[datetime]:
        own = {turn.match.id, self._same_home(turn)}
        there: list[RhythmVisit | Visit] = [*self.before.values(), *self.made]
        return [
            one.starts_at
            for one in there
            if one.volunteer_id == turn.match.volunteer_id
            and one.match_id not in own
            and one.state is VisitState.PLANNED
        ]

    def _same_home(self, turn: RhythmTurn) -> int | None:
        """The match with a housemate who was visited in the same call the last time."""
        pointed = [one.together_with for one in turn.visits if one.together_with]
        other = self.before.get(pointed[-1]) if pointed else None
        return other.match_id if other else None


def diary(actor: Actor, today: date) -> RhythmCalendar:
    """The matches to plan for, held until all of it is kept: one plans at a time."""
    rows = db.session.scalars(
        select(Match)
        .options(joinedload(Match.contact).joinedload(Contact.area))
        .join(Contact, Contact.id == Match.contact_id)
        .join(User, User.id == Match.volunteer_id)
        .where(
            policy.planned_for(actor),
            Match.state.in_(PLANNED_FOR),
            Contact.stage.not_in(STOPPED),
            User.is_active,
        )
        .order_by(Match.id)
        .with_for_update(of=Match)
        .execution_options(populate_existing=True)
    ).all()
    away, before = _away(today), _before(actor, today)
    turns = {m.id: RhythmTurn(m, away.get(m.volunteer_id, ())) for m in rows}
    for one in before:
        if one.match_id in turns:
            turns[one.match_id].visits.append(one)
    return RhythmCalendar(list(turns.values()), {one.id: one for one in before})


def out_of_rhythm(actor: Actor, today: date) -> list[Visit]:
    """Visits planned by rhythm alone that may not stay, as the match rests or ended.
    One in days off or a break of the volunteer stays until who is visited knows."""
    rows = db.session.execute(
        known(actor)
        .add_columns(Match.state)
        .join(Match, Match.id == Visit.match_id)
        .where(
            Visit.made_by_rhythm,
            Visit.state == VisitState.PLANNED,
            Visit.starts_at >= start_of(today),
        )
    )
    return [
        visit
        for visit, state in rows
        if visit.day > today and (state not in PLANNED_FOR or visit.contact.is_stopped)
    ]


def _before(actor: Actor, today: date) -> list[RhythmVisit]:
    columns: list[Any] = [getattr(Visit, name) for name in RhythmVisit._fields]
    rows = db.session.execute(
        select(*columns)
        .where(
            visits.visible_to(actor),
            Visit.starts_at >= start_of(today - LOOKED_BACK),
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    return [RhythmVisit._make(row) for row in rows]


def _away(today: date) -> dict[int, list[AwayPeriod]]:
    """The days on which volunteers do not come: days off, or a pause of their own."""
    found = _paused(today)
    blocks = select(
        VolunteerBlock.user_id, VolunteerBlock.from_on, VolunteerBlock.until_on
    ).where(VolunteerBlock.until_on >= today)
    for user_id, first, last in db.session.execute(blocks):
        found[user_id].append(AwayPeriod(first, last))
    return found


def _paused(today: date) -> dict[int, list[AwayPeriod]]:
    found: dict[int, list[AwayPeriod]] = defaultdict(list)
    paused = select(Volunteer.user_id, Volunteer.paused_until).where(
        Volunteer.stage == VolunteerStage.PAUSED
    )
    for user_id, until in db.session.execute(paused):
        found[user_id].append(AwayPeriod(today, until or date.max))
    return found
