"""What 0007 does with what stood there already."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import MetaData, Table, insert, select

from tests.conftest import application
from thuis_app.core.database import db

BLANK = {str: "", int: 1, bool: True, date: date(2026, 1, 1)}
BLANK |= {datetime: datetime(2026, 1, 1)}


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Flask]:
    """A house as it was before outreach had a table of its own."""
    app = application(f"sqlite:///{tmp_path / 'thuis.db'}")
    with app.app_context():
        upgrade(revision="0006_rooms_and_respite")
        yield app
        db.session.remove()
        db.engine.dispose()


def add(table: Table, **values: Any) -> None:
    """A row, with something for every column that must have something."""
    for column in table.columns:
        if not column.nullable and not column.primary_key:
            values.setdefault(column.name, BLANK[column.type.python_type])
    with db.engine.begin() as connection:
        connection.execute(insert(table).values(**values))


def test_who_was_in_outreach_without_a_step_gets_one(before: Flask) -> None:
    known = MetaData()
    known.reflect(db.engine)
    # The migration reads the day of the server, which may not be that of the village.
    tables, today = known.tables, date.today()  # noqa: DTZ011
    add(tables["area"], id=1)
    for number, stage in ((1, "outreach"), (2, "outreach"), (3, "known")):
        add(tables["contact"], id=number, area_id=1, stage=stage, address="name")
    step = {"next_on": today, "channel": "door", "day_part": "morning"}
    add(tables["outreach_plan"], contact_id=2, is_open=False, resting=False, **step)
    add(tables["user"], id=1, language="nl")
    tried = {"channel": "door", "day_part": "morning", "outcome": "nobody_home"}
    add(tables["attempt"], contact_id=2, made_on=today, **tried)

    upgrade(revision="0007_outreach")

    plan, contact = tables["outreach_plan"].columns, tables["contact"].columns
    with db.engine.connect() as connection:
        plans = connection.execute(
            select(plan.contact_id, plan.is_open, plan.next_on, plan.attempts)
        ).all()
        steps = connection.execute(select(contact.id, contact.next_step)).all()
    assert sorted(plans) == [
        (1, True, today, 0),
        (2, True, today + timedelta(days=3), 1),
    ]
    assert dict(steps[:2]) == {1: "attempt:1:card:morning", 2: "attempt:2:card:morning"}
    assert steps[2][1] == ""
