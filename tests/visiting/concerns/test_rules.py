from datetime import UTC, datetime, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.visiting.concerns import rules
from thuis_app.visiting.concerns.rules import (
    ConcernKind,
    ConcernOutcome,
    ConcernState,
    ConcernStepKind,
    Terms,
)

HARM = ConcernKind.HARM


def test_a_new_concern_is_taken_on_before_it_is_closed() -> None:
    with pytest.raises(RuleBroken):
        rules.next_state(ConcernState.NEW, ConcernState.CLOSED)


def test_every_concern_can_be_closed() -> None:
    reached, left = set(), {ConcernState.NEW}
    while left:
        state = left.pop()
        reached.add(state)
        left |= set(rules.MOVES.get(state, ())) - reached

    assert reached == set(ConcernState)


def test_nothing_is_closed_without_a_step() -> None:
    for outcome in rules.OUTCOMES[HARM]:
        with pytest.raises(RuleBroken) as refused:
            rules.refuse_too_early(HARM, outcome, [])
        assert refused.value.code == "concern.no_step"


@pytest.mark.parametrize("outcome", sorted(rules.WEIGHED_FIRST))
@pytest.mark.parametrize(
    "taken", [[ConcernStepKind.TALK], [ConcernStepKind.WEIGH], [ConcernStepKind.DECIDE]]
)
def test_who_reports_or_arranges_help_has_weighed_and_decided(
    outcome: ConcernOutcome, taken: list[ConcernStepKind]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.refuse_too_early(HARM, outcome, taken)

    assert refused.value.code == "concern.not_decided"


def test_after_all_steps_everything_may_be_the_outcome() -> None:
    for outcome in rules.OUTCOMES[HARM]:
        rules.refuse_too_early(HARM, outcome, list(ConcernStepKind))


def test_nothing_wrong_after_all_needs_one_step_only() -> None:
    rules.refuse_too_early(
        HARM, ConcernOutcome.NOTHING_WRONG, [ConcernStepKind.CONSULT]
    )


def test_what_cannot_wait_comes_to_the_stand_in_sooner() -> None:
    raised_at, terms = datetime(2026, 3, 28, 22, 30, tzinfo=UTC), Terms(2, 24)

    assert terms.act_by(raised_at, is_urgent=True) - raised_at == timedelta(hours=2)
    assert terms.act_by(raised_at, is_urgent=False) - raised_at == timedelta(days=1)


@pytest.mark.parametrize("kind", rules.HANDED_IN)
def test_every_kind_has_steps_and_outcomes_of_its_own(kind: ConcernKind) -> None:
    assert rules.steps_of(kind) and rules.outcomes_of(kind)


def test_every_step_and_outcome_belongs_to_a_kind() -> None:
    assert {one for steps in rules.STEPS.values() for one in steps} == set(
        ConcernStepKind
    )
    assert {one for ends in rules.OUTCOMES.values() for one in ends} == set(
        ConcernOutcome
    )


def test_help_for_somebody_who_falls_needs_no_weighing() -> None:
    rules.refuse_too_early(
        ConcernKind.FRAILTY,
        ConcernOutcome.HELP_ARRANGED,
        [ConcernStepKind.CALL_DOCTOR],
    )


def test_a_step_of_another_kind_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.refuse_other_step(ConcernKind.FRAILTY, ConcernStepKind.WEIGH)

    assert refused.value.code == "concern.other_step"


def test_without_a_kind_there_is_no_step_and_no_end() -> None:
    with pytest.raises(RuleBroken):
        rules.refuse_other_step(None, ConcernStepKind.TALK)
    with pytest.raises(RuleBroken):
        rules.refuse_too_early(
            None, ConcernOutcome.NOTHING_WRONG, [ConcernStepKind.TALK]
        )


def test_what_is_about_the_foundation_is_never_handed_in_here() -> None:
    with pytest.raises(RuleBroken):
        rules.must_be_handed_in(ConcernKind.ABOUT_US)
