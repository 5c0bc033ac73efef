"""Queries about claims: of a month or a year, to approve, and to pay."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, extract, func, select
from sqlalchemy.orm import joinedload

from thuis_app.core import clock, events
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import DayCursor, Page, by_name, in_order, page
from thuis_app.organisation.accounts.models import User
from thuis_app.team.claims import policy, rules
from thuis_app.team.claims.models import Claim, ClaimProposal
from thuis_app.team.claims.rules import (
    COUNTED,
    UNPAID,
    ClaimState,
    Ledger,
    Over,
    ProposalsWanted,
    Reached,
    Source,
)
from thuis_app.team.rates.queries import amounts
from thuis_app.team.rates.rules import Amount, Rates, rates_on
from thuis_app.team.volunteers import policy as volunteers

OLDEST_FIRST = Claim.on, Claim.id
MONTH: Any = extract("year", Claim.on), extract("month", Claim.on)
SUMMED: Any = (
    func.count(Claim.id),
    func.coalesce(func.sum(Claim.minutes), 0),
    func.coalesce(func.sum(Claim.kilometres), 0),
    func.coalesce(func.sum(Claim.total), 0),
)


@dataclass(frozen=True)
class Waiting:
    """A claim to approve: its amount, and the maxima it would exceed."""

    claim: Claim
    cents: int
    reached: Reached
    rates: Rates
    over: tuple[Over, ...]

    @property
    def key(self) -> str:
        """Names this very version: what was changed meanwhile is another."""
        return f"{self.claim.id}.{self.claim.version}"


@dataclass(frozen=True)
class Sums:
    """Hours, kilometres and money together."""

    claims: int = 0
    minutes: int = 0
    kilometres: int = 0
    cents: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.claims + other.claims,
            self.minutes + other.minutes,
            self.kilometres + other.kilometres,
            self.cents + other.cents,
        )


@dataclass(frozen=True)
class Payment:
    """What is approved for one volunteer in a month, and not paid yet."""

    user: User
    sums: Sums


@dataclass(frozen=True)
class Year:
    """The year of a volunteer, and the number of months above the maximum."""

    user_id: int
    name: str
    sums: Sums
    months_over: int


@dataclass(frozen=True)
class Month:
    """The claims of a user in a month, and the totals of their year."""

    month: date
    claims: Sequence[Claim]
    sums: Sums
    year: Sums
    rates: Rates

    @property
    def before(self) -> date:
        return rules.month_before(self.month)

    @property
    def after(self) -> date | None:
        """The next month, unless it has not come."""
        following = rules.next_month(self.month)
        return following if following <= clock.today() else None


def get(actor: Actor, claim_id: int) -> Claim:
    """Hours or costs that this actor may know of; any other do not exist."""
    return _one(claim_id, policy.visible_to(actor))


def get_own(actor: Actor, claim_id: int) -> Claim:
    """A claim of this volunteer; raises Missing for others."""
    return _one(claim_id, policy.own(actor))


def to_judge(actor: Actor, claim_id: int) -> Claim:
    """A claim this coordinator may approve; raises Missing for others."""
    return _one(claim_id, policy.judged_by(actor))


def volunteer(actor: Actor, user_id: int) -> User:
    """A volunteer whose hours this coordinator keeps; never themselves."""
    found = db.session.scalar(
        select(User).where(
            volunteers.visible_to(actor), User.id == user_id, User.id != actor.id
        )
    )
    if found is None:
        raise Missing
    return found


def proposals(actor: Actor, today: date) -> list[ClaimProposal]:
    """The actor's own work of the last weeks that is not claimed yet."""
    return _proposed(actor, ProposalsWanted(since=today - rules.PROPOSED_FOR))


def proposal(actor: Actor, source: Source) -> ClaimProposal:
    """The actor's own work of one source, unless it is claimed already."""
    found = _proposed(actor, ProposalsWanted(source=source))
    if not found:
        raise Missing
    return found[0]


def weighed(actor: Actor, claims: Sequence[Claim]) -> list[Waiting]:
    """Each of these as if those before it were approved already."""
    set_here, known = amounts(), ledger(actor, claims)
    found = []
    for claim in claims:
        now = rates_on(claim.on, set_here)
        cents = rules.total(claim.minutes, claim.kilometres, claim.costs, now)
        reached = known.reached(claim.user_id, claim.on)
        over = rules.over(reached, cents, now)
        if not over:
            known.add(claim.user_id, claim.on, cents)
        found.append(Waiting(claim, cents, reached, now, over))
    return found


