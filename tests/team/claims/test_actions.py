from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.team.claims import actions
from thuis_app.team.claims.models import Claim, ClaimProposal
from thuis_app.team.claims.rules import ClaimState, Source, WhatFor
from thuis_app.team.rates import actions as rates
from thuis_app.team.rates.rules import RateKind

pytestmark = pytest.mark.usefixtures("database")

JANUARY = date(2026, 1, 15)


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_an_approval_keeps_the_amounts_of_the_day_itself() -> None:
    coordinator = make.actor(make.coordinator())
    rates.add_rate(
        coordinator,
        kind=RateKind.PER_KILOMETRE,
        cents=30,
        from_on=date(clock.today().year, 1, 1),
    )
    claim = make.claim(kilometres=10, costs=2_50)

    actions.approve(coordinator, claim)

    assert (claim.cents_per_kilometre, claim.total) == (30, 5_50)
    assert (claim.judged_by, claim.judged_on) == (coordinator.id, clock.today())
    assert events() == ["rate.added", "claim.approved"]


def test_a_later_amount_changes_nothing_that_was_approved() -> None:
    coordinator, claim = make.actor(make.coordinator()), make.claim(kilometres=10)
    actions.approve(coordinator, claim)

    year = clock.today().year
    for kind in (RateKind.PER_KILOMETRE, RateKind.PER_HOUR):
        rates.add_rate(coordinator, kind=kind, cents=99, from_on=date(year, 1, 1))

    assert (claim.cents_per_kilometre, claim.total) == (23, 2_30)


def test_hours_are_paid_where_the_foundation_says_so() -> None:
    coordinator, claim = make.actor(make.coordinator()), make.claim(minutes=90)
    from_on = date(clock.today().year, 1, 1)
    rates.add_rate(coordinator, kind=RateKind.PER_HOUR, cents=2_00, from_on=from_on)

    actions.approve(coordinator, claim)

    assert claim.total == 3_00


def test_over_the_maximum_takes_a_reason_that_is_kept() -> None:
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer()
    make.claim(volunteer, on=JANUARY, state=ClaimState.PAID, total=200_00)
    claim = make.claim(volunteer, on=JANUARY, costs=10_01)

    with pytest.raises(RuleBroken):
        actions.approve(coordinator, claim)
    actions.approve(coordinator, claim, because="There are receipts of it all.")

    assert claim.state is ClaimState.APPROVED
    assert claim.over_because == "There are receipts of it all."
    ground = db.session.scalars(select(AuditEntry.ground)).all()
    assert ground == ["There are receipts of it all."]


def test_a_reason_is_not_kept_where_none_was_needed() -> None:
    claim = make.claim(kilometres=1)

    actions.approve(make.actor(make.coordinator()), claim, because="Just so.")

    assert claim.over_because == ""


def test_all_at_once_stops_at_the_maximum() -> None:
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer()
    claims = [make.claim(volunteer, on=JANUARY, costs=100_00) for _one in range(3)]

    assert actions.approve_all(coordinator, claims) == 2
    assert [claim.state for claim in claims] == [
        ClaimState.APPROVED,
        ClaimState.APPROVED,
        ClaimState.CLAIMED,
    ]
    assert events() == ["claim.approved"] * 2


def test_all_at_once_leaves_alone_what_is_not_ones_own_to_judge() -> None:
    village = make.area()
    both = make.user(Role.COORDINATOR, Role.VOLUNTEER, areas=[village])
    elsewhere = make.claim(make.volunteer(make.area()))
    own, near = make.claim(both), make.claim(make.volunteer(village))

    assert actions.approve_all(make.actor(both), [own, elsewhere, near]) == 1
    assert (own.state, elsewhere.state) == (ClaimState.CLAIMED, ClaimState.CLAIMED)


