from datetime import date

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.organisation.absences import rules
from thuis_app.organisation.absences.rules import DaysAway

WEEK = DaysAway(date(2026, 12, 1), date(2026, 12, 7))


@pytest.mark.parametrize(
    "days",
    [
        DaysAway(date(2026, 12, 7), date(2026, 12, 1)),
        DaysAway(date(2026, 12, 1), date(2027, 12, 31)),
    ],
)
def test_days_in_the_wrong_order_or_too_many_are_refused(days: DaysAway) -> None:
    with pytest.raises(RuleBroken):
        rules.check_days(days, [])


def test_nobody_is_away_twice_on_one_day() -> None:
    with pytest.raises(RuleBroken):
        rules.check_days(DaysAway(date(2026, 12, 7), date(2026, 12, 9)), [WEEK])

    rules.check_days(DaysAway(date(2026, 12, 8), date(2026, 12, 9)), [WEEK])
