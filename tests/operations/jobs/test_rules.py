from datetime import datetime, timedelta

import pytest

from tests import make
from tests.operations.jobs.conftest import TUESDAY
from thuis_app.operations.jobs import commands, rules, views
from thuis_app.operations.jobs.rules import JOBS, JobName


def job(name: JobName) -> rules.Job:
    return next(one for one in JOBS if one.name is name)


def test_the_list_names_every_job_once_and_each_can_be_done_and_shown() -> None:
    names = [one.name for one in JOBS]

    assert names == list(JobName)
    assert set(commands.WORK) == set(views.NAMES) == set(JobName)


def test_what_the_list_says_is_what_the_page_says() -> None:
    for one in JOBS:
        assert views.NAMES[one.name]._args[0] == one.what


def test_the_mail_goes_last_so_that_all_that_was_posted_goes_along() -> None:
    assert JOBS[-1].name is JobName.MAIL


def test_a_job_of_every_minute_is_due_again_after_a_minute() -> None:
    now = make.at(TUESDAY, 10)

    assert rules.due_before(job(JobName.MAIL), now) == now - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (make.at(TUESDAY, 6, 59), make.at(TUESDAY - timedelta(days=1), 7)),
        (make.at(TUESDAY, 7), make.at(TUESDAY, 7)),
        (make.at(TUESDAY, 23, 59), make.at(TUESDAY, 7)),
    ],
)
def test_a_job_of_every_day_is_due_once_after_its_hour(
    now: datetime, since: datetime
) -> None:
    assert rules.due_before(job(JobName.REMINDERS), now) == since


@pytest.mark.parametrize("month", [3, 10])
def test_a_night_in_which_the_clock_changes_is_one_day_too(month: int) -> None:
    """The last Sunday of March has 23 hours, that of October 25."""
    sunday = max(
        day
        for day in (
            TUESDAY.replace(month=month, day=number) for number in range(25, 32)
        )
        if day.weekday() == 6
    )
    before = rules.due_before(job(JobName.SIGNALS), make.at(sunday, 3, 30))
    after = rules.due_before(job(JobName.SIGNALS), make.at(sunday, 4))

    assert before == make.at(sunday - timedelta(days=1), 4)
    assert after == make.at(sunday, 4)


@pytest.mark.parametrize(
    ("hour", "minute", "is_decent"),
    [(7, 59, False), (8, 0, True), (19, 59, True), (20, 0, False), (0, 0, False)],
)
def test_people_are_mailed_between_eight_and_eight(
    hour: int, minute: int, is_decent: bool
) -> None:
    assert rules.is_decent(make.at(TUESDAY, hour, minute)) is is_decent


def test_a_clock_that_stopped_calling_is_noticed() -> None:
    now = make.at(TUESDAY, 10)

    assert not rules.is_silent(None, now)
    assert rules.is_silent(now + timedelta(days=1000), now)
    assert rules.is_silent(now - timedelta(days=1, seconds=1), now)
    assert not rules.is_silent(now - timedelta(days=1), now)
