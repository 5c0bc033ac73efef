"""Beside the goals: a visit report saved, as so many times the same rows by raw SQL.

Ours is what saving is, wherever a report comes from (form, tablet, coordinator): the
visit found, every check of the house, the report, the trail and what the list of people
shows. Raw SQL writes the same rows in one transaction, as safe on the disk, and checks
nothing. Beside it stands the whole request of the form: who asks, the token, the 18
fields, the key that makes it happen once; its raw side writes the row of the key too.
"""

import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from tests.bench.figures import Figure
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import SQLITE_SETTINGS, db, write_transaction
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.sessions import actions as sessions
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visit_reports import actions, queries
from thuis_app.visiting.visit_reports.rules import Findings, How
from thuis_app.visiting.visits.models import Visit

VOLUNTEER = "vrijwilliger@thuis.example"
TIMES, WARM_UP = 200, 20
Row = tuple[int, int]
Save = Callable[[Row], None]
NOTE = "Ze vertelde over vroeger, en we dronken koffie."

KEY = """INSERT INTO form_key (user_id, key, digest, sent_at, page)
VALUES (?, ?, ?, ?, '/')"""
VISIT = "UPDATE visit SET version = 2, state = 'reported' WHERE id = ?"
REPORT = """INSERT INTO visit_report (visit_id, number, is_current, happened, mood,
minutes, activities, wishes, wish_text, agreed, note, written_by, written_at)
VALUES (?, 1, 1, 'yes', 'good', 60, '[]', '[]', '', '', ?, ?, ?)"""
CONTACT = """UPDATE contact SET last_visit_on = ?, next_step_on = ?, next_step = 'visit'
WHERE id = ?"""
LOG_LINE = """INSERT INTO trail_entry (at, actor_id, session_id, role, deed, contact_id,
shown, subject, subject_id, ground) VALUES (?, ?, 1, 'volunteer', ?, ?, '', ?, ?, '')"""
EVENTS = ("visit.reported",)


def report_saved(app: Flask) -> Iterator[Figure]:
    """Report visits in turns, by the form and by raw SQL, and compare the medians."""
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == VOLUNTEER)).one()
        actor = signed_in(user)
        form = reporter(app, cookie_of(app, actor))
        ways = [
            (doer(app, actor), visits(user)),
            (writer(app, user.id), visits(user)),
            (form, visits(user)),
            (writer(app, user.id, with_key=True), visits(user)),
        ]
    saved, raw, request, raw_request = in_turns(ways)
    for name, ours, theirs in (
        ("report saved, beside its rows by raw SQL", saved, raw),
        ("the same with the request around it", request, raw_request),
    ):
        note = f"{ours * 1000:.2f} ms, {theirs * 1000:.2f} ms"
        yield Figure("-", name, ours / theirs, "x", None, note)


def visits(user: User) -> Iterator[Row]:
    """Visits of an hour ago, each still to be reported: its number, and of whom."""
    match = db.session.scalars(
        select(Match).where(
            Match.volunteer_id == user.id, Match.state == MatchState.ACTIVE
        )
    ).first()
    assert match is not None
    like = {"contact_id": match.contact_id, "match_id": match.id, "minutes": 60}
    moment = clock.now() - timedelta(hours=1)
    made = [
        Visit(volunteer_id=user.id, starts_at=moment, **like)
        for _time in range(TIMES + WARM_UP + 1)
    ]
    with write_transaction():
        db.session.add_all(made)
    return iter([(visit.id, visit.contact_id) for visit in made])


def signed_in(user: User) -> Actor:
    """A volunteer who has just signed in."""
    with write_transaction():
        return sessions.sign_in(user, device="bench", device_key="bench")


def cookie_of(app: Flask, actor: Actor) -> str:
    """What their browser holds."""
    sessions: Any = app.session_interface
    signer = sessions.get_signing_serializer(app)
    return str(signer.dumps({"_user_id": actor.token, "_fresh": True}))


def reporter(app: Flask, signed: str) -> Save:
    """Send the report form of a visit, as a signed-in volunteer does."""
    client = Client(app.wsgi_app)
    client.set_cookie("thuis", signed)
    page = client.get("/account/").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    cookie = client.get_cookie("thuis")
    assert token and cookie
    said: dict[str, Any] = {
        "csrf_token": token[1],
        "how": "good",
        "minutes": "60",
        "worry": "no",
    }

    def report(visit: Row) -> None:
        address, key = f"/visits/{visit[0]}/report", str(uuid.uuid4())
        data = said | {
            "note": NOTE,
            "next_visit": "planned",
            "form_key": key,
        }
        environ = EnvironBuilder(
            path=address,
            method="POST",
            data=data,
            headers=[("Cookie", f"thuis={cookie.value}")],
        ).get_environ()
        _parts, status, _headers = run_wsgi_app(app.wsgi_app, environ)
        assert status.startswith("303"), status

    return report


def doer(app: Flask, actor: Actor) -> Save:
    """Save a report, without the request around it."""
    findings = Findings(How.GOOD, minutes=60, note=NOTE)

    def do(visit: Row) -> None:
        with app.app_context(), write_transaction():
            found = queries.get_to_report(actor, visit[0])
            actions.report(actor, found, findings=findings)

    return do


def writer(app: Flask, user_id: int, *, with_key: bool = False) -> Save:
    """Write the same rows by hand, with that of the form's key or without."""
    file = str(app.config["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///")
    connection = sqlite3.connect(Path(file), isolation_level=None)
    for name, (wanted, _expected) in SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name}={wanted}")

    def write(visit: Row) -> None:
        now, key, (visit_id, contact_id) = str(clock.now()), str(uuid.uuid4()), visit
        connection.execute("BEGIN IMMEDIATE")
        if with_key:
            connection.execute(KEY, (user_id, key, key, now))
        connection.execute(VISIT, (visit_id,))
        connection.execute(REPORT, (visit_id, NOTE, user_id, now))
        connection.execute(CONTACT, (now[:10], now[:10], contact_id))
        for action in EVENTS:
            line = (now, user_id, action, contact_id, "Visit", str(visit_id))
            connection.execute(LOG_LINE, line)
        connection.execute("COMMIT")

    return write


def in_turns(ways: list[tuple[Save, Iterator[Row]]]) -> list[float]:
    """The median time of each way, measured one after the other."""
    times: list[list[float]] = [[] for _way in ways]
    for round_ in range(TIMES + WARM_UP):
        for taken, (save, waiting) in zip(times, ways, strict=True):
            visit = next(waiting)
            start = perf_counter()
            save(visit)
            if round_ >= WARM_UP:
                taken.append(perf_counter() - start)
    return [median(taken) for taken in times]