def waiting(actor: Actor, after: DayCursor | None = None) -> Page[Waiting, DayCursor]:
    """A page of the claims this coordinator may approve, the oldest first."""
    require(policy.may_judge_any(actor))
    query = in_order(_waiting(actor), OLDEST_FIRST, after)
    found = page(db.session.scalars(query).all(), lambda row: (row.on, row.id))
    return Page(weighed(actor, found.rows), found.after)


def waiting_among(actor: Actor, claim_ids: Collection[int]) -> Sequence[Claim]:
    """Those of these that still wait for this coordinator, in the same order."""
    these = _waiting(actor).where(Claim.id.in_(claim_ids)).order_by(*OLDEST_FIRST)
    return db.session.scalars(these).all()


def count_waiting(actor: Actor) -> int:
    """The number of claims this coordinator may approve."""
    query = select(func.count(Claim.id)).where(
        policy.judged_by(actor), Claim.state == ClaimState.CLAIMED
    )
    return db.session.scalar(query) or 0


def waiting_of(user: User) -> tuple[int, datetime | None]:
    """The number of claims of a user that wait, and when the first was written."""
    row = db.session.execute(
        select(func.count(Claim.id), func.min(Claim.written_at)).where(
            Claim.user_id == user.id, Claim.state == ClaimState.CLAIMED
        )
    ).one()
    return row[0], row[1]


def of_month(actor: Actor, user_id: int, month: date) -> Month:
    """The claims of a user in a month, the last day first."""
    claims = db.session.scalars(
        select(Claim)
        .options(joinedload(Claim.writer))
        .where(
            policy.visible_to(actor),
            Claim.user_id == user_id,
            _between(month, rules.next_month(month)),
        )
        .order_by(Claim.on.desc(), Claim.id.desc())
    ).all()
    sums = sum((_alone(claim) for claim in claims), Sums())
    last = rules.next_month(month) - timedelta(days=1)
    now = rates_on(last, amounts())
    return Month(month, claims, sums, of_year(actor, user_id, month.year), now)


def ledger(actor: Actor, claims: Iterable[Claim]) -> Ledger:
    """The amounts that the users of these claims had, in the years of the claims."""
    about = [(claim.user_id, claim.on.year) for claim in claims]
    if not about:
        return Ledger()
    years = [year for _user, year in about]
    rows = db.session.execute(
        select(Claim.user_id, *MONTH, SUMMED[-1])
        .where(
            policy.visible_to(actor),
            Claim.user_id.in_({user_id for user_id, _year in about}),
            Claim.state.in_(COUNTED),
            _between(date(min(years), 1, 1), date(max(years) + 1, 1, 1)),
        )
        .group_by(Claim.user_id, *MONTH)
    )
    return Ledger((row[0], date(int(row[1]), int(row[2]), 1), row[3]) for row in rows)


def of_year(actor: Actor, user_id: int, year: int) -> Sums:
    """The totals of a user's year so far: what was approved or paid."""
    row = db.session.execute(
        select(*SUMMED).where(
            policy.visible_to(actor), Claim.user_id == user_id, _counted(year)
        )
    ).one()
    return Sums(*row)


def months_to_pay(actor: Actor) -> list[tuple[date, Sums]]:
    """The months with something approved that was not paid yet, the oldest first."""
    require(policy.may_judge_any(actor))
    days = select(Claim.on, *SUMMED).where(_to_pay(actor)).group_by(Claim.on)
    found: dict[date, Sums] = {}
    for day, *sums in db.session.execute(days.order_by(Claim.on)):
        month = day.replace(day=1)
        found[month] = found.get(month, Sums()) + Sums(*sums)
    return list(found.items())


def payments(actor: Actor, month: date, after: int | None = None) -> Page[Payment, int]:
    """A page of the payments of a month, by name."""
    require(policy.may_judge_any(actor))
    theirs = select(Claim.id).where(Claim.user_id == User.id, _unpaid_in(month))
    users = policy.judged_users(actor).where(theirs.exists())
    shown = by_name(users, User.sort_name, User.id, after).subquery()
    these = _payments(actor, month).where(User.id.in_(select(shown.c.id)))
    return page(_paid(these), lambda one: one.user.id)


def has_treasurer(actor: Actor) -> bool:
    """Whether anybody makes payment lists."""
    require(policy.may_judge_any(actor))
    held = select(User.id).where(User.has_role(Role.TREASURER), User.is_active)
    return db.session.scalar(held.limit(1)) is not None


