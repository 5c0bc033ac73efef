from datetime import date, timedelta

import pytest

from thuis_app.overview.reminders import rules
from thuis_app.overview.reminders.rules import ReminderFigures

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "figures",
    [
        ReminderFigures(visits_today=1),
        ReminderFigures(visits_tomorrow=1),
        ReminderFigures(to_report=2, requests_today=1),
        ReminderFigures(board=1),
    ],
)
def test_what_waits_is_worth_a_mail(figures: ReminderFigures) -> None:
    assert figures.is_worth_a_mail


@pytest.mark.parametrize(
    "figures",
    [
        ReminderFigures(),
        ReminderFigures(to_report=3),
        ReminderFigures(papers=2),
        ReminderFigures(overdue=1),
    ],
)
def test_nothing_or_only_what_was_said_before_is_not(figures: ReminderFigures) -> None:
    assert not figures.is_worth_a_mail


def test_a_report_is_asked_for_a_few_times_and_never_on_the_day_itself() -> None:
    wanted = [
        days
        for days in range(60)
        if rules.is_wanted(TUESDAY - timedelta(days=days), TUESDAY)
    ]

    assert wanted == [1, 3, 7, 14]


@pytest.mark.parametrize(
    ("day", "volunteers", "coordinators"),
    [
        (TUESDAY, True, True),
        (date(2026, 11, 28), True, False),
        (date(2026, 11, 29), False, False),
        (date(2026, 12, 25), False, False),
        (date(2026, 4, 27), False, False),
        (date(2026, 4, 6), False, False),
    ],
    ids=["tuesday", "saturday", "sunday", "christmas", "king", "easter monday"],
)
def test_on_free_days_nobody_is_mailed(
    day: date, volunteers: bool, coordinators: bool
) -> None:
    assert rules.is_for_volunteers(day) is volunteers
    assert rules.is_for_coordinators(day) is coordinators


def test_a_key_is_one_for_a_user_and_a_day() -> None:
    keys = {
        rules.key_of_day(user_id, TUESDAY + timedelta(days=days))
        for user_id in (1, 11)
        for days in (0, 1)
    }

    assert len(keys) == 4
    assert rules.key_of_day(1, TUESDAY) == "reminder:1:2026-11-24"


def test_each_announcement_of_each_paper_has_a_key_of_its_own() -> None:
    keys = {
        rules.key_of_papers(1, paper, TUESDAY + timedelta(days=days), within, 2)
        for paper in ("vog", "training")
        for days in (0, 1)
        for within in (90, 30, 7)
    }

    assert len(keys) == 12
