"""A claim is paid once; what was corrected afterwards makes a difference."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import TABLET_KEYS
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.core.tablet_encryption import keyring
from thuis_app.organisation.accounts.models import User
from thuis_app.team.claims import actions as claims
from thuis_app.team.claims.models import Claim
from thuis_app.team.claims.rules import ClaimState
from thuis_app.team.payments import actions, queries
from thuis_app.team.payments.models import PaymentLine, PaymentList
from thuis_app.team.payments.rules import ListState

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 4)


@pytest.fixture(autouse=True)
def in_may(database: None) -> Iterator[None]:
    clock.set_source(lambda: make.at(MAY, 12))
    yield


@pytest.fixture
def treasurer(in_may: None) -> Actor:
    return make.actor(make.user(Role.TREASURER))


def approved(user: User, on: date, cents: int = 5_00, **more: Any) -> Claim:
    state = ClaimState.APPROVED
    return make.claim(user, on=on, state=state, total=cents, costs=cents, **more)


def with_number() -> User:
    user = make.volunteer()
    make.bank_account(user)
    return user


def due(treasurer: Actor, month: date = APRIL) -> list[tuple[int, int]]:
    found = queries.due(treasurer, month, keyring(TABLET_KEYS))
    return [(one.user_id, one.cents) for one in found]


def made(treasurer: Actor, month: date = APRIL) -> PaymentList:
    ids = [user_id for user_id, _cents in due(treasurer, month)]
    row = actions.make(treasurer, month, ids)
    db.session.expire_all()
    return row


def lines() -> list[tuple[int, int, bool]]:
    found = db.session.scalars(select(PaymentLine).order_by(PaymentLine.list_id))
    return [(one.claim_id, one.cents, one.is_difference) for one in found]


def test_a_list_holds_all_that_was_approved_up_to_the_end_of_its_month(
    treasurer: Actor,
) -> None:
    user = with_number()
    march, april = approved(user, MARCH), approved(user, date(2026, 4, 30))
    may, waiting = approved(user, MAY), make.claim(user, on=MARCH, costs=1_00)

    made(treasurer)

    assert [one[0] for one in lines()] == [march.id, april.id]
    assert (march.state, april.state) == (ClaimState.LISTED, ClaimState.LISTED)
    assert (may.state, waiting.state) == (ClaimState.APPROVED, ClaimState.CLAIMED)
    assert due(treasurer) == []


def test_no_claim_is_on_two_lists(treasurer: Actor) -> None:
    user = with_number()
    approved(user, MARCH)
    made(treasurer)

    with pytest.raises(RuleBroken):
        actions.make(treasurer, APRIL, [user.id])

    assert len(lines()) == 1


def test_what_is_on_a_list_that_was_taken_back_can_be_on_the_next(
    treasurer: Actor,
) -> None:
    user = with_number()
    claim = approved(user, MARCH)
    first = made(treasurer)

    actions.take_back(treasurer, first)
    db.session.expire_all()

    assert (claim.state, first.state) == (ClaimState.APPROVED, ListState.TAKEN_BACK)
    assert due(treasurer) == [(user.id, 5_00)]
    second = made(treasurer)
    assert [one[0] for one in lines()] == [claim.id] and second.id != first.id


def test_what_was_paid_has_its_day_and_is_not_taken_back(treasurer: Actor) -> None:
    claim = approved(with_number(), MARCH)
    row = made(treasurer)

    actions.record_paid(treasurer, row, paid_on=MAY)
    db.session.expire_all()

    assert (claim.state, claim.paid_on, claim.paid_cents) == (
        ClaimState.PAID,
        MAY,
        5_00,
    )
    assert (row.state, row.paid_on) == (ListState.PAID, MAY)
    with pytest.raises(RuleBroken):
        actions.take_back(treasurer, row)
    with pytest.raises(RuleBroken):
        actions.record_paid(treasurer, row, paid_on=MAY)


def test_nothing_is_paid_before_the_list_is_made(treasurer: Actor) -> None:
    approved(with_number(), MARCH)
    row = made(treasurer)

    with pytest.raises(RuleBroken):
        actions.record_paid(treasurer, row, paid_on=MARCH)


def test_what_was_corrected_after_it_was_paid_makes_a_difference_once(
    treasurer: Actor,
) -> None:
    user, coordinator = with_number(), make.actor(make.coordinator())
    claim = approved(user, MARCH)
    actions.record_paid(treasurer, made(treasurer), paid_on=MAY)
    db.session.expire_all()
    assert due(treasurer) == []

    right = {"minutes": 60, "kilometres": 0, "costs": 7_50}
    claims.correct(coordinator, claim, because="The receipt says more.", **right)
    db.session.flush()

    assert due(treasurer) == [(user.id, 2_50)]
    actions.record_paid(treasurer, made(treasurer), paid_on=MAY)
    db.session.expire_all()
    assert lines() == [(claim.id, 5_00, False), (claim.id, 2_50, True)]
    assert (claim.paid_cents, due(treasurer)) == (7_50, [])


def test_a_difference_on_a_list_that_was_taken_back_stays_paid(
    treasurer: Actor,
) -> None:
    user, coordinator = with_number(), make.actor(make.coordinator())
    claim = approved(user, MARCH)
    actions.record_paid(treasurer, made(treasurer), paid_on=MAY)
    db.session.expire_all()
    right = {"minutes": 60, "kilometres": 0, "costs": 7_50}
    claims.correct(coordinator, claim, because="More.", **right)
    db.session.flush()

    actions.take_back(treasurer, made(treasurer))
    db.session.expire_all()

    assert (claim.state, claim.paid_cents) == (ClaimState.PAID, 5_00)
    assert due(treasurer) == [(user.id, 2_50)]


def test_what_is_corrected_while_it_is_on_a_list_is_paid_by_the_next(
    treasurer: Actor,
) -> None:
    user, coordinator = with_number(), make.actor(make.coordinator())
    claim = approved(user, MARCH)
    row = made(treasurer)
    right = {"minutes": 60, "kilometres": 0, "costs": 4_00}
    claims.correct(coordinator, claim, because="Less.", **right)
    db.session.flush()

    actions.record_paid(treasurer, row, paid_on=MAY)
    db.session.expire_all()

    assert (claim.total, claim.paid_cents) == (4_00, 5_00)
    assert due(treasurer) == [(user.id, -1_00)]


def test_an_action_leaves_one_line(treasurer: Actor) -> None:
    approved(with_number(), MARCH)

    actions.take_back(treasurer, made(treasurer))
    actions.record_paid(treasurer, made(treasurer), paid_on=MAY)

    entries = select(AuditEntry.event).where(AuditEntry.event.startswith("payment."))
    assert db.session.scalars(entries.order_by(AuditEntry.id)).all() == [
        "payment.made",
        "payment.taken_back",
        "payment.made",
        "payment.paid",
    ]


@pytest.mark.parametrize(
    "role", [Role.COORDINATOR, Role.VOLUNTEER, Role.BOARD, Role.ADMINISTRATOR]
)
def test_nobody_but_the_treasurer_makes_a_list(role: Role) -> None:
    user = with_number()
    approved(user, MARCH)

    with pytest.raises(Denied):
        actions.make(make.actor(make.user(role)), APRIL, [user.id])
