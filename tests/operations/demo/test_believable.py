"""The example can be believed: what is told fits the people and the days."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, func, select

from tests import make
from tests.conftest import emptied
from thuis_app.core import clock
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import Base, db
from thuis_app.core.holidays import holidays
from thuis_app.core.outbox import OutgoingMail
from thuis_app.operations.demo.commands import PAST, PEOPLE
from thuis_app.operations.demo.fill import fill
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JobName
from thuis_app.organisation.accounts.models import (
    Invitation,
    User,
    UserArea,
    UserSession,
)
from thuis_app.organisation.changes.models import ChangeSet
from thuis_app.overview.access_log.rules import MOST_FILES
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import NO_STEP, STOPPED, Salutation, Stage
from thuis_app.people.notes.models import Note
from thuis_app.people.relations.models import Consent, Relation
from thuis_app.people.relations.rules import Purpose, RelationKind
from thuis_app.people.tasks import queries as task_queries
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.people.wishes.models import Wish
from thuis_app.reaching.outreach.models import OutreachAttempt as Attempt
from thuis_app.reaching.outreach_steps.rules import REACHED, Channel
from thuis_app.reaching.signals.models import Signal
from thuis_app.support.referrals.models import Referral
from thuis_app.team.claims.models import Claim
from thuis_app.visiting.concerns.models import Concern
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matching.models import MatchRequest
from thuis_app.visiting.matching.rules import MatchRequestState
from thuis_app.visiting.offline.models import TabletCount
from thuis_app.visiting.report_replies.models import ReportReply
from thuis_app.visiting.visit_reports.models import VisitReport
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

MOST_OPEN, MOST_A_DAY, WORKING_DAYS = 25, 12, 20
SMALL_SHARE = 0.04
YEAR = timedelta(days=365)
WRONG = {
    Salutation.MR: re.compile(r"\b(ze|zij|haar|mevrouw)\b", re.IGNORECASE),
    Salutation.MRS: re.compile(r"\b(hij|hem|zijn|meneer)\b", re.IGNORECASE),
}
Example = tuple[int, int]


def on_another_day(people: int, past: int, moment: datetime) -> Any:
    """The example as it is filled at this moment, which is no common one."""
    name = f"{people} on {clock.local(moment):%A %d %B at %H:%M}"
    return pytest.param((people, past, moment), id=name, marks=pytest.mark.thorough)


FILLED = [
    pytest.param((PEOPLE, PAST, None), id="as make run fills it"),
    pytest.param((1_500, 0, None), id="of a coordinator and a town"),
    on_another_day(PEOPLE, PAST, make.at(date(2026, 11, 30), 0, 10)),
    on_another_day(PEOPLE, PAST, make.at(date(2026, 12, 26), 12)),
    on_another_day(PEOPLE, PAST, make.at(date(2027, 1, 1), 23, 50)),
    on_another_day(PEOPLE, PAST, make.at(date(2027, 3, 28), 2, 30)),
    on_another_day(1_500, 0, make.at(date(2026, 12, 28), 9)),
    on_another_day(1_500, 0, make.at(date(2027, 5, 8), 17)),
]


@pytest.fixture(scope="module", params=FILLED)
def example(request: pytest.FixtureRequest, app: Flask) -> Iterator[Example]:
    """The example as `make run` fills it, and a large one: how many, and before."""
    people, past, moment = request.param
    with emptied(app):
        if moment:
            clock.set_source(lambda: moment)
        fill(people, 1, "licht in het dorp", past=past)
        db.session.commit()
        yield people, past


@pytest.fixture(autouse=True)
def _example_first(example: Example) -> None:
    """Every test here looks at the filled example."""


def rows(query: Select[*tuple[Any, ...]]) -> list[Any]:
    return list(db.session.execute(query).all())


def count(model: type[Base], *conditions: Any) -> int:
    query = select(func.count()).select_from(model).where(*conditions)
    return db.session.scalar(query) or 0


def texts_about() -> Iterator[tuple[int, Salutation, str]]:
    """Each free text about one person: of whom, how they are called, and the words."""
    of_visits = select(Contact.id, Contact.salutation, VisitReport.note)
    single = Visit.together_with.is_(None)
    for column in (VisitReport.note, VisitReport.agreed):
        yield from rows(
            of_visits.with_only_columns(Contact.id, Contact.salutation, column)
            .select_from(VisitReport)
            .join(Visit, Visit.id == VisitReport.visit_id)
            .join(Contact, Contact.id == Visit.contact_id)
            .where(single, column != "")
        )
    for model, column in (
        (Attempt, Attempt.note),
        (Signal, Signal.noticed),
        (Signal, Signal.who),
        (Referral, Referral.why),
        (Wish, Wish.words),
        (Note, Note.text),
        (Concern, Concern.words),
    ):
        joined = Contact.id == model.contact_id
        found = select(Contact.id, Contact.salutation, column).join(model, joined)
        yield from rows(found.where(column != ""))


def test_what_is_told_of_a_man_has_no_word_for_a_woman_nor_the_other_way_round() -> (
    None
):
    wrong = [
        (number, words)
        for number, salutation, words in texts_about()
        if salutation in WRONG and WRONG[salutation].search(words)
    ]

    assert wrong == []


def test_no_text_stands_twice_in_a_row_in_one_file() -> None:
    for column in (VisitReport.note, VisitReport.agreed):
        files: dict[int, list[str]] = defaultdict(list)
        for contact_id, words in rows(
            select(Visit.contact_id, column)
            .join(Visit, Visit.id == VisitReport.visit_id)
            .where(column != "")
            .order_by(Visit.starts_at)
        ):
            files[contact_id].append(words)

        twice = [
            (number, a)
            for number, words in files.items()
            for a, b in pairwise(words)
            if a == b
        ]
        assert twice == []


def test_no_sentence_is_more_than_a_small_share_of_what_was_written() -> None:
    written = [words for (words,) in rows(select(VisitReport.note)) if words]
    [(words, most)] = Counter(written).most_common(1)

    assert most <= SMALL_SHARE * len(written), words


def test_many_good_reports_say_nothing_and_ask_nothing() -> None:
    empty = count(VisitReport, VisitReport.note == "", VisitReport.agreed == "")

    assert empty >= 0.15 * count(VisitReport)
    assert count(Task, Task.kind == TaskKind.REPORT, Task.closed_at.is_(None)) <= 3


def test_a_yes_was_said_before_what_stands_on_it() -> None:
    said = {
        (contact_id, purpose): on
        for query in (
            select(Assent.contact_id, Assent.participation, Assent.given_on),
            select(Consent.contact_id, Consent.purpose, Consent.given_on),
        )
        for contact_id, purpose, on in rows(query)
    }
    for contact_id, on in rows(select(Match.contact_id, Match.started_on)):
        assert said[contact_id, Participation.VISIT] <= on
    first = select(Visit.contact_id, func.min(Visit.starts_at))
    for contact_id, moment in rows(first.group_by(Visit.contact_id)):
        assert said[contact_id, Participation.VISIT] <= clock.local(moment).date()
    agreed = select(Referral.contact_id, Referral.agreed_on)
    for contact_id, on in rows(agreed.where(Referral.agreed_on.is_not(None))):
        assert said[contact_id, Purpose.REFERRAL] <= on


def test_nobody_is_tried_before_they_are_known() -> None:
    early = select(func.count()).select_from(Attempt).join(Contact)

    assert db.session.scalar(early.where(Attempt.made_on < Contact.registered_on)) == 0


def test_only_who_opens_a_door_or_answers_a_telephone_speaks_to_us() -> None:
    talked = select(Attempt.channel).where(Attempt.outcome.in_(REACHED)).distinct()

    assert set(db.session.scalars(talked)) <= {Channel.DOOR, Channel.TELEPHONE}


def test_two_partners_share_a_home_and_their_visits_are_claimed_once() -> None:
    both = rows(
        select(Relation.contact_id, Relation.other_id).where(
            Relation.kind == RelationKind.PARTNER
        )
    )
    assert len(both) == 1
    one, other = (db.session.get_one(Contact, number) for number in both[0])
    assert one.salutation is not other.salutation
    for name in ("street", "house_number", "postcode", "last_name", "area_id"):
        assert getattr(one, name) == getattr(other, name)
    claimed = select(Visit.id, Visit.together_with).join(
        Claim, Claim.visit_id == Visit.id
    )
    pairs = [frozenset(pair) for pair in rows(claimed) if pair[1]]
    assert pairs and max(Counter(pairs).values()) == 1


def test_the_two_reports_of_a_joint_visit_say_the_same() -> None:
    words = dict(rows(select(VisitReport.visit_id, VisitReport.note).join(Visit)))
    pairs = select(Visit.id, Visit.together_with).where(
        Visit.together_with.is_not(None), Visit.state == VisitState.REPORTED
    )

    assert rows(pairs)
    assert all(words[mine] == words[theirs] for mine, theirs in rows(pairs))


def test_nobody_claims_four_times_on_one_day_and_seldom_on_a_sunday() -> None:
    days = Counter(rows(select(Claim.user_id, Claim.on)))

    assert max(days.values()) <= 3
    sundays = sum(number for (_who, on), number in days.items() if on.weekday() == 6)
    assert sundays <= 0.01 * count(Claim)


def test_visits_are_made_by_day_and_not_on_a_holiday_or_a_sunday() -> None:
    today = clock.today()
    for (moment,) in rows(select(Visit.starts_at)):
        local = clock.local(moment)
        assert 9 <= local.hour <= 16
        day = local.date()
        if day != today:
            assert day.weekday() < 6 and day not in holidays(day.year), day


def test_the_volunteer_of_the_example_has_a_visit_today_and_a_report_to_write() -> None:
    who = select(User.id).where(User.email == "vrijwilliger@thuis.example")
    mine = select(Visit.starts_at).where(
        Visit.volunteer_id == who.scalar_subquery(), Visit.state == VisitState.PLANNED
    )
    days = [clock.local(moment).date() for (moment,) in rows(mine)]

    assert clock.today() in days
    assert any(day < clock.today() for day in days)


def test_every_kind_of_task_is_open_or_was_closed_lately() -> None:
    assert set(db.session.scalars(select(Task.kind))) == set(TaskKind)


def test_the_list_shows_what_comes_next_with_each_person() -> None:
    helped = select(Contact).where(Contact.stage.not_in(STOPPED))
    for one in db.session.scalars(helped):
        found = task_queries.next_step(one.id)
        shown = one.next_step_on, one.next_step
        assert shown == (found.on or NO_STEP, found.kind or ""), one.full_name


def test_what_runs_by_itself_has_rows_and_some_was_done_today() -> None:
    for model in (OutgoingMail, JobRun, UserSession, TabletCount, Invitation):
        assert count(model), model
    since = clock.at(clock.today(), clock.local(clock.now()).min.time())
    assert count(Task, Task.closed_at >= since) >= 3


def test_every_job_ran_but_those_that_look_at_the_files_of_the_server() -> None:
    """They run when it is served: a row that says so would not be true."""
    ran = set(db.session.scalars(select(JobRun.name)))
    of_files = {JobName.AUDIT_LOG, JobName.INTEGRITY}

    assert ran == set(JobName) - of_files - {JobName.BACKUP, JobName.BACKUP_COPY}


def test_nobody_opened_more_files_in_a_day_than_one_can() -> None:
    opened = defaultdict(set)
    lines = select(AuditEntry.at, AuditEntry.actor_id, AuditEntry.contact_id)
    for at, user_id, contact_id in db.session.execute(lines):
        opened[clock.local(at).date(), user_id].add(contact_id)

    assert max(len(files) for files in opened.values()) <= MOST_FILES


def test_each_new_thing_is_there_once_at_least() -> None:
    assert count(Note) and count(ReportReply) and count(ChangeSet)
    asked = set(db.session.scalars(select(MatchRequest.state)))
    assert {MatchRequestState.ASKED, MatchRequestState.ACCEPTED} <= asked


def test_a_coordinator_has_at_most_25_open_tasks(example: Example) -> None:
    for user in coordinators(example):
        due = count(Task, theirs(user), *is_open(), Task.due_on <= clock.today())
        assert 10 <= due <= MOST_OPEN, (user.email, due)


def test_a_coordinator_gets_at_most_12_new_tasks_a_working_day(
    example: Example,
) -> None:
    """A planned visit asks nothing until its report is missing."""
    for user in coordinators(example):
        days: Counter[date] = Counter()
        found = select(Task.opened_at, Task.due_on, Task.closed_at, Task.planned_on)
        for opened, due_on, closed, planned in rows(found.where(theirs(user))):
            if closed or due_on <= clock.today():
                days[max(clock.local(opened).date(), due_on)] += 1
            elif planned is None and example[0] == PEOPLE:
                days[clock.local(opened).date()] += 1
        lately = [n for day, n in days.items() if day > clock.today() - 2 * YEAR / 24]
        assert lately and max(lately) <= MOST_A_DAY, (user.email, days)


def coordinators(example: Example) -> list[User]:
    """The coordinator of the example, or those of a town each."""
    people, _past = example
    name = "coordinator@%" if people == PEOPLE else "coordinator._@%"
    return list(db.session.scalars(select(User).where(User.email.like(name))))


def theirs(user: User) -> Any:
    if user.all_areas:
        return True
    areas = select(UserArea.area_id).where(UserArea.user_id == user.id)
    return Task.area_id.in_(areas)


def is_open() -> tuple[Any, ...]:
    return (Task.closed_at.is_(None),)


@pytest.mark.parametrize(
    "moment",
    [
        Visit.starts_at,
        Attempt.made_on,
        Signal.received_at,
        Referral.state_since,
        Claim.on,
        Wish.heard_on,
        Contact.registered_on,
    ],
    ids=str,
)
def test_two_years_compare(moment: Any) -> None:
    """Neither is less than half of the other."""
    today, days = clock.today(), [day_of(one) for (one,) in rows(select(moment))]
    now = sum(today - YEAR < one <= today for one in days)
    then = sum(today - 2 * YEAR < one <= today - YEAR for one in days)

    assert min(now, then) >= max(now, then) / 2, (now, then)


def day_of(moment: date) -> date:
    """The day in the village, of a day or a moment."""
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def test_some_160_are_in_care_of_1300_in_view(example: Example) -> None:
    _people, past = example
    active = count(Contact, Contact.stage.in_((Stage.OUTREACH, Stage.PARTICIPANT)))
    if past:
        assert 150 <= active <= 175
        assert 1_250 <= count(Contact) <= 1_400
    assert set(db.session.scalars(select(Contact.stage))) == set(Stage)
