"""The amounts that were set here, and which hold on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.team.rates import policy, rules
from thuis_app.team.rates.models import Rate
from thuis_app.team.rates.rules import Amount, Rates


@dataclass(frozen=True)
class Setting:
    """The amounts that were set here, and which hold today."""

    rows: Sequence[Rate]
    now: Rates
    is_of_this_year: bool


def rates(actor: Actor, today: date) -> Setting:
    """The rates, the oldest first, for users who may set them."""
    require(policy.may_see_rates(actor))
    rows = db.session.scalars(select(Rate).order_by(Rate.from_on, Rate.id)).all()
    set_here = [row.amount for row in rows]
    now = rules.rates_on(today, set_here)
    return Setting(rows, now, rules.is_of_this_year(set_here, today))


def rate(actor: Actor, rate_id: int) -> Rate:
    """One rate, for users who may set them; raises Missing for others."""
    found = db.session.get(Rate, rate_id)
    if found is None or not policy.may_see_rates(actor):
        raise Missing
    return found


def amounts() -> list[Amount]:
    """The amounts that were set here, the oldest first."""
    rows = db.session.scalars(select(Rate).order_by(Rate.from_on, Rate.id))
    return [row.amount for row in rows]
