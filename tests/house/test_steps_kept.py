"""The example foundation, full grown, keeps the steps that it had, as tasks."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests.house.releases.kept import Row, meaning
from tests.house.releases.tasks import code_of, first_tasks, kinds_of_code, shown_on
from tests.house.test_migrations import empty as empty
from thuis_app.core import clock
from thuis_app.core.database import db, write_transaction
from thuis_app.operations.demo.fill import fill

BEFORE, PEOPLE = "0019_mail_payloads", 1_500
LEAST = PEOPLE // 2
pytestmark = pytest.mark.thorough


class Line(NamedTuple):
    """What the line of a person shows as what comes next, and on which day."""

    contact_id: int
    step: str
    on: str


@pytest.fixture
def before(empty: Flask) -> dict[str, list[Row]]:
    """The rows of the example as they were before there were tasks.

    The lines are as the example wrote them; where it wrote tasks, as these go back.
    """
    upgrade()
    with write_transaction():
        fill(PEOPLE, 1, "licht in het dorp")
    db.session.remove()
    written = rows()
    downgrade(revision=BEFORE)
    if "task" not in written:
        write(lines(written))
    return rows()


def rows() -> dict[str, list[Row]]:
    with db.engine.connect() as connection:
        return meaning(connection)


def lines(found: dict[str, list[Row]]) -> list[Line]:
    """The lines that show a step."""
    people = found["contact"]
    every = [Line(row["id"], row["next_step"], row["next_step_on"]) for row in people]
    return [line for line in every if line.step]


def write(shown: list[Line]) -> None:
    change = "UPDATE contact SET next_step = :step, next_step_on = :on WHERE id = :id"
    values: list[dict[str, Any]] = [
        {"id": one.contact_id, "step": one.step, "on": date.fromisoformat(one.on)}
        for one in shown
    ]
    with db.engine.begin() as connection:
        connection.execute(text(change), values)


def days_of_visits(found: dict[str, list[Row]]) -> Iterator[tuple[int, str]]:
    for row in found["visit"]:
        if row["state"] == "planned":
            yield row["contact_id"], str(local_day(row["starts_at"]))
    for row in found["match"]:
        yield row["contact_id"], row["started_on"]


def local_day(moment: str) -> date:
    return clock.local(datetime.fromisoformat(moment)).date()


def test_everybody_keeps_their_step_or_gets_what_is_due_and_back_again(
    before: dict[str, list[Row]],
) -> None:
    upgrade()

    tasks = rows()["task"]
    assert_steps_are_kept(before, tasks)
    assert_what_is_due_is_there(before, tasks)

    downgrade(revision=BEFORE)

    first = first_tasks([task for task in tasks if code_of(task)])
    assert set(lines(rows())) == {
        Line(number, code_of(task), shown_on(task)) for number, task in first.items()
    }
    assert len(first) > LEAST


def assert_steps_are_kept(before: dict[str, list[Row]], tasks: list[Row]) -> None:
    """But for a line that shows a visit on a day on which none is planned."""
    had, visits = lines(before), set(days_of_visits(before))
    true = [one for one in had if one.step != "visit" or (one[0], one.on) in visits]
    assert len(true) > LEAST and len(had) - len(true) < PEOPLE / 100
    have = {(one["contact_id"], one["kind"], shown_on(one)) for one in tasks}
    lost = [
        line
        for line in true
        if not any(
            (line[0], kind, line.on) in have for kind in kinds_of_code(line.step)
        )
    ]
    assert not lost


def assert_what_is_due_is_there(before: dict[str, list[Row]], tasks: list[Row]) -> None:
    has = {(one["contact_id"], one["kind"]) for one in tasks}
    stands = [row for row in before["match"] if row["state"] != "ended"]
    asked = [row for row in before["respite_request"] if row["state"] == "asked"]
    for row in stands:
        assert {(row["contact_id"], "visit"), (row["contact_id"], "plan_visit")} & has
    assert {(row["carer_id"], "respite_talk") for row in asked} <= has
    visited = {row["contact_id"] for row in stands}
    for row in before["contact"]:
        is_alone = row["stage"] == "participant" and row["id"] not in visited
        assert not is_alone or (row["id"], "waiting") in has
    assert stands and asked
