from datetime import date, timedelta

import pytest

from thuis_app.directory.offerings.rules import is_stale

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(("days", "stale"), [(0, False), (90, False), (91, True)])
def test_after_ninety_days_it_is_time_to_ask_again(days: int, stale: bool) -> None:
    assert is_stale(TODAY - timedelta(days=days), TODAY) is stale


def test_what_was_never_confirmed_is_not_trusted() -> None:
    assert is_stale(None, TODAY)
