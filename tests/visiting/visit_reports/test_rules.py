from datetime import UTC, date, datetime, timedelta

import pytest

from thuis_app.core.errors import RuleBroken
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.visit_reports import rules
from thuis_app.visiting.visit_reports.rules import Findings, Happened, How, Mood
from thuis_app.visiting.visits.rules import VisitState

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("how", "happened", "mood"),
    [
        (How.GOOD, Happened.YES, Mood.GOOD),
        (How.SO_SO, Happened.YES, Mood.SO_SO),
        (How.HARD, Happened.YES, Mood.HARD),
        (How.NOBODY_HOME, Happened.NOBODY_HOME, None),
        (How.CANCELLED, Happened.CANCELLED, None),
    ],
)
def test_one_question_says_whether_there_was_a_visit_and_how_it_was(
    how: How, happened: Happened, mood: Mood | None
) -> None:
    found = Findings(how)

    assert (found.happened, found.mood) == (happened, mood)


def test_nobody_home_is_a_visit_that_was_made_and_a_cancelled_one_is_not() -> None:
    assert rules.state_after(Happened.NOBODY_HOME) is VisitState.REPORTED
    assert rules.state_after(Happened.CANCELLED) is VisitState.CANCELLED


def test_a_report_is_settled_when_the_day_in_the_village_is_over() -> None:
    just_before_midnight = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)

    rules.check_same_day(just_before_midnight, TUESDAY)
    with pytest.raises(RuleBroken):
        rules.check_same_day(just_before_midnight, TUESDAY + timedelta(days=1))


def test_a_visit_later_today_can_be_reported_and_one_of_tomorrow_cannot() -> None:
    tomorrow_in_the_village = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)

    rules.check_come(datetime(2026, 11, 24, 20, 0, tzinfo=UTC), TUESDAY)
    with pytest.raises(RuleBroken):
        rules.check_come(tomorrow_in_the_village, TUESDAY)


def test_after_a_goodbye_only_what_was_before_it_is_still_reported() -> None:
    stopped_on = TUESDAY - timedelta(days=2)

    def expected(day: date) -> bool:
        return rules.is_expected(day, stopped_on, TUESDAY)

    assert expected(TUESDAY - timedelta(days=3))
    assert not expected(TUESDAY - timedelta(days=1))
    assert not expected(TUESDAY)
    assert not expected(TUESDAY + timedelta(days=1))
    assert rules.is_expected(TUESDAY, None, TUESDAY)


def test_own_words_without_a_box_are_a_wish_too() -> None:
    assert Findings(How.GOOD, wish_text="To the market").subjects == [Subject.OTHER]
    assert Findings(How.GOOD).subjects == []
    recorded = Findings(How.GOOD, wishes=[Subject.EATING], wish_text="With others")
    assert recorded.subjects == [Subject.EATING]
