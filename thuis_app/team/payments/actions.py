"""Making a payment list, taking it back, and recording that it was paid."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Update, case, delete, func, insert, select, update

from thuis_app.core import audit_log, clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.errors import Clash, require
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.payments import policy, queries, rules
from thuis_app.team.payments.models import PaymentLine, PaymentList
from thuis_app.team.payments.rules import ListState, PaymentAuditEvent

AMOUNTS = (Claim.user_id, Claim.minutes, Claim.kilometres, Claim.costs)


def make(actor: Actor, month: date, user_ids: Collection[int]) -> PaymentList:
    """Put all that is to be paid to these volunteers, up to the end of a month, on a
    new payment list; on no other list can it be then."""
    require(policy.may_pay(actor))
    rules.check_closed(month, clock.today())
    rules.check_something(len(user_ids))
    row = PaymentList(month=month, made_by=actor.id)
    db.session.add(row)
    db.session.flush()
    lines = [_line(row, found) for found in _take(month, user_ids)]
    rules.check_something(len(lines))
    db.session.execute(insert(PaymentLine), lines)
    ground = f"{month:%Y-%m} claims {len(lines)} volunteers {len(user_ids)}"
    audit_log.record(actor, PaymentAuditEvent.MADE, row, contact_id=None, ground=ground)
    return row


def take_back(actor: Actor, payment_list: PaymentList) -> None:
    """Take a list back before it is paid: its claims can be on another list again."""
    require(policy.may_pay(actor))
    rules.check_open(payment_list.state)
    was = case(
        (Claim.paid_cents.is_(None), ClaimState.APPROVED.value),
        else_=ClaimState.PAID.value,
    )
    _move(payment_list, state=was)
    theirs = delete(PaymentLine).where(PaymentLine.list_id == payment_list.id)
    db.session.execute(theirs)
    _close(actor, payment_list, ListState.TAKEN_BACK)
    audit_log.record(actor, PaymentAuditEvent.TAKEN_BACK, payment_list, contact_id=None)


def record_paid(actor: Actor, payment_list: PaymentList, *, paid_on: date) -> None:
    """Record that all of a list was paid on a day."""
    require(policy.may_pay(actor))
    rules.check_open(payment_list.state)
    rules.check_paid_on(paid_on, payment_list.made_on)
    cents = select(PaymentLine.cents).where(
        PaymentLine.list_id == payment_list.id, PaymentLine.claim_id == Claim.id
    )
    paid_so_far = func.coalesce(Claim.paid_cents, 0) + cents.scalar_subquery()
    _move(payment_list, state=ClaimState.PAID, paid_on=paid_on, paid_cents=paid_so_far)
    payment_list.paid_on = paid_on
    _close(actor, payment_list, ListState.PAID)
    ground = paid_on.isoformat()
    audit_log.record(
        actor, PaymentAuditEvent.PAID, payment_list, contact_id=None, ground=ground
    )


def _take(month: date, user_ids: Collection[int]) -> list[Any]:
    """Take what is due for a list, for this transaction alone; of each claim its id,
    user, amounts, total, and what was paid of it."""
    due = _plain(update(Claim)).where(
        queries.is_due(month), Claim.user_id.in_(user_ids)
    )
    taken = due.values(state=ClaimState.LISTED, version=Claim.version + 1)
    found = taken.returning(Claim.id, *AMOUNTS, Claim.total, Claim.paid_cents)
    return list(db.session.execute(found).all())


def _line(payment_list: PaymentList, found: Any) -> dict[str, Any]:
    return {
        "list_id": payment_list.id,
        "claim_id": found.id,
        "user_id": found.user_id,
        "minutes": found.minutes,
        "kilometres": found.kilometres,
        "costs": found.costs,
        "cents": found.total - (found.paid_cents or 0),
        "is_difference": found.paid_cents is not None,
    }


def _move(payment_list: PaymentList, **values: Any) -> None:
    """Change all claims of a list; raises Clash when another request did before."""
    theirs = select(PaymentLine.claim_id).where(PaymentLine.list_id == payment_list.id)
    count = select(func.count()).select_from(theirs.subquery())
    moved = _plain(update(Claim)).where(
        Claim.id.in_(theirs), Claim.state == ClaimState.LISTED
    )
    done = db.session.execute(
        moved.values(version=Claim.version + 1, **values).returning(Claim.id)
    )
    if len(done.all()) != db.session.scalar(count):
        raise Clash


def _close(actor: Actor, payment_list: PaymentList, state: ListState) -> None:
    payment_list.state = state
    payment_list.closed_by, payment_list.closed_at = actor.id, clock.now()


def _plain(statement: Update) -> Update:
    """An UPDATE that leaves rows read before as they are in this session."""
    return statement.execution_options(synchronize_session=False)