def years(
    actor: Actor, year: int, set_here: Iterable[Amount], after: int | None = None
) -> Page[Year, int]:
    """A page of the years of volunteers, by name."""
    require(policy.may_judge_any(actor))
    query = by_name(_names(actor, year), User.sort_name, User.id, after)
    shown = page(db.session.execute(query).all(), lambda row: row[0])
    names = {row[0]: row[1] for row in shown.rows}
    these = and_(policy.judged_by(actor), Claim.user_id.in_(names))
    return Page(_years(year, names, these, set_here), shown.after)


def whole_year(actor: Actor, year: int, set_here: Iterable[Amount]) -> list[Year]:
    """The same of everybody at once."""
    require(policy.may_judge_any(actor))
    everybody = _names(actor, year).order_by(User.sort_name, User.id)
    names = {row[0]: row[1] for row in db.session.execute(everybody)}
    these = Claim.user_id.in_(policy.judged_users(actor))
    return _years(year, names, these, set_here)


def _proposed(actor: Actor, wanted: ProposalsWanted) -> list[ClaimProposal]:
    return list(chain.from_iterable(events.gather(actor, wanted)))


def _one(claim_id: int, seen: ColumnElement[bool]) -> Claim:
    both = joinedload(Claim.user), joinedload(Claim.writer)
    found = db.session.scalar(
        select(Claim).options(*both).where(Claim.id == claim_id, seen)
    )
    if found is None:
        raise Missing
    return found


def _waiting(actor: Actor) -> Select[Claim]:
    return (
        select(Claim)
        .options(joinedload(Claim.user), joinedload(Claim.writer))
        .where(policy.judged_by(actor), Claim.state == ClaimState.CLAIMED)
    )


def _alone(claim: Claim) -> Sums:
    """One line, with its money once that is agreed."""
    return Sums(1, claim.minutes, claim.kilometres, claim.total or 0)


def _names(actor: Actor, year: int) -> Select[int, str]:
    """Who has hours in this year, asked of each account: a page by name stops early."""
    theirs = select(Claim.id).where(Claim.user_id == User.id, _counted(year))
    users = policy.judged_users(actor).where(theirs.exists())
    return users.add_columns(User.name)


def _years(
    year: int,
    names: dict[int, str],
    these: ColumnElement[bool],
    set_here: Iterable[Amount],
) -> list[Year]:
    found = {user_id: Sums() for user_id in names}
    over = dict.fromkeys(names, 0)
    most = _month_maxima(year, list(set_here))
    months = db.session.execute(
        select(Claim.user_id, MONTH[1], *SUMMED)
        .where(these, _counted(year))
        .group_by(Claim.user_id, MONTH[1])
    )
    for user_id, month, *sums in months:
        found[user_id] += Sums(*sums)
        over[user_id] += sums[3] > most[int(month)]
    return [Year(one, names[one], found[one], over[one]) for one in names]


def _month_maxima(year: int, set_here: list[Amount]) -> dict[int, int]:
    """The maximum of each month of a year, as it is on its last day."""
    following = {n: rules.next_month(date(year, n, 1)) for n in range(1, 13)}
    return {
        month: rates_on(day - timedelta(days=1), set_here).month_max
        for month, day in following.items()
    }


def _payments(actor: Actor, month: date) -> Select[*tuple[Any, ...]]:
    return (
        select(User, *SUMMED)
        .join(Claim, Claim.user_id == User.id)
        .where(policy.judged_by(actor), _unpaid_in(month))
        .group_by(User.id)
        .order_by(User.sort_name, User.id)
    )


def _paid(query: Select[*tuple[Any, ...]]) -> list[Payment]:
    return [Payment(row[0], Sums(*row[1:])) for row in db.session.execute(query)]


def _to_pay(actor: Actor) -> ColumnElement[bool]:
    theirs = Claim.user_id.in_(policy.judged_users(actor))
    return and_(theirs, Claim.state.in_(UNPAID))


def _unpaid_in(month: date) -> ColumnElement[bool]:
    inside = _between(month, rules.next_month(month))
    return and_(Claim.state.in_(UNPAID), inside)


def _counted(year: int) -> ColumnElement[bool]:
    first, end = rules.year_of(date(year, 1, 1))
    return and_(Claim.state.in_(COUNTED), _between(first, end))


def _between(first: date, end: date) -> ColumnElement[bool]:
    return and_(Claim.on >= first, Claim.on < end)
