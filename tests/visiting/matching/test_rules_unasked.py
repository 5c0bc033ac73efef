from datetime import date
from typing import Any

from thuis_app.core.day_parts import WeekPart
from thuis_app.visiting.matching import rules
from thuis_app.visiting.matching.rules import (
    Bar,
    Candidate,
    MatchProposal,
    Near,
    PersonToVisit,
    UnaskedReason,
)

TODAY = date(2026, 11, 24)
PETS, SMOKE = PersonToVisit(has_pets=True), PersonToVisit(smokes=True)


def seen(person: PersonToVisit = PETS, **more: Any) -> MatchProposal:
    values: dict[str, Any] = {"user_id": 1, "name": "Griet", "near": Near.SAME_VILLAGE}
    values |= {"times": frozenset({WeekPart.TUESDAY_MORNING})}
    return rules.proposal(person, Candidate(**(values | more)), TODAY)


def test_where_nobody_waits_nobody_is_asked() -> None:
    assert rules.why_unasked([]) is UnaskedReason.NO_ONE_WAITS
    assert rules.best([]) is None


def test_who_waits_far_away_does_not_count() -> None:
    assert rules.why_unasked([seen(near=Near.ELSEWHERE)]) is UnaskedReason.FAR


def test_the_hard_no_that_is_met_most_is_told() -> None:
    shut: dict[str, Any] = {"pets_ok": False, "smoke_ok": False}
    waiting = [seen(SMOKE, **shut), seen(PETS, **shut), seen(PETS, **shut)]

    assert rules.why_unasked(waiting) is Bar.PETS
    assert rules.best(waiting) is None


def test_one_who_would_fit_is_enough_to_say_that_nothing_is_in_the_way() -> None:
    waiting = [seen(PETS, pets_ok=False), seen(SMOKE, pets_ok=False)]

    assert rules.why_unasked(waiting) is UnaskedReason.OVERLOOKED
    assert rules.best(waiting) is waiting[1]


def test_who_never_said_when_is_easily_passed_by() -> None:
    assert rules.why_unasked([seen(times=frozenset())]) is UnaskedReason.NO_TIMES


def test_the_best_fit_is_the_one_who_scores_highest() -> None:
    near, far = seen(), seen(near=Near.ELSEWHERE)

    assert rules.best([far, near]) is near
