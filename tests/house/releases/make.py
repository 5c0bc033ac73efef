"""Make a small but full database of this release, and keep its rows for the tests.

    python -m tests.house.releases.make

Run it once, on the code of a release that people use, and commit the file beside this
module: migrations to come are tested against it. It is named after the revision that
the release ends at, and is never made anew: it is how that release wrote.

All in it is invented. It begins with the example foundation, and adds the sample of the
tests; then the jobs are run, and the form of every route is sent once, so that there is
a line in the trail and a mail of nearly every kind. Tables that are still empty get a
row, and a value that no row has yet is written over one that many have. Run again on
the same code, it gives the same rows but for salts, keys and their hashes.
"""

import shutil
import tempfile
from dataclasses import replace
from unittest.mock import patch

from flask import Flask
from sqlalchemy import Column, Enum, Table, func, select, text
from sqlalchemy.exc import IntegrityError

from tests.compare.sample import standing_still
from tests.conftest import built, emptied
from tests.house.accepted import accepted
from tests.house.ready import make_ready
from tests.house.releases.kept import keep, meaning
from tests.house.sample_data import sample_data
from tests.house.test_commit_fails import FORMS, Sample
from tests.house.test_routes import lookers
from thuis_app.core import clock, outbox
from thuis_app.core.database import db, write_transaction
from thuis_app.operations.demo.fill import fill
from thuis_app.overview.reminders.rules import DayMail, PapersMail
from thuis_app.people.notes.models import Note
from thuis_app.people.notes.rules import Direction, NoteChannel
from thuis_app.team.volunteers.rules import Requirement

