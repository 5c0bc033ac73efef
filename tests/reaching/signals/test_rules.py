import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.reaching.signals import rules
from thuis_app.reaching.signals.rules import Reporter, SignalState


def test_a_signal_is_taken_up_or_not_and_that_is_that() -> None:
    for decided in (SignalState.ACCEPTED, SignalState.DECLINED):
        assert rules.next_state(SignalState.NEW, decided) is decided
        for again in SignalState:
            with pytest.raises(RuleBroken):
                rules.next_state(decided, again)


def test_only_who_told_us_themselves_needs_not_be_told() -> None:
    shown = {one for one in Reporter if rules.must_inform(one)}

    assert shown == set(Reporter) - {Reporter.SELF}
