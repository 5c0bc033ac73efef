from dataclasses import replace
from typing import Any

import pytest

from thuis_app.core.day_parts import DayPart
from thuis_app.reaching.outreach_steps import rules
from thuis_app.reaching.outreach_steps.rules import STANDARD, Channel, Fault, Way


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"gaps": (2, 7)}, {"gap_1": Fault.TOO_CLOSE}),
        ({"gaps": (7, 5)}, {"gap_2": Fault.SHRINKS}),
        ({"after_a_talk": 2}, {"after_a_talk": Fault.TOO_CLOSE}),
        ({"not_now_rests": 1}, {"not_now_rests": Fault.TOO_CLOSE}),
        (
            {"ways": (Way(Channel.CARD, ()), *STANDARD.ways[1:])},
            {"parts_card": Fault.NO_PART},
        ),
        (
            {"ways": (STANDARD.ways[0], STANDARD.ways[2])},
            {"ways": Fault.TOO_FEW_WAYS},
        ),
    ],
)
def test_what_cannot_be_followed_is_named_at_its_place(
    wrong: dict[str, Any], where: dict[str, Fault]
) -> None:
    assert rules.faults(replace(STANDARD, **wrong)) == where


def test_gaps_may_be_equal_and_as_short_as_the_minimum() -> None:
    assert rules.faults(replace(STANDARD, gaps=(3, 3, 3))) == {}


def test_the_rules_never_go_below_the_minimum_whatever_the_table_says() -> None:
    table = replace(STANDARD, gaps=(1,), after_a_talk=1)

    assert table.gap_after(1).days == 3
    assert table.at_least(table.after_a_talk).days == 3


def test_a_way_that_is_not_in_the_table_is_proposed_by_day() -> None:
    assert DayPart.EVENING not in STANDARD.parts_of(Channel.ACTIVITY)