PEOPLE = 24
# What others bring to an end, and what brings others to an end.
FIRST = (
    *(
        "visit_reports.draft",
        "visits.move",
        "claims.edit",
        "claims.refuse",
        "trainings.sign_off",
    ),
    *(
        "outreach.assign",
        "outreach.rest",
        "room_pages.not_attended",
        "room_pages.release",
    ),
)
LAST = (
    *("visit_reports.report", "visits.cancel", "trainings.cancel", "concerns.close"),
    *("claims.approve_all", "claims.pay", "outreach.stop", "volunteers.edit"),
    *("stopping.finish", "profile.password", "profile.end_all_sessions"),
    *("stopping.no_contact", "stopping.moved", "stopping.deceased"),
    *("stopping.mistake", "practice.remove", "accounts.end_user"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as there:
        app = built(f"sqlite:///{there}/thuis.db")
        shutil.copy(f"{there}/thuis.db", f"{there}/empty.db")
        with standing_still(), emptied(app):
            sample = filled_by_people(app)
            send_all(sample)
            for said in (*rows_where_none_are(sample), *every_value()):
                print(said)
            db.session.commit()
            with db.engine.connect() as connection:
                revision = connection.scalar(text("SELECT * FROM alembic_version"))
                file = keep(str(revision), meaning(connection))
    print(f"{file.stat().st_size // 1024} KB in {file}")


def filled_by_people(app: Flask) -> Sample:
    """The example, with the sample of the tests around villages of its own."""
    with write_transaction():
        fill(PEOPLE, 1, "licht in het dorp")
        db.session.execute(text("UPDATE area SET name = 'Oud-' || name"))
    with patch("tests.make.foundation"):
        known = sample_data()
    users = [user.id if user else None for user in lookers(known)]
    known = replace(known, values=known.values | make_ready(known))
    post_mails(known.coordinator.id, known.volunteer.id)
    db.session.commit()
    said = app.test_cli_runner().invoke(args=["jobs", "run"])
    assert said.exit_code == 0, said.output
    return Sample(app, known, users)


def post_mails(coordinator: int, volunteer: int) -> None:
    """The mails that the jobs post where there is a mail server."""
    today, paper = clock.today(), PapersMail(volunteer, Requirement.VOG, 30)
    for user_id in (coordinator, volunteer):
        key = f"reminder:{user_id}:{today.isoformat()}"
        outbox.post(key, user_id, DayMail(today))
    key = f"papers:{volunteer}:vog:{today.isoformat()}:30:{coordinator}"
    outbox.post(key, coordinator, paper)


def send_all(sample: Sample) -> None:
    """Send each form as it is accepted, in a browser of its own, where it still can."""
    between = [route for route in FORMS if route not in FIRST + LAST]
    for route in [*FIRST, *between, *LAST]:
        browser = sample.browser_of(route)
        try:
            sent = accepted(sample.app, route, browser, sample.known)
        except AssertionError as refused:
            print(f"{route} was not sent: {refused}")
            continue
        answer = browser.post(sent.address, sent.body)
        if answer.status not in (200, 303):
            print(f"{route} was not accepted: {answer.status}")


def rows_where_none_are(sample: Sample) -> list[str]:
    """A row in each table that the forms left empty; the names of tables without."""
    visit, volunteer = sample.known.values["visit_id"], sample.known.volunteer.id
    moment = text("'2026-09-16 08:30:00.000000'")
    some: dict[str, dict[str, object]] = {
        "visit_draft": {
            "visit_id": visit,
            "author_id": volunteer,
            "answers": '[["how", "good"]]',
            "saved_at": moment,
        },
        "signal_tally": {"month": "2026-08", "cleared": 3},
        "second_factor": {
            "user_id": volunteer,
            "secret": "encrypted",
            "last_step": 1,
            "made_at": moment,
        },
        "recovery_code": {
            "user_id": volunteer,
            "code_hash": "hash",
            "made_at": moment,
        },
        "audit_block": {"last_line": 9, "lines": 9, "made_at": moment, "mac": "code"},
        "note_version": {
            "note_id": db.session.scalars(select(Note.id).limit(1)).one(),
            "text": "Her son called.",
            "with_whom": "",
            "channel": NoteChannel.TELEPHONE,
            "direction": Direction.INCOMING,
            "said_on": clock.today(),
            "replaced_by": sample.known.coordinator.id,
            "replaced_at": moment,
        },
        "sign_in_try": {"account": "a", "device": "d", "network": "n", "at": moment},
    }
    empty = [table for table in db.metadata.sorted_tables if not number_of(table)]
    for table in empty:
        if table.name in some:
            db.session.execute(table.insert().values(some[table.name]))
    return [f"empty: {table.name}" for table in empty if table.name not in some]


def number_of(table: Table) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def every_value() -> list[str]:
    """See that each value of a column stands in some row; those that could not."""
    return [
        f"no row has {column.table.name}.{column.name} {value.value}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Enum)
        for value in column.type.enum_class or ()
        if not count_by(column).get(value) and not is_written(column, value)
    ]


def count_by(column: Column[object]) -> dict[object, int]:
    wanted = select(column, func.count()).group_by(column)
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def is_written(column: Column[object], value: object) -> bool:
    """Write a value over one that more rows have, or in a copy where none has."""
    table, counted = column.table, count_by(column)
    if not counted:
        return False
    known = {one: times for one, times in counted.items() if one is not None}
    most = max(known or counted, key=lambda one: counted[one])
    wanted = select(table).where(column.is_not_distinct_from(most))
    row = dict(db.session.execute(wanted.limit(1)).mappings().one())
    keys = {one.name: row[one.name] for one in table.primary_key.columns}
    try:
        with db.session.begin_nested():
            if counted[most] > 1:
                changed = table.update().filter_by(**keys)
                db.session.execute(changed.values({column.name: value}))
            else:
                copied = {one: row[one] for one in row if one != "id"}
                if "key" in copied:
                    copied["key"] = f"{copied['key']} {value}"
                copied[column.name] = value
                db.session.execute(table.insert().values(copied))
    except IntegrityError:
        return False
    return True


if __name__ == "__main__":
    main()
