"""What waits for a second person, and who that is."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from thuis_app.core.actors import Role
from thuis_app.core.errors import RuleBroken
from thuis_app.organisation.accounts.rules import Grant, in_force, opened
from thuis_app.organisation.agreements import rules
from thuis_app.organisation.agreements.rules import AgreementState

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
COORDINATOR, LEAD = Role.COORDINATOR, Role.SAFEGUARDING_LEAD
BOARD, KEEPER, VOLUNTEER = Role.BOARD, Role.ADMINISTRATOR, Role.VOLUNTEER


def grant(*roles: Role, villages: tuple[int, ...] = ()) -> Grant:
    return Grant(frozenset(roles), area_ids=frozenset(villages))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (grant(), grant(VOLUNTEER, villages=(1,)), set()),
        (grant(), grant(COORDINATOR, villages=(1,)), {COORDINATOR}),
        (grant(), grant(BOARD), {BOARD}),
        (grant(COORDINATOR, villages=(1, 2)), grant(COORDINATOR, villages=(1,)), set()),
        (
            grant(COORDINATOR, villages=(1,)),
            grant(COORDINATOR, villages=(1, 2)),
            {COORDINATOR},
        ),
        (
            grant(COORDINATOR, villages=(1,)),
            Grant(frozenset({COORDINATOR}), all_areas=True),
            {COORDINATOR},
        ),
        (grant(VOLUNTEER, villages=(1,)), grant(VOLUNTEER, villages=(1, 2)), set()),
        (grant(COORDINATOR, villages=(1,)), grant(BOARD), {BOARD}),
    ],
)
def test_a_role_or_a_village_more_opens_files(
    before: Grant, after: Grant, found: set[Role]
) -> None:
    assert opened(before, after) == found


def test_of_a_role_that_waits_nothing_is_in_force() -> None:
    wanted = grant(COORDINATOR, LEAD, VOLUNTEER, villages=(1,))

    now = in_force(grant(), wanted, frozenset({COORDINATOR}))

    assert now == grant(VOLUNTEER, villages=(1,))


def test_a_village_that_waits_is_not_in_force_and_one_taken_away_is_gone() -> None:
    before = grant(COORDINATOR, villages=(1, 2))

    now = in_force(
        before, grant(COORDINATOR, villages=(2, 3)), frozenset({COORDINATOR})
    )

    assert now == grant(COORDINATOR, villages=(2,))


def test_all_villages_wait_as_one_does() -> None:
    before = grant(COORDINATOR, villages=(1,))
    wanted = Grant(frozenset({COORDINATOR}), all_areas=True)

    assert in_force(before, wanted, frozenset({COORDINATOR})) == before


def needing(
    roles: set[Role],
    *,
    others: Iterable[Role] = (),
    has_files: bool = True,
    has_agreers: bool = True,
    has_people: bool = True,
) -> frozenset[Role]:
    return rules.needing(
        frozenset(roles),
        frozenset(others),
        has_files=has_files,
        has_agreers=has_agreers,
        has_people=has_people,
    )


def test_the_first_of_each_right_needs_nobody_while_there_is_no_file() -> None:
    others = {KEEPER, BOARD}
    assert needing({COORDINATOR}, others=others, has_files=False) == set()
    assert needing({BOARD}, others=others, has_files=False) == {BOARD}
    assert needing({COORDINATOR}, others=others) == {COORDINATOR}


def test_the_second_administrator_of_the_first_steps_needs_nobody() -> None:
    others = {KEEPER, COORDINATOR}
    assert needing({KEEPER}, others=others, has_files=False) == set()
    assert needing({KEEPER}, others=others) == {KEEPER}


def test_without_files_and_with_nobody_to_ask_nobody_is_asked() -> None:
    alone = partial(needing, {BOARD}, others={BOARD}, has_agreers=False)
    assert alone(has_files=False) == set()
    assert alone(has_files=True) == {BOARD}


def test_a_volunteer_who_sees_nobody_needs_nobody() -> None:
    assert needing({VOLUNTEER}, has_people=False) == set()
    assert needing({VOLUNTEER}) == {VOLUNTEER}


@pytest.mark.parametrize(
    ("role", "files", "concerns"),
    [
        (BOARD, True, True),
        (KEEPER, True, True),
        (LEAD, True, True),
        (COORDINATOR, True, False),
        (Role.STAND_IN, False, False),
        (VOLUNTEER, False, False),
    ],
)
def test_who_has_the_right_agrees_or_the_board_or_another_administrator(
    role: Role, files: bool, concerns: bool
) -> None:
    asked = {"asked_by": 1, "about": 2}
    for is_about_concerns, answer in ((False, files), (True, concerns)):
        assert (
            rules.may_agree(3, {role}, **asked, for_concerns=is_about_concerns)
            is answer
        )


@pytest.mark.parametrize("user_id", [1, 2])
def test_neither_who_asks_nor_whom_it_is_about_agrees(user_id: int) -> None:
    roles = {KEEPER, BOARD, COORDINATOR}
    assert not rules.may_agree(user_id, roles, asked_by=1, about=2, for_concerns=False)


def test_a_request_lapses_after_a_week() -> None:
    late = NOON + timedelta(days=7)
    rules.must_be_open(AgreementState.OPEN, NOON, late - timedelta(seconds=1))

    with pytest.raises(RuleBroken):
        rules.must_be_open(AgreementState.OPEN, NOON, late)
    with pytest.raises(RuleBroken):
        rules.must_be_open(AgreementState.AGREED, NOON, NOON)
    with pytest.raises(RuleBroken):
        rules.must_be_open(AgreementState.OPEN, late, NOON)
