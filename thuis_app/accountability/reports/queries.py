"""The totals of a year, counted in the database; no row of a person comes out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    distinct,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from thuis_app.accountability.reports import policy
from thuis_app.accountability.reports.rules import (
    MOST_TRIES,
    AttemptCounts,
    Cell,
    Evidence,
    Key,
    ReportPeriod,
    last_year,
    last_year_so_far,
    months,
    published,
    shares,
    suppressed,
    this_year,
    whole_year,
)
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import UtcDateTime, db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import require
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import ANSWERED_CHANNELS, REACHED, Channel
from thuis_app.support.referrals.models import Referral, ReferralStep
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import ON_THE_WAY
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

BEGUN = (ReferralState.STARTED, ReferralState.LANDED)


@dataclass(frozen=True)
class YearComparison:
    """A total: this year, last year up to the same day, and all of last year."""

    now: int
    then: int
    whole: int


@dataclass(frozen=True)
class VillageFigures:
    """The numbers of people reached in one village, small ones suppressed."""

    name: str
    now: Cell
    then: Cell


@dataclass(frozen=True)
class ReportFigures:
    """All that the page of the board says."""

    periods: tuple[ReportPeriod, ReportPeriod, ReportPeriod]
    people: YearComparison
    attempts: YearComparison
    visits: YearComparison
    landed: YearComparison
    half_days: YearComparison
    volunteers: YearComparison
    villages: list[VillageFigures]
    visits_by_month: list[int]
    visits_by_month_then: list[int]


def figures(actor: Actor, today: date) -> ReportFigures:
    """Count this year and last year, in a few questions however much there is."""
    require(policy.may_read(actor))
    periods = (this_year(today), last_year_so_far(today), last_year(today))
    spans = [*periods, *months(today.year), *months(today.year - 1)]
    visits = _counted(_visits(Visit.id), Visit.starts_at, spans)
    by_village = _people(periods)
    return ReportFigures(
        periods=periods,
        people=YearComparison(
            *(sum(row[2 + at] for row in by_village) for at in range(3))
        ),
        attempts=YearComparison(
            *_counted(select(OutreachAttempt.id), OutreachAttempt.made_on, periods)
        ),
        visits=YearComparison(*visits[:3]),
        landed=YearComparison(*_counted(_landed(), ReferralStep.taken_at, periods)),
        half_days=YearComparison(
            *_counted(_half_days(Booking.id), Booking.on, periods)
        ),
        volunteers=_volunteers(periods),
        villages=_villages(by_village),
        visits_by_month=visits[3 : 3 + today.month],
        visits_by_month_then=visits[15:27],
    )


def evidence(actor: Actor, year: int, today: date) -> Evidence:
    """How the people with a first contact in this year were reached."""
    require(policy.may_read(actor))
    period = whole_year(year, today)
    numbers, made_by = Counter[int](), Counter[Channel]()
    for channel, number, people in _first_contacts(period):
        numbers[number] += people
        made_by[channel] += people
    ways = _tries(OutreachAttempt.channel, Channel, period)
    first_way = published([made_by[channel] for channel in Channel])
    return Evidence(
        years=_years(today),
        people=numbers.total(),
        by_number=published([numbers[at] for at in range(1, MOST_TRIES + 1)]),
        by_first_way=dict(zip(Channel, first_way, strict=True)),
        ways=shares(ways),
        parts=shares(_tries(OutreachAttempt.day_part, DayPart, period)),
        tries=sum(one.reached + one.in_vain for one in ways.values()),
        reached=sum(one.reached for one in ways.values()),
    )


def _years(today: date) -> list[int]:
    """The years in which was tried, the last one first; always this year."""
    first = db.session.scalar(select(func.min(OutreachAttempt.made_on))) or today
    return list(range(today.year, min(first.year, today.year) - 1, -1))


def _first_contacts(period: ReportPeriod) -> Sequence[Any]:
    """By which channel, at which try, how many people spoke to us for the first time.

    Asked per person by the index, so that a year costs what happened in that year.
    """
    other = aliased(OutreachAttempt)
    same = other.contact_id == OutreachAttempt.contact_id
    earlier = or_(
        other.made_on < OutreachAttempt.made_on,
        and_(other.made_on == OutreachAttempt.made_on, other.id < OutreachAttempt.id),
    )
    counted = select(func.count()).select_from(other).where(same, earlier)
    before = counted.scalar_subquery()
    number = case((before >= MOST_TRIES, MOST_TRIES), else_=before + 1)
    spoke = exists().where(same, earlier, other.outcome.in_(REACHED))
    first = (
        select(OutreachAttempt.channel, number.label("number"))
        .where(
            OutreachAttempt.outcome.in_(REACHED),
            _in(OutreachAttempt.made_on, period),
            ~spoke,
        )
        .subquery()
    )
    return db.session.execute(
        select(*first.c, func.count()).group_by(*first.c).order_by(*first.c)
    ).all()


def _tries(
    column: Any, kinds: type[Key], period: ReportPeriod
) -> dict[Key, AttemptCounts]:
    """Attempts of a period by channel, or by day part where a person may answer."""
    sides = (
        OutreachAttempt.outcome.in_(REACHED),
        OutreachAttempt.outcome.not_in(REACHED),
    )
    counts = (func.count(), func.count(distinct(OutreachAttempt.contact_id)))
    figures = [count.filter(side) for side in sides for count in counts]
    query = select(column, *figures).where(_in(OutreachAttempt.made_on, period))
    if column is OutreachAttempt.day_part:
        query = query.where(OutreachAttempt.channel.in_(ANSWERED_CHANNELS))
    rows = db.session.execute(query.group_by(column))
    found = {row[0]: AttemptCounts(*row[1:]) for row in rows}
    return {kind: found[kind] for kind in kinds if kind in found}


def _villages(rows: Sequence[Any]) -> list[VillageFigures]:
    """The two numbers of each village, small ones suppressed."""
    now = suppressed({row.id: row[2] for row in rows})
    then = suppressed({row.id: row[3] for row in rows})
    return [
        VillageFigures(row.name, now[row.id], then[row.id])
        for row in rows
        if row.is_active or row[2] or row[3]
    ]


def _people(periods: Sequence[ReportPeriod]) -> Sequence[Any]:
    """Per village how many different people were reached, in each period."""
    attempts = select(OutreachAttempt.contact_id).where(
        OutreachAttempt.outcome.in_(REACHED)
    )
    referrals = _steps(Referral.contact_id, BEGUN)
    reached = union_all(
        _within(attempts, OutreachAttempt.made_on, periods),
        _within(_visits(Visit.contact_id), Visit.starts_at, periods),
        _within(referrals, ReferralStep.taken_at, periods),
        _within(_half_days(RespiteRequest.carer_id), Booking.on, periods),
        _within(_half_days(RespiteRequest.cared_for_id), Booking.on, periods),
    ).subquery()
    who, *in_periods = reached.c
    counts = [func.count(distinct(case((one == 1, who)))) for one in in_periods]
    return db.session.execute(
        select(Area.id, Area.name, *counts, Area.is_active)
        .select_from(Area)
        .outerjoin(Contact, Contact.area_id == Area.id)
        .outerjoin(reached, who == Contact.id)
        .group_by(Area.id, Area.name, Area.is_active)
        .order_by(Area.name)
    ).all()


def _volunteers(periods: Sequence[ReportPeriod]) -> YearComparison:
    """The number of volunteers on at least a day of each period."""
    stopped = func.coalesce(Volunteer.until, User.ended_on)
    counts = [
        func.count().filter(
            Volunteer.since < one.end, or_(stopped.is_(None), stopped >= one.first)
        )
        for one in periods
    ]
    query = select(*counts).where(Volunteer.stage.not_in(ON_THE_WAY))
    row = db.session.execute(query.join(User, User.id == Volunteer.user_id)).one()
    return YearComparison(*tuple(row))


def _visits(column: Any) -> Select[Any]:
    """Visits that were made: reported, and not to a closed door."""
    made = and_(VisitReport.is_current, VisitReport.happened == Happened.YES)
    return (
        select(column)
        .select_from(Visit)
        .join(VisitReport, and_(VisitReport.visit_id == Visit.id, made))
        .where(Visit.state == VisitState.REPORTED)
    )


def _landed() -> Select[Any]:
    return _steps(Referral.id, (ReferralState.LANDED,))


def _steps(column: Any, states: Sequence[ReferralState]) -> Select[Any]:
    return (
        select(column)
        .select_from(Referral)
        .join(ReferralStep, ReferralStep.referral_id == Referral.id)
        .where(ReferralStep.state.in_(states))
    )


def _half_days(column: Any) -> Select[Any]:
    return (
        select(column)
        .select_from(Booking)
        .join(RespiteRequest, RespiteRequest.id == Booking.request_id)
        .where(Booking.state == BookingState.ATTENDED)
    )


def _within(
    rows: Select[Any], when: Any, periods: Sequence[ReportPeriod]
) -> Select[Any]:
    """The rows of any of these periods, and for each period whether it holds them."""
    marks = [case((_in(when, one), 1), else_=0) for one in periods]
    return rows.add_columns(*marks).where(or_(*(_in(when, one) for one in periods)))


def _counted(
    rows: Select[Any], when: Any, periods: Sequence[ReportPeriod]
) -> list[int]:
    """The number of distinct rows in each of these periods."""
    (key,) = rows.selected_columns
    counts = [func.count(distinct(case((_in(when, one), key)))) for one in periods]
    return list(db.session.execute(rows.with_only_columns(*counts)).one())


def _in(when: Any, period: ReportPeriod) -> ColumnElement[bool]:
    """Whether a day, or a moment on the village clock, falls within the period."""
    first, end = _edge(when, period.first), _edge(when, period.end)
    return and_(when >= first, when < end)


def _edge(when: Any, day: date) -> date | datetime:
    return clock.at(day, time()) if isinstance(when.type, UtcDateTime) else day
