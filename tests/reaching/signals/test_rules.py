import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.reaching.signals import rules
from thuis_app.reaching.signals.rules import Reporter, SignalState


def test_a_signal_is_taken_up_or_not_and_what_was_not_may_be_after_all() -> None:
    new, up, declined = SignalState.NEW, SignalState.ACCEPTED, SignalState.DECLINED
    allowed = {(new, up), (new, declined), (declined, up)}
    for before in SignalState:
        for after in SignalState:
            if (before, after) in allowed:
                assert rules.next_state(before, after) is after
                continue
            with pytest.raises(RuleBroken):
                rules.next_state(before, after)


def test_only_who_told_us_themselves_needs_not_be_told() -> None:
    shown = {one for one in Reporter if rules.must_inform(one)}

    assert shown == set(Reporter) - {Reporter.SELF}
