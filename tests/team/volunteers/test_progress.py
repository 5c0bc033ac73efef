"""The steps of a volunteer, and what is asked at each, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuis_app.core.errors import RuleBroken
from thuis_app.team.volunteers import rules
from thuis_app.team.volunteers.rules import (
    Requirement,
    VolunteerStage,
    VolunteerStep,
    VolunteerStepStatus,
)

TODAY = date(2026, 11, 22)
ALL = tuple(Requirement)
STAGES = st.sampled_from(list(VolunteerStage))
SOME = st.sets(st.sampled_from(ALL))


def next_stage(
    now: VolunteerStage,
    wanted: VolunteerStage,
    missing: tuple[Requirement, ...] = (),
    because: str = "",
    people: int = 0,
) -> VolunteerStage:
    return rules.next_stage(
        now, wanted, missing=missing, because=because, people=people
    )


def lit(progress: rules.VolunteerProgress) -> list[VolunteerStep]:
    return [step for step, stop in progress if stop is VolunteerStepStatus.NOW]


def test_the_steps_lead_from_the_first_word_to_the_goodbye() -> None:
    stages = list(VolunteerStage)
    now = stages[0]

    for wanted in stages[1:]:
        now = next_stage(now, wanted)

    assert now is VolunteerStage.LEFT


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (VolunteerStage.INTERESTED, VolunteerStage.ACTIVE),
        (VolunteerStage.ACTIVE, VolunteerStage.LEFT),
        (VolunteerStage.LEFT, VolunteerStage.ACTIVE),
    ],
)
def test_nobody_skips_a_step(now: VolunteerStage, wanted: VolunteerStage) -> None:
    with pytest.raises(RuleBroken, match="RuleBroken"):
        next_stage(now, wanted)


@pytest.mark.parametrize("before", ["applied", "paused", "leaving"])
def test_nobody_starts_without_what_is_required_unless_somebody_writes_why(
    before: str,
) -> None:
    now, wanted = VolunteerStage(before), VolunteerStage.ACTIVE
    with pytest.raises(RuleBroken) as refused:
        next_stage(now, wanted, missing=(Requirement.VOG,))

    assert refused.value.code == "volunteer.not_ready"
    assert next_stage(now, wanted, (Requirement.VOG,), "A nurse.") is wanted


def test_nobody_leaves_people_behind() -> None:
    with pytest.raises(RuleBroken) as refused:
        next_stage(VolunteerStage.LEAVING, VolunteerStage.LEFT, people=1)

    assert refused.value.code == "volunteer.still_visits"


def test_a_pause_may_be_made_longer() -> None:
    paused = VolunteerStage.PAUSED
    assert next_stage(paused, paused) is paused


@given(STAGES, st.booleans(), SOME, SOME)
def test_one_step_is_lit_at_most(
    stage: VolunteerStage,
    has_talked: bool,
    required: set[Requirement],
    missing: set[Requirement],
) -> None:
    progress = rules.progress(
        stage, has_talked=has_talked, required=required, missing=missing & required
    )

    assert len(lit(progress)) == (0 if stage is VolunteerStage.LEFT else 1)


def test_what_is_lacking_is_lit_before_the_start() -> None:
    missing = (Requirement.VOG, Requirement.TRAINING)
    progress = rules.progress(
        VolunteerStage.APPLIED, has_talked=True, required=ALL, missing=missing
    )

    assert lit(progress) == [VolunteerStep.VOG]
    assert dict(progress)[VolunteerStep.TRAINING] is VolunteerStepStatus.AHEAD
    assert dict(progress)[VolunteerStep.AGREEMENT] is VolunteerStepStatus.DONE


def test_what_is_not_asked_is_no_step() -> None:
    progress = rules.progress(
        VolunteerStage.APPLIED, has_talked=True, required=(Requirement.VOG,), missing=()
    )

    assert VolunteerStep.TRAINING not in dict(progress)
    assert lit(progress) == [VolunteerStep.ACTIVE]


def test_a_paper_that_ran_out_is_lit_for_who_visits_already() -> None:
    progress = rules.progress(
        VolunteerStage.ACTIVE,
        has_talked=False,
        required=ALL,
        missing=(Requirement.VOG,),
    )

    assert lit(progress) == [VolunteerStep.VOG]


def test_what_is_required_and_not_seen_or_run_out_is_lacking() -> None:
    yesterday = TODAY - timedelta(days=1)
    met = {Requirement.AGREEMENT: None, Requirement.VOG: yesterday}
    required = {Requirement.AGREEMENT, Requirement.VOG, Requirement.TRAINING}

    missing = rules.lacking(met, required, TODAY)

    assert missing == (Requirement.VOG, Requirement.TRAINING)


def test_a_paper_is_good_on_its_last_day() -> None:
    assert rules.lacking({Requirement.VOG: TODAY}, {Requirement.VOG}, TODAY) == ()


@pytest.mark.parametrize(
    ("days", "announced"),
    [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_what_runs_out_is_announced_90_30_and_7_days_before(
    days: int, announced: int | None
) -> None:
    assert rules.announce_on(TODAY + timedelta(days=days), TODAY) == announced


def test_what_never_runs_out_is_never_announced() -> None:
    assert rules.announce_on(None, TODAY) is None
    assert rules.review_by(TODAY, None) is None


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 400))
def test_each_announcement_comes_once_on_the_way_down(last: date, ahead: int) -> None:
    days = [last - timedelta(days=left) for left in range(ahead, -1, -1)]

    said = [rules.announce_on(last, day) for day in days]

    changes = [b for a, b in zip([None, *said], said, strict=False) if b != a]
    assert changes == [n for n in (90, 30, 7) if n in said]


@pytest.mark.parametrize(
    ("seen_on", "months", "until"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2026, 12, 15), 36, date(2029, 12, 15)),
    ],
)
def test_months_are_counted_as_people_count_them(
    seen_on: date, months: int, until: date
) -> None:
    assert rules.review_by(seen_on, months) == until
