"""What has to happen becomes tasks, also from rows that no form would write."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, MetaData, Table, text

from tests.house.test_migrations import empty as empty
from thuis_app.core import clock
from thuis_app.core.database import db

BEFORE = "0019_mail_payloads"
LAST, LAST_HOUR = date.max, datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
NEVER = {"next_step": "", "next_step_on": LAST}
ZERO: dict[type, Any] = {
    str: "",
    int: 0,
    bool: False,
    time: time(),
    date: date(2026, 3, 1),
    datetime: datetime(2026, 3, 1, 12, tzinfo=UTC),
}
COMMON: dict[str, dict[str, Any]] = {
    "contact": {"stage": "participant", "address": "name", **NEVER},
    "user": {"language": "nl", "mails": "daily"},
    "match": {"kind": "home_visit", "state": "active", "rhythm": "weekly"},
    "visit": {"state": "planned", "match_id": None},
    "outreach_plan": {
        "channel": "door",
        "day_part": "morning",
        "reason": "first:0:",
        "is_open": True,
    },
    "respite_request": {
        "asked_by": "carer",
        "hold_out": "unknown",
        "care_form": "room",
        "rhythm": "once",
        "urgency": "normal",
        "state": "clarified",
    },
    "booking": {"day_part": "morning", "state": "held"},
    "tablet_report": {"state": "waiting"},
}


class Old:
    """A database before there were tasks, with one village and one volunteer."""

    def __init__(self) -> None:
        self.area = self.add("area", name="Bedum")
        self.user = self.add("user", email="griet@example.org")

    def add(self, table_name: str, /, **values: Any) -> int:
        """Add a row; what it must have and is not given is empty. Its number."""
        with db.engine.begin() as connection:
            table = reflected(connection, table_name)
            asked = [one for one in table.columns if not one.nullable]
            left = [one for one in asked if not one.primary_key or one.foreign_keys]
            plain = {one.name: ZERO[one.type.python_type] for one in left}
            row = plain | COMMON.get(table_name, {}) | values
            key = connection.execute(table.insert().values(row)).inserted_primary_key
        assert key is not None
        return int(key[0])

    def person(self, **values: Any) -> int:
        return self.add("contact", area_id=self.area, **values)

    def visit(self, person: int, starts_at: datetime, **values: Any) -> int:
        known = {"contact_id": person, "volunteer_id": self.user}
        return self.add("visit", **known, starts_at=starts_at, **values)

    def match(self, person: int, **values: Any) -> int:
        known = {"contact_id": person, "volunteer_id": self.user}
        return self.add("match", **known, **values)

    def line(self, person: int) -> tuple[str, str]:
        """What the line of a person shows: the step and its day."""
        query = "SELECT next_step, next_step_on FROM contact WHERE id = :person"
        with db.engine.connect() as connection:
            row = connection.execute(text(query), {"person": person}).one()
        return str(row[0]), str(row[1])


def reflected(connection: Connection, name: str) -> Table:
    metadata = MetaData()
    metadata.reflect(connection, only=[name])
    return metadata.tables[name]


def tasks(*, of: int | None) -> dict[str, Any]:
    """The tasks of a person by kind."""
    with db.engine.connect() as connection:
        table = reflected(connection, "task")
        rows = connection.execute(table.select().where(table.c.contact_id == of))
        return {row.kind: row for row in rows}


@pytest.fixture
def old(empty: Flask) -> Old:
    upgrade(revision=BEFORE)
    return Old()


def test_days_at_the_end_of_the_calendar_stop_there(old: Old) -> None:
    late = old.person(stage="known")
    old.visit(late, LAST_HOUR)
    early = old.person(stage="known", inform_by=date.min)

    upgrade()

    [visit] = tasks(of=late).values()
    assert (visit.due_on, visit.planned_on) == (LAST, LAST)
    assert tasks(of=early)["inform"].due_on == date.min


@pytest.mark.parametrize("stage", ["no_contact", "moved", "deceased"])
def test_nothing_is_planned_for_who_may_not_be_approached(old: Old, stage: str) -> None:
    on = date(2026, 3, 2)
    known = {"stage": stage, "inform_by": on, "next_step": "match", "next_step_on": on}
    person = old.person(**known)
    old.visit(person, clock.now(), match_id=old.match(person))
    old.add("outreach_plan", contact_id=person, next_on=on)

    upgrade()

    assert tasks(of=person) == {}
    assert old.line(person) == ("", str(LAST))


def test_a_report_from_a_tablet_is_never_lost(old: Old) -> None:
    person = old.person(stage="moved")
    moment = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    visit = old.visit(person, moment, state="cancelled")
    of_user = {"user_id": old.user, "visit_id": visit, "received_at": moment}
    old.add("tablet_report", **of_user, key="a", reason=None)

    upgrade()

    [report] = tasks(of=person).values()
    assert (report.kind, str(report.due_on)) == ("tablet", "2026-07-01")
    assert json.loads(report.details) == {"starts_at": "2026-06-30T22:30:00+00:00"}


def test_a_step_that_means_nothing_any_more_goes(old: Old) -> None:
    on = date(2026, 3, 2)
    seen = old.person(stage="known", next_step="tea", next_step_on=on)
    empty = old.person(stage="known", next_step="", next_step_on=on)

    upgrade()

    assert old.line(seen) == old.line(empty) == ("", str(LAST))


def test_somebody_is_looked_for_also_who_takes_no_part_yet(old: Old) -> None:
    on = date(2026, 3, 2)
    person = old.person(stage="known", next_step="match", next_step_on=on)

    upgrade()
    assert tasks(of=person)["waiting"].due_on == on

    downgrade(revision=BEFORE)
    assert old.line(person) == ("match", "2026-03-02")


def test_a_visit_in_a_match_that_ended_is_asked_for_only_once_it_was_made(
    old: Old,
) -> None:
    hour = timedelta(hours=1)
    person = old.person()
    ended = old.match(person, state="ended")
    made = old.visit(person, clock.now() - hour, match_id=ended)
    old.visit(person, clock.now() + hour, match_id=ended)
    without = old.person()
    old.visit(without, clock.now() + hour)

    upgrade()

    assert tasks(of=person)["visit"].source == str(made)
    assert "visit" in tasks(of=without)


def test_a_next_visit_is_planned_where_none_is_to_come(old: Old) -> None:
    began, today = date(2026, 3, 2), clock.today()
    new, paused, seen = old.person(), old.person(), old.person()
    old.match(new, started_on=began)
    for person, state in ((paused, "paused"), (seen, "active")):
        match = old.match(person, state=state)
        old.visit(person, clock.now(), match_id=match, state="reported")

    upgrade()

    due = {one: tasks(of=one)["plan_visit"].due_on for one in (new, paused, seen)}
    days = timedelta(days=28), timedelta(days=7)
    assert due == {new: began, paused: today + days[0], seen: today + days[1]}
    assert "waiting" not in tasks(of=new)


def test_a_place_that_is_held_without_an_end_is_asked_about_on_its_day(
    old: Old,
) -> None:
    carer, cared_for = old.person(), old.person()
    both = {"carer_id": carer, "cared_for_id": cared_for}
    request = old.add("respite_request", **both)
    room = old.add("room", area_id=old.area, name="Thuis kamer")
    place = {"request_id": request, "room_id": room, "held_until": None}
    old.add("booking", **place, booked_on=date(2026, 3, 9))

    upgrade()

    assert str(tasks(of=carer)["respite_answer"].due_on) == "2026-03-09"
    assert "respite_answer" not in tasks(of=cared_for)


def test_the_line_of_a_carer_goes_to_one_of_their_requests(old: Old) -> None:
    """And who is cared for elsewhere has a task in their own village."""
    on = date(2026, 3, 20)
    carer = old.person(next_step="respite:call", next_step_on=on)
    elsewhere = old.add("area", name="Onderdendam")
    others = [old.person(), old.add("contact", area_id=elsewhere)]
    for other in others:
        both = {"carer_id": carer, "cared_for_id": other}
        old.add("respite_request", **both, call_by=date(2026, 3, 5))

    upgrade()

    with db.engine.connect() as connection:
        table = reflected(connection, "task")
        query = table.select().where(table.c.kind == "respite_place")
        found = {row.source: row for row in connection.execute(query)}
    assert {source: str(row.due_on) for source, row in found.items()} == {
        f"1:{carer}": "2026-03-05",
        f"2:{carer}": "2026-03-20",
        f"2:{others[1]}": "2026-03-20",
    }
    assert found[f"2:{others[1]}"].area_id == elsewhere


def test_going_back_shows_the_oldest_of_the_referrals_of_one_day(old: Old) -> None:
    on = date(2026, 3, 2)
    person = old.person(stage="known")
    offering = old.add("offering", name="Soup", kind="own", reached_by="telephone")
    for state in ("sent", "agreed", "landed"):
        known = {"contact_id": person, "offering_id": offering, "due_on": on}
        old.add("referral", **known, owner_id=old.user, state=state)
    upgrade()

    downgrade(revision=BEFORE)

    assert old.line(person) == ("referral:sent", "2026-03-02")


def test_going_back_leaves_out_what_was_no_step(old: Old) -> None:
    on = date(2026, 3, 2)
    person = old.person(stage="known", inform_by=on)
    old.add("outreach_plan", contact_id=person, next_on=on, attempts=2)
    upgrade()
    assert old.line(person) == ("attempt", "2026-03-02")

    downgrade(revision=BEFORE)

    assert old.line(person) == ("attempt:3:door:morning", "2026-03-02")
