from itertools import product

import pytest

from thuis_app.core.actors import Role
from thuis_app.core.errors import RuleBroken
from thuis_app.organisation.accounts import rules
from thuis_app.organisation.accounts.rules import Grant, RoleFault

VOLUNTEER, COORDINATOR = Role.VOLUNTEER, Role.COORDINATOR
KEEPER = Grant(frozenset({Role.ADMINISTRATOR}))


def grant(*roles: Role, all_areas: bool = False, areas: tuple[int, ...] = ()) -> Grant:
    return Grant(frozenset(roles), all_areas, frozenset(areas))


@pytest.mark.parametrize(
    ("was", "stays", "others", "is_refused"),
    [
        (was, stays, others, was and not stays and others == 0)
        for was, stays, others in product([True, False], [True, False], [0, 1, 2])
    ],
)
def test_there_is_always_an_administrator(
    was: bool, stays: bool, others: int, is_refused: bool
) -> None:
    try:
        rules.must_keep_an_administrator(was=was, stays=stays, others=others)
    except RuleBroken as broken:
        assert is_refused and broken.code == "account.last_administrator"
    else:
        assert not is_refused


def test_a_safeguarding_lead_is_a_coordinator() -> None:
    alone = grant(Role.SAFEGUARDING_LEAD)
    both = grant(Role.SAFEGUARDING_LEAD, COORDINATOR)

    assert rules.role_fault(KEEPER, alone, is_self=False) is RoleFault.LEAD_ALONE
    assert rules.role_fault(KEEPER, both, is_self=False) is None


@pytest.mark.parametrize(
    ("before", "after", "goes_beyond"),
    [
        (grant(VOLUNTEER), grant(VOLUNTEER), False),
        (grant(VOLUNTEER), grant(COORDINATOR), True),
        (grant(VOLUNTEER, COORDINATOR), grant(VOLUNTEER), False),
        (grant(COORDINATOR, areas=(1,)), grant(COORDINATOR, areas=(1, 2)), True),
        (grant(COORDINATOR, areas=(1, 2)), grant(COORDINATOR, areas=(2,)), False),
        (grant(COORDINATOR, areas=(1,)), grant(COORDINATOR, all_areas=True), True),
        (grant(COORDINATOR, all_areas=True), grant(COORDINATOR, areas=(1,)), False),
    ],
)
def test_nobody_allows_themselves_more_than_they_had(
    before: Grant, after: Grant, goes_beyond: bool
) -> None:
    fault = rules.role_fault(before, after, is_self=True)

    assert fault is (RoleFault.OWN if goes_beyond else None)
    assert rules.role_fault(before, after, is_self=False) is None


def test_villages_are_kept_only_where_they_mean_something() -> None:
    assert grant(Role.BOARD, areas=(1,), all_areas=True).trimmed == grant(Role.BOARD)
    whole = grant(COORDINATOR, areas=(1,), all_areas=True)
    assert whole.trimmed == grant(COORDINATOR, all_areas=True)
    assert grant(VOLUNTEER, areas=(1,)).trimmed == grant(VOLUNTEER, areas=(1,))


def test_an_account_that_ended_gets_no_link() -> None:
    rules.must_be_in_use(True)
    with pytest.raises(RuleBroken):
        rules.must_be_in_use(False)
