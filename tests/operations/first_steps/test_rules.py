from dataclasses import replace

import pytest

from thuis_app.operations.first_steps import rules
from thuis_app.operations.first_steps.rules import (
    OptionalStep,
    SetUp,
    Step,
    StepState,
)

ALL = SetUp(
    has_details=True,
    has_villages=True,
    has_coordinator=True,
    has_sent_mail=True,
    has_timer=True,
    has_backup=True,
    has_own_offerings=True,
    has_rooms=True,
    has_practised=True,
    administrators=2,
)
WITHOUT = {
    Step.FOUNDATION: {"has_details": False},
    Step.VILLAGES: {"has_villages": False},
    Step.COORDINATOR: {"has_coordinator": False},
    Step.MAIL: {"has_sent_mail": False},
    Step.TIMER: {"has_timer": False},
    Step.BACKUP: {"has_backup": False},
    Step.OFFERINGS: {"has_own_offerings": False},
    Step.ROOMS: {"has_rooms": False},
    Step.PRACTICE: {"has_practised": False},
    Step.ADMINISTRATORS: {"administrators": 1},
}


def test_an_empty_installation_has_ten_steps_to_do() -> None:
    found = rules.lines(SetUp(), ())

    assert [one.state for one in found] == [StepState.OPEN] * 10
    assert not rules.is_finished(found)


def test_with_all_there_every_step_is_done() -> None:
    found = rules.lines(ALL, ())

    assert {one.state for one in found} == {StepState.DONE}
    assert rules.is_finished(found)


@pytest.mark.parametrize("step", list(Step))
def test_each_step_is_done_by_what_is_there_alone(step: Step) -> None:
    found = rules.lines(replace(ALL, **WITHOUT[step]), ())  # type: ignore[arg-type]

    assert [one.step for one in found if one.state is StepState.OPEN] == [step]


def test_practising_is_done_once_the_person_is_gone_again() -> None:
    found = rules.lines(replace(ALL, is_practising=True), ())

    assert [one.step for one in found if one.state is StepState.OPEN] == [Step.PRACTICE]


def test_a_step_that_does_not_apply_is_no_longer_open() -> None:
    there = replace(ALL, has_rooms=False)
    found = rules.lines(there, [OptionalStep.ROOMS])

    assert [one.step for one in found if one.state is StepState.SKIPPED] == [Step.ROOMS]
    assert rules.is_finished(found)


def test_what_is_there_is_done_also_where_it_was_said_not_to_apply() -> None:
    found = rules.lines(ALL, list(OptionalStep))

    assert {one.state for one in found} == {StepState.DONE}


def test_what_every_foundation_needs_cannot_be_left_out() -> None:
    optional = {one.step for one in rules.lines(SetUp(), ()) if one.is_optional}

    assert optional == {Step.OFFERINGS, Step.ROOMS, Step.PRACTICE}