def test_nobody_approves_refuses_or_corrects_their_own() -> None:
    both = make.user(Role.COORDINATOR, Role.VOLUNTEER)
    claim, actor = make.claim(both), make.actor(both)

    with pytest.raises(Denied):
        actions.approve(actor, claim)
    with pytest.raises(Denied):
        actions.refuse(actor, claim, because="No.")
    with pytest.raises(Denied):
        actions.correct(actor, claim, minutes=1, kilometres=0, costs=0, because="More.")
    assert claim.state is ClaimState.CLAIMED


def test_what_was_sent_back_is_put_right_and_waits_again() -> None:
    volunteer, coordinator = make.volunteer(), make.actor(make.coordinator())
    claim = make.claim(volunteer)

    actions.refuse(coordinator, claim, because="The day is wrong.")
    assert claim.refused_because == "The day is wrong."
    actions.change(make.actor(volunteer), claim, on=JANUARY)

    assert (claim.state, claim.refused_because) == (ClaimState.CLAIMED, "")
    assert (claim.judged_by, claim.on) == (None, JANUARY)
    assert events() == ["claim.refused", "claim.changed"]


@pytest.mark.parametrize(
    "state", [ClaimState.APPROVED, ClaimState.LISTED, ClaimState.PAID]
)
def test_what_is_settled_is_not_changed_or_taken_back(state: ClaimState) -> None:
    volunteer = make.volunteer()
    claim, actor = make.claim(volunteer, state=state), make.actor(volunteer)

    with pytest.raises(RuleBroken):
        actions.change(actor, claim, minutes=600)
    with pytest.raises(RuleBroken):
        actions.take_back(actor, claim)


def test_what_is_taken_back_is_gone_but_for_the_audit_log() -> None:
    volunteer = make.volunteer()
    claim = make.claim(volunteer)

    actions.take_back(make.actor(volunteer), claim)

    assert db.session.scalar(select(func.count(Claim.id))) == 0
    assert events() == ["claim.taken_back"]


def test_another_volunteer_changes_nothing() -> None:
    claim, other = make.claim(), make.actor(make.volunteer())

    with pytest.raises(Denied):
        actions.change(other, claim, minutes=1)
    with pytest.raises(Denied):
        actions.take_back(other, claim)


def test_an_approval_can_be_taken_back_until_it_is_on_a_payment_list() -> None:
    coordinator, claim = make.actor(make.coordinator()), make.claim(costs=5_00)
    actions.approve(coordinator, claim)

    actions.reopen(coordinator, claim)
    assert (claim.state, claim.total) == (ClaimState.CLAIMED, None)

    actions.approve(coordinator, claim)
    claim.state = ClaimState.LISTED
    with pytest.raises(RuleBroken):
        actions.reopen(coordinator, claim)


def test_what_was_paid_is_corrected_at_the_amounts_of_its_day() -> None:
    coordinator = make.actor(make.coordinator())
    paid: dict[str, Any] = {"state": ClaimState.PAID, "total": 2_30, "paid_cents": 2_30}
    claim = make.claim(kilometres=10, cents_per_kilometre=23, cents_per_hour=0, **paid)

    actions.correct(
        coordinator, claim, minutes=60, kilometres=20, costs=1_00, because="Too far."
    )

    assert (claim.state, claim.total, claim.paid_cents) == (
        ClaimState.PAID,
        5_60,
        2_30,
    )
    assert claim.corrected_because == "Too far."
    assert events() == ["claim.corrected"]


def test_what_is_only_approved_is_not_corrected() -> None:
    claim = make.claim(state=ClaimState.APPROVED, total=0)

    with pytest.raises(RuleBroken):
        actions.correct(
            make.actor(make.coordinator()),
            claim,
            minutes=1,
            kilometres=0,
            costs=0,
            because="No.",
        )


def test_nobody_takes_over_the_work_of_somebody_else() -> None:
    someone, contact = make.volunteer(), make.contact()
    source = Source(WhatFor.VISIT, 1)
    proposal = ClaimProposal(source, make.volunteer().id, contact, clock.now(), 60, 0)

    with pytest.raises(Denied):
        actions.take_over(make.actor(someone), proposal)
