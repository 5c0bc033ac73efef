"""A volunteer's day: on the screen, and on paper."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, func, select

from thuis_app.core import clock
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts import queries as contacts
from thuis_app.visiting.matches.policy import visible_contacts
from thuis_app.visiting.visits import policy, rules
from thuis_app.visiting.visits.models import Visit, VisitReport
from thuis_app.visiting.visits.queries.known import known, reportable
from thuis_app.visiting.visits.rules import Happened, VisitState

DAY = timedelta(days=1)


@dataclass(frozen=True)
class LastWords:
    """What was said the last time somebody was visited, and how often they were."""

    contact_id: int
    starts_at: datetime
    agreed: str
    note: str
    visits: int


@dataclass(frozen=True)
class Expected:
    """A planned visit, with what one wants to know on the doorstep."""

    visit: Visit
    telephone: str
    last: LastWords | None

    @property
    def is_today(self) -> bool:
        return self.visit.day == clock.today()

    @property
    def number(self) -> int:
        """Which visit to this person it is: 1 for the first."""
        return 1 + (self.last.visits if self.last else 0)


@dataclass(frozen=True)
class Day:
    """A volunteer's day: visits today, reports still to write, and what is ahead."""

    today: list[Expected]
    to_report: list[Expected]
    ahead: list[Expected]
    called_off: list[Expected]

    @property
    def people(self) -> list[int]:
        """Whose names are shown, for the trail."""
        lists = (self.today, self.to_report, self.ahead, self.called_off)
        return [one.visit.contact_id for each in lists for one in each]


@dataclass(frozen=True)
class Sheet:
    """The visits of one volunteer on one day, to take along on paper."""

    volunteer: User
    day: date
    visits: list[Expected]


def day(actor: Actor, today: date) -> Day:
    """The planned visits of this volunteer, in three lists, and those called off."""
    planned = to_make(actor, actor.id, today, today + rules.AHEAD)
    made = [visit for visit in to_report(actor, today) if visit not in planned]
    found = _with_words(actor, [*made, *planned, *called_off(actor, today)])
    stands = [one for one in found if one.visit.is_open]
    return Day(
        today=[
            one for one in stands if one.visit in planned and one.visit.day == today
        ],
        to_report=[one for one in stands if one.visit in made],
        ahead=[one for one in stands if one.visit.day > today],
        called_off=[one for one in found if not one.visit.is_open],
    )


def called_off(actor: Actor, today: date) -> Sequence[Visit]:
    """The visits of this volunteer that somebody else called off these days."""
    return db.session.scalars(
        known(actor)
        .where(
            Visit.volunteer_id == actor.id,
            Visit.state == VisitState.CANCELLED,
            Visit.starts_at >= rules.start_of(today),
            Visit.called_off_at >= rules.start_of(today - rules.TOLD_FOR),
            Visit.called_off_by.not_in((actor.id, SYSTEM.id)),
        )
        .order_by(Visit.starts_at, Visit.id)
    ).all()


def sheet(actor: Actor, volunteer_id: int, on: date) -> Sheet:
    """What a volunteer takes along on paper, for themselves or from a coordinator."""
    volunteer = db.session.scalar(
        select(User).where(
            User.id == volunteer_id, policy.paper_for(actor), User.is_active
        )
    )
    if volunteer is None:
        raise Missing
    visits = to_make(actor, volunteer_id, on, on)
    return Sheet(volunteer, on, _with_words(actor, visits))


def to_make(
    actor: Actor,
    volunteer_id: int,
    first: date,
    last: date,
    states: Collection[VisitState] = (VisitState.PLANNED,),
) -> list[Visit]:
    """The visits of a volunteer from `first` to `last` that go on, in order of time.

    None in a match that ended, nor to a person who may not be approached.
    """
    return list(
        db.session.scalars(
            known(actor)
            .where(
                Visit.volunteer_id == volunteer_id,
                Visit.state.in_(states),
                Visit.starts_at >= rules.start_of(first),
                Visit.starts_at < rules.start_of(last + DAY),
                policy.still_to_make(),
            )
            .order_by(Visit.starts_at, Visit.id)
        )
    )


def to_report(actor: Actor, today: date) -> list[Visit]:
    """The visits that this volunteer made and did not report yet, in order of time.

    Also where nothing more than the report may be seen: a match or contact that ended.
    """
    rows = db.session.scalars(
        reportable(actor)
        .where(
            Visit.volunteer_id == actor.id,
            Visit.state == VisitState.PLANNED,
            Visit.starts_at >= rules.start_of(today - rules.LOOKED_BACK),
            Visit.starts_at <= clock.now(),
        )
        .order_by(Visit.starts_at, Visit.id)
    )
    return [v for v in rows if rules.is_expected(v.day, v.contact.stopped_on, today)]


def last_words(actor: Actor, contact_ids: Iterable[int]) -> dict[int, LastWords]:
    """What was agreed and noted the last time, per person, in one statement."""
    newest = (Visit.starts_at.desc(), Visit.id.desc())
    told = (
        select(
            Visit.contact_id,
            Visit.starts_at,
            VisitReport.agreed,
            VisitReport.note,
            func.count().over(partition_by=Visit.contact_id).label("visits"),
            func.row_number()
            .over(partition_by=Visit.contact_id, order_by=newest)
            .label("place"),
        )
        .join(
            VisitReport, and_(VisitReport.visit_id == Visit.id, VisitReport.is_current)
        )
        .where(
            Visit.contact_id.in_(sorted(set(contact_ids))),
            VisitReport.happened == Happened.YES,
            policy.visible_to(actor),
        )
        .subquery()
    )
    rows = db.session.execute(select(told).where(told.c.place == 1))
    return {row.contact_id: LastWords(*row[:5]) for row in rows}


def _with_words(actor: Actor, visits: Sequence[Visit]) -> list[Expected]:
    contact_ids = {visit.contact_id for visit in visits}
    numbers = contacts.telephones(actor, contact_ids, visible_contacts(actor))
    last = last_words(actor, contact_ids)
    return [
        Expected(
            visit,
            next((one.number for one in numbers.get(visit.contact_id, ())), ""),
            last.get(visit.contact_id),
        )
        for visit in visits
    ]
