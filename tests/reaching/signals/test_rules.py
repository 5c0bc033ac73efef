from datetime import UTC, date, datetime

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


def test_what_nobody_handles_goes_after_28_days() -> None:
    received = datetime(2026, 11, 1, 9, tzinfo=UTC)

    assert rules.cleared_on(received) == date(2026, 11, 29)
    assert rules.month_of(received) == "2026-11"
