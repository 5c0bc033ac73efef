from datetime import date

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.team.payments import rules
from thuis_app.team.payments.rules import ListState, NotPayable, Payee


def payee(cents: int, number: str = "") -> Payee:
    return Payee(1, "Anna Bos", 1, 60, 0, 0, cents, number)


def test_the_last_closed_month_is_the_one_before_also_in_january() -> None:
    assert rules.last_closed_month(date(2026, 11, 30)) == date(2026, 10, 1)
    assert rules.last_closed_month(date(2026, 1, 1)) == date(2025, 12, 1)
    rules.check_closed(date(2025, 12, 1), date(2026, 1, 1))
    with pytest.raises(RuleBroken):
        rules.check_closed(date(2026, 1, 1), date(2026, 1, 31))


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (payee(500, "NL91ABNA0417164300"), None),
        (payee(500), NotPayable.NO_NUMBER),
        (payee(0), None),
        (payee(-1, "NL91ABNA0417164300"), NotPayable.PAID_TOO_MUCH),
    ],
)
def test_who_is_paid_needs_a_number_and_an_amount_that_is_not_below_zero(
    one: Payee, why: NotPayable | None
) -> None:
    assert one.not_payable is why


@pytest.mark.parametrize("state", [ListState.PAID, ListState.TAKEN_BACK])
def test_a_list_that_is_closed_stays_closed(state: ListState) -> None:
    rules.check_open(ListState.OPEN)
    with pytest.raises(RuleBroken):
        rules.check_open(state)
