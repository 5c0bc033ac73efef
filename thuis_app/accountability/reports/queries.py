"""The totals of a year, read from summaries; no row of a person comes out.

The numbers of the summaries are counted here too, from what happened.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    and_,
    cast,
    exists,
    extract,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from thuis_app.accountability.reports import policy
from thuis_app.accountability.reports.models import DayCount, PersonReached
from thuis_app.accountability.reports.rules import (
    BANDS,
    BEGUN,
    MOST_YEARS,
    AttemptCounts,
    Evidence,
    Figure,
    Key,
    ReportPeriod,
    Wait,
    band_of,
    closed_part,
    first_ways,
    is_over,
    last_closed_day,
    last_year,
    last_year_so_far,
    medians,
    rounded,
    shared_out,
    this_year,
    together,
)
from thuis_app.activities.bookings.models import Booking
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import UtcDateTime, db
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import require
from thuis_app.core.normalize import fold
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.practice.queries import is_real
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import ANSWERED_CHANNELS, REACHED, Channel
from thuis_app.reaching.signals.models import Signal
from thuis_app.support.referrals.models import Referral, ReferralStep
from thuis_app.support.referrals.rules import ReferralState
from thuis_app.support.respite.models import RespiteRequest
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import COUNTED
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import ON_THE_WAY
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visit_reports.rules import Happened
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

MINUTES_OF_HOUR = 60


@dataclass(frozen=True)
class YearComparison:
    """A total: this year, last year up to the same day, and all of last year."""

    now: int
    then: int
    whole: int


@dataclass(frozen=True)
class GroupFigures:
    """The numbers of people reached in a group of villages, in each period."""

    name: str
    now: int
    then: int
    whole: int


@dataclass(frozen=True)
class MedianWait:
    """The median of the days waited, in each period; None is suppressed.

    `group` is a group of villages; without one it is that of all.
    """

    wait: Wait
    group: str | None
    now: int | None
    then: int | None
    whole: int | None


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
    hours: YearComparison
    groups: list[GroupFigures]
    visits_by_month: list[int]
    visits_by_month_then: list[int]
    waits: list[MedianWait]


def published_figures(actor: Actor, today: date) -> ReportFigures:
    """The figures up to the last month that is over, as they are shown.

    Numbers are rounded, each by itself; a total whose parts are shown is their sum.
    """
    exact = figures(actor, last_closed_day(today))
    groups = [
        GroupFigures(one.name, *map(rounded, (one.now, one.then, one.whole)))
        for one in exact.groups
    ]
    months, months_then = (
        list(map(rounded, numbers))
        for numbers in (exact.visits_by_month, exact.visits_by_month_then)
    )
    return replace(
        exact,
        groups=groups,
        people=_sums(groups),
        attempts=_rounded(exact.attempts),
        landed=_rounded(exact.landed),
        half_days=_rounded(exact.half_days),
        visits=YearComparison(
            sum(months), sum(months_then[: len(months)]), sum(months_then)
        ),
        visits_by_month=months,
        visits_by_month_then=months_then,
    )


def figures(actor: Actor, today: date) -> ReportFigures:
    """This year and last year, read from the summaries, however much there is.

    These are exact; `published_figures` are those for people to read.
    """
    require(policy.may_read(actor))
    periods = (this_year(today), last_year_so_far(today), last_year(today))
    by_month = _by_month(periods)
    counts, visits = _counts(by_month), _visits_by_month(by_month, today.year)
    people = _people(periods)
    groups = _groups(people)
    volunteers, hours = _volunteers(periods)
    return ReportFigures(
        periods=periods,
        people=_sums(groups),
        attempts=counts[Figure.ATTEMPTS],
        visits=counts[Figure.VISITS],
        landed=counts[Figure.LANDED],
        half_days=counts[Figure.HALF_DAYS],
        volunteers=volunteers,
        hours=hours,
        groups=groups,
        visits_by_month=visits[12 : 12 + today.month],
        visits_by_month_then=visits[:12],
        waits=_median_waits(
            periods, {row.id: row.cluster or row.name for row in people}
        ),
    )


def evidence(actor: Actor, year: int, today: date) -> Evidence:
    """How the people with a first contact in this year were reached, as it is shown.

    It never shows more people than the report of the year does: else what is small
    there could be reckoned from both.
    """
    require(policy.may_read(actor))
    period = closed_part(year, today)
    numbers, made_by = Counter[int](), Counter[Channel]()
    for channel, number, people in _first_contacts(period):
        numbers[band_of(number)] += people
        made_by[channel] += people
    by_number = [rounded(numbers[at]) for at in range(len(BANDS))]
    if sum(by_number) > _people_shown(period):
        by_number = [0 for _band in BANDS]
    exact = _tries(OutreachAttempt.channel, Channel, period)
    tries = rounded(sum(one.tries for one in exact.values()))
    ways = shared_out(exact, tries) if is_over(year, today) else {}
    return Evidence(
        years=_years(today),
        people=sum(by_number),
        tries=tries,
        by_number=by_number,
        by_first_way=first_ways(made_by, sum(by_number), ways),
        ways=ways,
        parts=_parts(period, ways),
    )


def evidence_together(actor: Actor, today: date) -> Evidence | None:
    """The same over all years that are over, eight at most, as each is shown; None
    where there are fewer than two."""
    require(policy.may_read(actor))
    years = [year for year in _years(today) if is_over(year, today)][:MOST_YEARS]
    if len(years) < 2:
        return None
    return together([evidence(actor, year, today) for year in years])


def _people_shown(period: ReportPeriod) -> int:
    """The people reached, as the report of the year shows them."""
    groups = _groups(_people((period, period, period)))
    return sum(rounded(one.now) for one in groups)


def _parts(
    period: ReportPeriod, ways: Mapping[Channel, AttemptCounts]
) -> dict[DayPart, AttemptCounts]:
    """The attempts that could be answered, by part of the day, as the ways
    show them together."""
    total = sum(one.tries for way, one in ways.items() if way in ANSWERED_CHANNELS)
    if not total:
        return {}
    return shared_out(_tries(OutreachAttempt.day_part, DayPart, period), total)


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
    number = counted.scalar_subquery() + 1
    spoke = exists().where(same, earlier, other.outcome.in_(REACHED))
    first = (
        select(OutreachAttempt.channel, number.label("number"))
        .where(
            OutreachAttempt.outcome.in_(REACHED),
            _in(OutreachAttempt.made_on, period),
            is_real(OutreachAttempt.contact_id),
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
    figures = [func.count().filter(side) for side in sides]
    query = select(column, *figures).where(
        _in(OutreachAttempt.made_on, period), is_real(OutreachAttempt.contact_id)
    )
    if column is OutreachAttempt.day_part:
        query = query.where(OutreachAttempt.channel.in_(ANSWERED_CHANNELS))
    rows = db.session.execute(query.group_by(column))
    found = {row[0]: AttemptCounts(*row[1:]) for row in rows}
    return {kind: found[kind] for kind in kinds if kind in found}


def _groups(rows: Sequence[Any]) -> list[GroupFigures]:
    """The numbers of each group of villages; one without a group stands alone.

    One that is not used any more is there for the people who were reached in it.
    """
    found: dict[str, list[int]] = {}
    for row in rows:
        numbers = row[2:5]
        if row.is_active or any(numbers):
            together = found.setdefault(row.cluster or row.name, [0, 0, 0])
            together[:] = map(sum, zip(together, numbers, strict=True))
    return [GroupFigures(name, *numbers) for name, numbers in found.items()]


def _sums(groups: Sequence[GroupFigures]) -> YearComparison:
    """What the groups have together."""
    return YearComparison(
        sum(one.now for one in groups),
        sum(one.then for one in groups),
        sum(one.whole for one in groups),
    )


def _rounded(total: YearComparison) -> YearComparison:
    return YearComparison(*map(rounded, (total.now, total.then, total.whole)))


def _people(periods: Sequence[ReportPeriod]) -> Sequence[Any]:
    """Per village how many different people were reached, in each period."""
    first_on = PersonReached.first_on
    counts = [func.count(first_on).filter(_in(first_on, one)) for one in periods]
    theirs = and_(PersonReached.area_id == Area.id, _in_any(first_on, periods))
    rows = db.session.execute(
        select(Area.cluster, Area.name, *counts, Area.is_active, Area.id)
        .select_from(Area)
        .outerjoin(PersonReached, theirs)
        .group_by(Area.id, Area.cluster, Area.name, Area.is_active)
    )
    return sorted(rows, key=lambda row: (fold(row.cluster), fold(row.name)))


def _by_month(periods: Sequence[ReportPeriod]) -> Sequence[Any]:
    """How much there was of each figure, by month, and of that in each period."""
    number, day = func.sum(DayCount.number), DayCount.day
    months = extract("year", day), extract("month", day)
    sums = [func.coalesce(number.filter(_in(day, one)), 0) for one in periods]
    this, _so_far, last = periods
    both = ReportPeriod(last.first, _whole(this.first.year).end)
    return db.session.execute(
        select(DayCount.figure, *months, number, *sums)
        .where(_in(day, both))
        .group_by(DayCount.figure, *months)
    ).all()


def _counts(rows: Sequence[Any]) -> dict[Figure, YearComparison]:
    """How much there was of each figure, in each period."""
    return {
        figure: YearComparison(
            *(sum(row[at] for row in rows if row.figure is figure) for at in (4, 5, 6))
        )
        for figure in Figure
    }


def _visits_by_month(rows: Sequence[Any], year: int) -> list[int]:
    """The visits in each month of the year before this one, and of this one."""
    found = {row[1:3]: row[3] for row in rows if row.figure is Figure.VISITS}
    return [
        found.get((one, month), 0) for one in (year - 1, year) for month in range(1, 13)
    ]


def _volunteers(
    periods: Sequence[ReportPeriod],
) -> tuple[YearComparison, YearComparison]:
    """The number of volunteers on at least a day of each period, and the whole hours
    that were approved of each, in one statement."""
    stopped = func.coalesce(Volunteer.until, User.ended_on)
    counts = [
        func.count().filter(
            Volunteer.since < one.end, or_(stopped.is_(None), stopped >= one.first)
        )
        for one in periods
    ]
    hours = [_minutes(one).scalar_subquery() for one in periods]
    query = select(*counts, *hours).where(Volunteer.stage.not_in(ON_THE_WAY))
    row = db.session.execute(query.join(User, User.id == Volunteer.user_id)).one()
    whole = (minutes // MINUTES_OF_HOUR for minutes in row[3:])
    return YearComparison(*row[:3]), YearComparison(*whole)


def _minutes(period: ReportPeriod) -> Select[Any]:
    """The minutes of volunteers that were approved, by the day they were made."""
    minutes = func.coalesce(func.sum(Claim.minutes), 0)
    is_approved = Claim.state.in_(COUNTED)
    return select(minutes).where(is_approved, _in(Claim.on, period))


def _median_waits(
    periods: Sequence[ReportPeriod], groups: Mapping[int, str]
) -> list[MedianWait]:
    """How long people waited, by kind: all together, then the groups that are shown."""
    rows = [
        (Wait(row.wait), groups[row.area_id], *_waited(row))
        for row in db.session.execute(_waits(periods))
    ]
    found, names = [], list(dict.fromkeys(groups.values()))
    for wait in Wait:
        of = [medians(_by_group(rows, wait, period, names)) for period in periods]
        found.append(MedianWait(wait, None, *(everybody for _by, everybody in of)))
        for name in names:
            cells = [by[name] for by, _everybody in of]
            if any(cell is not None for cell in cells):
                found.append(MedianWait(wait, name, *cells))
    return found


def _by_group(
    rows: Sequence[Any], wait: Wait, period: ReportPeriod, groups: Sequence[str]
) -> dict[str, list[int]]:
    """The days of each that waited for this, until a day of this period, by group."""
    found: dict[str, list[int]] = {name: [] for name in groups}
    for of, group, days, ended in rows:
        if of is wait and days >= 0 and period.first <= ended < period.end:
            found[group].append(days)
    return found


def _waited(row: Any) -> tuple[int, date]:
    """The days that were waited, and the day on which that ended."""
    began = row.day if row.moment is None else _day(row.moment)
    return (row.ended - began).days, row.ended


def _waits(periods: Sequence[ReportPeriod]) -> CompoundSelect[Any]:
    """From when until when each waited, of those for whom it ended in a period.

    Who was spoken to before the first signal, or was visited before the first yes,
    comes out with an end before the beginning: they did not wait.
    """
    spoke, came = func.min(PersonReached.first_on), func.min(Match.started_on)
    used, day = func.min(Booking.on), cast(null(), Date)
    moment = cast(null(), UtcDateTime)
    contacted = (
        select(*_wait(Wait.FIRST_CONTACT, PersonReached.area_id))
        .add_columns(func.min(Signal.received_at).label("moment"), day.label("day"))
        .add_columns(spoke.label("ended"))
        .join(Signal, Signal.contact_id == PersonReached.contact_id)
        .group_by(PersonReached.contact_id, PersonReached.area_id)
        .having(_in_any(spoke, periods))
    )
    matched = (
        select(*_wait(Wait.MATCH, Contact.area_id))
        .add_columns(moment, func.min(Assent.given_on), came)
        .join(Assent, Assent.contact_id == Contact.id)
        .join(Match, Match.contact_id == Contact.id)
        .where(Assent.participation == Participation.VISIT, is_real(Contact.id))
        .group_by(Contact.id, Contact.area_id)
        .having(_in_any(came, periods))
    )
    attended = (
        select(*_wait(Wait.RESPITE, Contact.area_id))
        .add_columns(moment, RespiteRequest.asked_on, used)
        .join(RespiteRequest, RespiteRequest.carer_id == Contact.id)
        .join(Booking, Booking.request_id == RespiteRequest.id)
        .where(Booking.state == BookingState.ATTENDED)
        .where(is_real(Contact.id), is_real(RespiteRequest.cared_for_id))
        .group_by(RespiteRequest.id, RespiteRequest.asked_on, Contact.area_id)
        .having(_in_any(used, periods))
    )
    return union_all(contacted, matched, attended)


def _wait(wait: Wait, area_id: Any) -> tuple[Any, Any]:
    return literal(wait.value).label("wait"), area_id.label("area_id")


def counted_by_day(year: int) -> Counter[tuple[Figure, date]]:
    """How much of each figure there was on each day of a year, from what happened."""
    found = Counter[tuple[Figure, date]]()
    made_on, starts_at, on = OutreachAttempt.made_on, Visit.starts_at, Booking.on
    for figure, when, rows in (
        (Figure.ATTEMPTS, made_on, _attempts(made_on, func.count())),
        (Figure.VISITS, starts_at, _visits(starts_at, func.count())),
        (Figure.HALF_DAYS, on, _half_days(on, func.count())),
    ):
        of_year = rows.where(_in(when, _whole(year))).group_by(when)
        for moment, number in db.session.execute(of_year):
            found[figure, _day(moment)] += number
    for moment in db.session.scalars(_landings(year)):
        found[Figure.LANDED, _day(moment)] += 1
    return found


def first_days(year: int) -> dict[int, date]:
    """The first day of a year on which each person was reached, from what happened."""
    found: dict[int, date] = {}
    for who, when, rows in _reached():
        first = rows.with_only_columns(who, func.min(when, type_=when.type))
        of_year = first.where(_in(when, _whole(year))).group_by(who)
        for contact_id, moment in db.session.execute(of_year):
            day = _day(moment)
            found[contact_id] = min(day, found.get(contact_id, day))
    return found


def first_day(contact_id: int, year: int) -> date | None:
    """The first day of a year on which this person was reached, from what happened."""
    found = [
        db.session.scalar(
            rows.with_only_columns(func.min(when, type_=when.type)).where(
                who == contact_id, _in(when, _whole(year))
            )
        )
        for who, when, rows in _reached()
    ]
    return min((_day(when) for when in found if when), default=None)


def has_just_landed(referral_id: int, year: int) -> bool:
    """Whether the newest step of a referral is the first of this year as landed.

    On PostgreSQL two notes at once would both be: the second waits for the first.
    """
    one = select(Referral.id).where(Referral.id == referral_id)
    db.session.execute(one.with_for_update())
    steps = _steps((ReferralState.LANDED,), ReferralStep.id)
    of_year = _in(ReferralStep.taken_at, _whole(year))
    mine = steps.where(ReferralStep.referral_id == referral_id, of_year)
    return len(db.session.scalars(mine.limit(2)).all()) == 1


def villages_of_people() -> Sequence[Any]:
    """Of each person the number of the village."""
    return db.session.execute(select(Contact.id, Contact.area_id)).all()


def years_counted() -> range:
    """The years in which something happened that is counted."""
    days = [
        _day(edge)
        for when in (
            *(OutreachAttempt.made_on, Visit.starts_at),
            *(ReferralStep.taken_at, Booking.on),
        )
        for end in (func.min, func.max)
        if (edge := db.session.scalar(select(end(when, type_=when.type)))) is not None
    ]
    years = [day.year for day in days]
    return range(min(years), max(years) + 1) if years else range(0)


def _reached() -> Iterator[tuple[Any, Any, Select[Any]]]:
    """How a person is reached: who, when, and the rows that say so."""
    tries = _attempts(OutreachAttempt.id).where(OutreachAttempt.outcome.in_(REACHED))
    yield OutreachAttempt.contact_id, OutreachAttempt.made_on, tries
    yield Visit.contact_id, Visit.starts_at, _visits(Visit.id)
    yield Referral.contact_id, ReferralStep.taken_at, _steps(BEGUN, Referral.id)
    for who in (RespiteRequest.carer_id, RespiteRequest.cared_for_id):
        yield who, Booking.on, _half_days(Booking.id)


def _landings(year: int) -> Select[Any]:
    """When each referral that landed in a year did so first."""
    when = ReferralStep.taken_at
    first = _steps((ReferralState.LANDED,), func.min(when, type_=when.type))
    return first.where(_in(when, _whole(year))).group_by(Referral.id)


def _attempts(*columns: Any) -> Select[Any]:
    return select(*columns).where(is_real(OutreachAttempt.contact_id))


def _visits(*columns: Any) -> Select[Any]:
    """Visits that were made: reported, and not to a closed door."""
    made = and_(VisitReport.is_current, VisitReport.happened == Happened.YES)
    return (
        select(*columns)
        .select_from(Visit)
        .join(VisitReport, and_(VisitReport.visit_id == Visit.id, made))
        .where(Visit.state == VisitState.REPORTED, is_real(Visit.contact_id))
    )


def _steps(states: Sequence[ReferralState], *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Referral)
        .join(ReferralStep, ReferralStep.referral_id == Referral.id)
        .where(ReferralStep.state.in_(states), is_real(Referral.contact_id))
    )


def _half_days(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Booking)
        .join(RespiteRequest, RespiteRequest.id == Booking.request_id)
        .where(
            Booking.state == BookingState.ATTENDED,
            is_real(RespiteRequest.carer_id),
            is_real(RespiteRequest.cared_for_id),
        )
    )


def _whole(year: int) -> ReportPeriod:
    return ReportPeriod(date(year, 1, 1), date(year + 1, 1, 1))


def _day(when: date | datetime) -> date:
    """The day on the village clock."""
    return clock.local(when).date() if isinstance(when, datetime) else when


def _in_any(when: Any, periods: Sequence[ReportPeriod]) -> ColumnElement[bool]:
    """Whether a day falls within any of these periods, or between them."""
    return _in(
        when,
        ReportPeriod(
            min(one.first for one in periods), max(one.end for one in periods)
        ),
    )


def _in(when: Any, period: ReportPeriod) -> ColumnElement[bool]:
    """Whether a day, or a moment on the village clock, falls within the period."""
    first, end = _edge(when, period.first), _edge(when, period.end)
    return and_(when >= first, when < end)


def _edge(when: Any, day: date) -> date | datetime:
    return clock.at(day, time()) if isinstance(when.type, UtcDateTime) else day
