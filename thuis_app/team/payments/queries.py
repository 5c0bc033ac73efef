"""What is to be paid, and the payment lists. No description of a claim is read: a name
may stand in it."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Missing, require
from thuis_app.core.paging import Page, in_order, page
from thuis_app.core.tablet_encryption import Keyring
from thuis_app.organisation.accounts.models import User
from thuis_app.team.bank_accounts import queries as bank_accounts
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState, WhatFor, next_month
from thuis_app.team.payments import policy
from thuis_app.team.payments.models import PaymentLine, PaymentList
from thuis_app.team.payments.rules import Payee

CENTS = Claim.total - func.coalesce(Claim.paid_cents, 0)


@dataclass(frozen=True)
class ListedClaim:
    """A line of a payment list: of which day, and what for; never its description."""

    line: PaymentLine
    on: date
    what_for: WhatFor


@dataclass(frozen=True)
class ListRow:
    """A payment list, and what is on it."""

    payment_list: PaymentList
    payees: int
    cents: int


def is_due(month: date) -> ColumnElement[bool]:
    """The claims that are to be paid up to the end of a month: what was approved, and
    what was corrected after it was paid."""
    is_approved = and_(Claim.state == ClaimState.APPROVED, Claim.on < next_month(month))
    is_corrected = and_(Claim.state == ClaimState.PAID, Claim.total != Claim.paid_cents)
    return or_(is_approved, is_corrected)


def due(actor: Actor, month: date, keys: Keyring) -> list[Payee]:
    """What is to be paid to each volunteer up to the end of a month, by name."""
    require(policy.may_pay(actor))
    is_new = Claim.state == ClaimState.APPROVED
    query = _by_name(
        func.count(Claim.id),
        *(
            func.sum(case((is_new, amount), else_=0))
            for amount in (Claim.minutes, Claim.kilometres, Claim.costs)
        ),
        func.sum(CENTS),
    )
    query = query.join(Claim, Claim.user_id == User.id).where(is_due(month))
    return _with_numbers(actor, query, keys)


def get(actor: Actor, list_id: int) -> PaymentList:
    """A payment list; raises Missing for who is no treasurer."""
    found = db.session.scalar(
        select(PaymentList)
        .options(joinedload(PaymentList.maker))
        .where(policy.visible_to(actor), PaymentList.id == list_id)
    )
    if found is None:
        raise Missing
    return found


def lists(actor: Actor, after: int | None = None) -> Page[ListRow, int]:
    """A page of the payment lists, the newest first."""
    require(policy.may_pay(actor))
    query = (
        select(
            PaymentList,
            func.count(PaymentLine.user_id.distinct()),
            func.coalesce(func.sum(PaymentLine.cents), 0),
        )
        .outerjoin(PaymentLine, PaymentLine.list_id == PaymentList.id)
        .group_by(PaymentList.id)
    )
    cursor = (after,) if after else None
    query = in_order(query, (PaymentList.id,), cursor, is_descending=True)
    rows = [ListRow(*row) for row in db.session.execute(query)]
    return page(rows, lambda row: row.payment_list.id)


def payees(actor: Actor, payment_list: PaymentList, keys: Keyring) -> list[Payee]:
    """What is paid to each volunteer by a payment list, by name."""
    is_new = PaymentLine.is_difference.is_(False)
    query = _by_name(
        func.count(PaymentLine.claim_id),
        *(
            func.sum(case((is_new, amount), else_=0))
            for amount in (
                PaymentLine.minutes,
                PaymentLine.kilometres,
                PaymentLine.costs,
            )
        ),
        func.sum(PaymentLine.cents),
    )
    query = query.join(PaymentLine, PaymentLine.user_id == User.id).where(
        PaymentLine.list_id == payment_list.id
    )
    return _with_numbers(actor, query, keys)


def lines(actor: Actor, payment_list: PaymentList, user_id: int) -> list[ListedClaim]:
    """The lines of one volunteer on a payment list, the oldest first."""
    require(policy.may_pay(actor))
    rows = db.session.execute(
        select(PaymentLine, Claim.on, Claim.what_for)
        .join(Claim, Claim.id == PaymentLine.claim_id)
        .where(PaymentLine.list_id == payment_list.id, PaymentLine.user_id == user_id)
        .order_by(Claim.on, Claim.id)
    )
    return [ListedClaim(*row) for row in rows]


def _by_name(*sums: Any) -> Select[*tuple[Any, ...]]:
    query = select(User.id, User.name, *sums).group_by(User.id)
    return query.order_by(User.sort_name, User.id)


def _with_numbers(
    actor: Actor, query: Select[*tuple[Any, ...]], keys: Keyring
) -> list[Payee]:
    found = [Payee(*row) for row in db.session.execute(query)]
    known = bank_accounts.numbers(actor, [one.user_id for one in found], keys)
    return [replace(one, account_number=known.get(one.user_id, "")) for one in found]
