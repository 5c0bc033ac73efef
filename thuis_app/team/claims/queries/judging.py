"""What waits for a coordinator, weighed against the amounts of its day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.team.claims import policy, rules
from thuis_app.team.claims.models import Claim, Rate
from thuis_app.team.claims.queries.sums import amounts, ledger
from thuis_app.team.claims.rules import ClaimState, Over, Rates, Reached

ROWS = 25


@dataclass(frozen=True)
class Waiting:
    """What is to be judged: what it comes to, and which maxima it would pass."""

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
class Setting:
    """The amounts that were set here, and which hold today."""

    rows: Sequence[Rate]
    now: Rates
    is_of_this_year: bool


def rates(actor: Actor, today: date) -> Setting:
    """The amounts, the oldest first, for whoever sets them."""
    require(policy.may_see_rates(actor))
    rows = db.session.scalars(select(Rate).order_by(Rate.from_on, Rate.id)).all()
    set_here = [row.amount for row in rows]
    now = rules.rates_on(today, set_here)
    return Setting(rows, now, rules.is_of_this_year(set_here, today))


def rate(actor: Actor, rate_id: int) -> Rate:
    """One amount, for whoever sets them."""
    found = db.session.get(Rate, rate_id)
    if found is None or not policy.may_see_rates(actor):
        raise Missing
    return found


def weighed(actor: Actor, claims: Sequence[Claim]) -> list[Waiting]:
    """Each of these as if those before it were approved already."""
    set_here, known = amounts(), ledger(actor, claims)
    found = []
    for claim in claims:
        now = rules.rates_on(claim.on, set_here)
        cents = rules.total(claim.minutes, claim.kilometres, claim.costs, now)
        reached = known.reached(claim.user_id, claim.on)
        over = rules.over(reached, cents, now)
        if not over:
            known.add(claim.user_id, claim.on, cents)
        found.append(Waiting(claim, cents, reached, now, over))
    return found


def waiting(
    actor: Actor, after: tuple[date, int] | None = None
) -> tuple[list[Waiting], tuple[date, int] | None]:
    """What waits for this coordinator, the oldest first; and where the rest begins."""
    require(policy.may_judge_any(actor))
    asked = _waiting(actor).limit(ROWS + 1)
    if after:
        asked = asked.where(_behind(*after))
    rows = db.session.scalars(asked).all()
    last = rows[ROWS - 1] if len(rows) > ROWS else None
    return weighed(actor, rows[:ROWS]), (last.on, last.id) if last else None


def waiting_among(actor: Actor, claim_ids: Collection[int]) -> Sequence[Claim]:
    """Those of these that still wait for this coordinator, in the same order."""
    return db.session.scalars(_waiting(actor).where(Claim.id.in_(claim_ids))).all()


def count_waiting(actor: Actor) -> int:
    """How much waits for this coordinator."""
    asked = select(func.count(Claim.id)).where(
        policy.judged_by(actor), Claim.state == ClaimState.CLAIMED
    )
    return db.session.scalar(asked) or 0


def _waiting(actor: Actor) -> Select[Claim]:
    return (
        select(Claim)
        .options(joinedload(Claim.user))
        .where(policy.judged_by(actor), Claim.state == ClaimState.CLAIMED)
        .order_by(Claim.on, Claim.id)
    )


def _behind(on: date, claim_id: int) -> ColumnElement[bool]:
    return or_(Claim.on > on, and_(Claim.on == on, Claim.id > claim_id))
