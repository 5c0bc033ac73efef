from datetime import UTC, datetime, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.visiting.concerns import rules
from thuis_app.visiting.concerns.rules import (
    ConcernOutcome,
    ConcernState,
    ConcernStepKind,
    Terms,
)


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
    for outcome in ConcernOutcome:
        with pytest.raises(RuleBroken) as refused:
            rules.refuse_too_early(outcome, [])
        assert refused.value.code == "concern.no_step"


@pytest.mark.parametrize("outcome", sorted(rules.WEIGHED_FIRST))
@pytest.mark.parametrize(
    "taken", [[ConcernStepKind.TALK], [ConcernStepKind.WEIGH], [ConcernStepKind.DECIDE]]
)
def test_who_reports_or_arranges_help_has_weighed_and_decided(
    outcome: ConcernOutcome, taken: list[ConcernStepKind]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.refuse_too_early(outcome, taken)

    assert refused.value.code == "concern.not_decided"


def test_after_all_steps_everything_may_be_the_outcome() -> None:
    for outcome in ConcernOutcome:
        rules.refuse_too_early(outcome, list(ConcernStepKind))


def test_nothing_wrong_after_all_needs_one_step_only() -> None:
    rules.refuse_too_early(ConcernOutcome.NOTHING_WRONG, [ConcernStepKind.CONSULT])


def test_what_cannot_wait_comes_to_the_stand_in_sooner() -> None:
    raised_at, terms = datetime(2026, 3, 28, 22, 30, tzinfo=UTC), Terms(2, 24)

    assert terms.act_by(raised_at, is_urgent=True) - raised_at == timedelta(hours=2)
    assert terms.act_by(raised_at, is_urgent=False) - raised_at == timedelta(days=1)
