"""What a coordinator says of a report reaches its writer, and the answer comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.visiting.visits.scenarios import rule, scenario
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, RuleBroken
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.visiting.report_replies import actions, queries
from thuis_app.visiting.report_replies.rules import ReplyKind
from thuis_app.visiting.visit_reports import actions as visit_reports
from thuis_app.visiting.visit_reports.rules import Findings, How

pytestmark = pytest.mark.usefixtures("database")

HARD = Findings(How.HARD, agreed="You would call her.")


def open_tasks() -> list[Task]:
    kinds = (TaskKind.REPORT, TaskKind.PROMISE)
    query = select(Task).where(Task.kind.in_(kinds), Task.closed_at.is_(None))
    return list(db.session.scalars(query))


def test_who_answers_a_report_has_read_it_and_the_volunteer_sees_the_answer() -> None:
    volunteer, coordinator, _, visit = scenario()
    visit_reports.report(volunteer, visit, findings=HARD)
    assert [task.kind for task in open_tasks()] == [TaskKind.REPORT]

    actions.reply(coordinator, visit, kind=ReplyKind.THANKS, words="Well done.")

    assert open_tasks() == []
    [row] = queries.unseen(volunteer, clock.today())
    assert (row.reply.words, row.writer) == ("Well done.", coordinator.called)


def test_what_is_done_with_a_report_is_a_task_on_its_day() -> None:
    volunteer, coordinator, _, visit = scenario()
    visit_reports.report(volunteer, visit, findings=HARD)
    day = clock.today() + timedelta(days=3)

    actions.reply(
        coordinator, visit, kind=ReplyKind.FOLLOW_UP, words="I call.", due_on=day
    )

    [task] = open_tasks()
    assert (task.kind, task.due_on) == (TaskKind.PROMISE, day)


def test_the_answer_to_a_question_is_read_the_same_day_and_given_once() -> None:
    volunteer, coordinator, _, visit = scenario()
    visit_reports.report(volunteer, visit, findings=HARD)
    asked = actions.reply(
        coordinator, visit, kind=ReplyKind.QUESTION, words="Does she eat?"
    )

    actions.answer(volunteer, asked, answer="Hardly.")

    [task] = open_tasks()
    assert (task.kind, task.due_on) == (TaskKind.PROMISE, clock.today())
    assert queries.unseen(volunteer, clock.today()) == []
    with pytest.raises(RuleBroken) as again:
        actions.answer(volunteer, asked, answer="A little.")
    assert rule(again) == "reply.answered"
    actions.read(coordinator, visit)
    assert open_tasks() == []


def test_a_reply_stands_on_the_day_until_it_is_put_away_or_two_weeks_old() -> None:
    volunteer, coordinator, _, visit = scenario()
    first = actions.reply(coordinator, visit, kind=ReplyKind.THANKS)
    actions.reply(coordinator, visit, kind=ReplyKind.QUESTION, words="When?")

    actions.see(volunteer, first)

    assert len(queries.unseen(volunteer, clock.today())) == 1
    assert queries.unseen(volunteer, clock.today() + timedelta(days=15)) == []
    assert len(queries.of_visit(volunteer, visit.id)) == 2


def test_only_coordinators_reply_and_never_to_themselves() -> None:
    volunteer, coordinator, _, visit = scenario()

    with pytest.raises(Denied):
        actions.reply(volunteer, visit, kind=ReplyKind.THANKS)
    visit.volunteer_id = coordinator.id
    with pytest.raises(Denied):
        actions.read(coordinator, visit)


def test_nothing_is_planned_about_a_person_who_wants_no_contact() -> None:
    _, coordinator, match, visit = scenario()
    match.contact.stage = Stage.NO_CONTACT

    with pytest.raises(RuleBroken) as late:
        actions.reply(
            coordinator,
            visit,
            kind=ReplyKind.FOLLOW_UP,
            words="I call.",
            due_on=clock.today(),
        )

    assert rule(late) == "contact.stopped"
