import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.visiting.visits import rules
from thuis_app.visiting.visits.rules import VisitState


def test_only_a_planned_visit_can_become_something_else() -> None:
    assert rules.next_state(VisitState.PLANNED, VisitState.REPORTED)
    for state in (VisitState.REPORTED, VisitState.CANCELLED):
        with pytest.raises(RuleBroken, match="RuleBroken"):
            rules.next_state(state, VisitState.REPORTED)
