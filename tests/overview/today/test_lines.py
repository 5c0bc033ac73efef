"""What is open with one person is one line, and nothing is on two lines or on none."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.overview.today import queries
from thuis_app.overview.today.queries import BoardLine
from thuis_app.people.contacts.models import Contact
from thuis_app.people.tasks import queries as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.queries import TaskFilter
from thuis_app.people.tasks.rules import TaskGroup, TaskKind, TaskOwner

K = TaskKind
BY_SCRIPT = {"J", "K", "Esc", "Enter"}
"""Keys that stand on nothing of the page: they go along its lines."""


def days_ago(days: int) -> dict[str, Any]:
    return {"due_on": clock.today() - timedelta(days=days)}


@pytest.mark.parametrize("seed", range(6))
def test_each_task_that_is_due_stands_on_exactly_one_line(
    database: None, seed: int
) -> None:
    chance = random.Random(seed)
    villages = [make.area(), make.area(), make.area()]
    coordinator, colleague = make.coordinator(*villages[:2]), make.coordinator()
    people = [make.contact(area=chance.choice(villages)) for _each in range(6)]
    volunteers = [make.volunteer(villages[0]).id for _each in range(3)]
    for number in range(40):
        whom: Contact | None = chance.choice([*people, None])
        area = whom.area_id if whom else chance.choice(villages).id
        make.task(
            chance.choice(list(K)),
            whom,
            source=number,
            contact_id=whom.id if whom else None,
            area_id=area,
            volunteer_id=chance.choice([*volunteers, None]),
            owner_id=chance.choice([None, None, coordinator.id, colleague.id]),
            is_urgent=chance.random() < 0.2,
            **days_ago(chance.randint(-5, 30)),
        )
    actor = make.actor(coordinator)
    for owner in TaskOwner:
        for area_ids in (None, frozenset({villages[0].id})):
            check_lines(actor, TaskFilter(clock.today(), area_ids, None, owner))


def check_lines(actor: Actor, criteria: TaskFilter) -> None:
    due = select(Task.id).where(*tasks.is_due(actor, criteria))
    expected = sorted(db.session.scalars(due))
    lines: list[BoardLine] = []
    for group in TaskGroup:
        alone = TaskFilter(criteria.today, criteria.area_ids, group, criteria.owner)
        board = queries.board(actor, alone)
        lines += board.lines
        shown = {found.group: found for found in board.groups}
        assert len(board.lines) == (shown[group].total if group in shown else 0)
    assert sorted(row.task.id for line in lines for row in line.rows) == expected
    whom = [about_whom(line.lead.task) for line in lines]
    assert len(whom) == len(set(whom))
    for line in lines:
        assert {about_whom(row.task) for row in line.rows} == {
            about_whom(line.lead.task)
        }
        ranks = [row.rank for row in line.rows]
        assert ranks == sorted(ranks)


def about_whom(task: Task) -> tuple[str, object]:
    if task.contact_id:
        return "person", task.contact_id
    return ("volunteer", task.volunteer_id) if task.volunteer_id else ("", task.id)


def test_the_most_urgent_leads_and_the_others_are_named_on_its_line(
    sign_in: SignIn,
) -> None:
    contact = make.contact("Ploeg")
    make.task(K.WISH, contact)
    make.task(K.FIRST_MONTH, contact)
    make.task(K.INFORM, contact)

    page = sign_in(make.coordinator()).get("/")

    assert page.texts("#work section .line .name") == ["Ploeg"]
    assert page.texts("#queue-first .line .also a") == [
        "Ask both after the first month",
        "Wish",
    ]
    assert "1 thing waits for you." in page.text("main")


def test_what_a_colleague_who_is_away_took_on_says_so_behind_another_task_too(
    sign_in: SignIn,
) -> None:
    contact, marijke = make.contact("Ploeg"), make.coordinator(name="Marijke")
    hiske = make.coordinator(name="Hiske Bos", called="Hiske")
    make.absence(marijke, stand_in_id=hiske.id)
    make.task(K.WISH, contact, owner_id=marijke.id)
    make.task(K.INFORM, contact)

    page = sign_in(hiske).get("/")

    [other] = page.texts("#work .line .also li")
    assert "away until" in other and "Hiske does it" in other


def test_the_page_of_a_task_names_what_else_is_open_with_this_person(
    sign_in: SignIn,
) -> None:
    contact = make.contact("Ploeg")
    wish, month = make.task(K.WISH, contact), make.task(K.FIRST_MONTH, contact)
    browser = sign_in(make.coordinator())

    page = browser.get(f"/tasks/{month.id}")

    assert page.texts("#task-box .list a") == ["Wish"]
    assert page.has(f"#task-box a[href='/tasks/{wish.id}']")


def test_a_signal_that_waited_three_weeks_stands_above_all(sign_in: SignIn) -> None:
    make.task(K.RESPITE_TALK, make.contact("Urgent"), is_urgent=True, **days_ago(30))
    make.task(K.INFORM, make.contact("Legal"), **days_ago(9))
    for name, days in (("Twenty", 20), ("Three weeks", 21)):
        task = make.task(K.SIGNAL, make.contact(name), **days_ago(days))
        task.opened_at = clock.now() - timedelta(days=days)
        make.saved(task)

    page = sign_in(make.coordinator()).get("/")

    assert page.texts("#queue-first .line .name") == ["Three weeks", "Legal", "Urgent"]
    assert page.texts("#queue-signal .line .name") == ["Twenty"]
    assert page.text("#queue-first .line .tag.wrong") == "waits 21 days"


def test_each_letter_that_the_board_names_is_a_key_of_that_page(
    sign_in: SignIn,
) -> None:
    make.task(K.WISH, make.contact())

    page = sign_in(make.coordinator()).get("/")

    named = set(page.texts("#work details kbd")) - BY_SCRIPT
    keys = {str(one["data-key"]).upper() for one in page.soup.select("[data-key]")}
    assert {"S", "V", "U"} <= named <= keys
