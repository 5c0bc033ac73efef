"""Goal 9: ranking 5,000 volunteers for one person, beside reading those same rows bare.

Both work alone and in memory, so the time of this process is counted, in turns: what
else the machine does meanwhile is nobody's merit.
"""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event, insert, select
from sqlalchemy.orm import joinedload

from tests.bench.figures import Figure
from thuis_app import create_app
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.database import Base, db
from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.organisation.accounts.models import User, UserArea, UserRole
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.wishes.models import Wish
from thuis_app.people.wishes.rules import Side, Subject
from thuis_app.team.volunteers.models import (
    Volunteer,
    VolunteerBlock,
    VolunteerRequirement,
    VolunteerTime,
)
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.matching import queries
from thuis_app.visiting.matching.models import MatchRefusal
from thuis_app.visiting.matching.rules import RefusalReason, RefusedBy

VOLUNTEERS, VILLAGES, ROUNDS, WARM_UP = 5000, 40, 30, 3
MOST_STATEMENTS, MOST_TIMES = 5, 3.0
ACTOR = Actor(1, "Bench", "Bench", frozenset({Role.COORDINATOR}), all_areas=True)
Asked = list[tuple[str, Any]]


def ranking() -> Iterator[Figure]:
    """The figures of this goal, measured on a throw-away database of its own."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "ranking.db"
        with _example(file).app_context():
            yield from _measured(file)
            db.session.remove()
            db.engine.dispose()


def _measured(file: Path) -> list[Figure]:
    contact = db.session.scalars(
        select(Contact).options(joinedload(Contact.area)).where(Contact.id == 1)
    ).one()
    with _statements() as calls:
        found = queries.proposals(ACTOR, contact)
    assert len(found) == VOLUNTEERS, f"{len(found)} volunteers were ranked"
    assert len({proposal.score for proposal in found}) > 20, "hardly any difference"
    # What making the example left in memory is no work of either.
    gc.collect()
    gc.freeze()
    bare = sqlite3.connect(file)
    ours, theirs = [], []
    for round_ in range(ROUNDS + WARM_UP):
        start = process_time()
        queries.proposals(ACTOR, contact)
        between = process_time()
        rows = sum(len(bare.execute(*one).fetchall()) for one in calls)
        end = process_time()
        if round_ >= WARM_UP:
            ours.append(between - start)
            theirs.append(end - between)
    bare.close()
    gc.unfreeze()
    return _figures(len(calls), rows, median(ours), median(theirs))


def _figures(statements: int, rows: int, ours: float, theirs: float) -> list[Figure]:
    name = f"ranking {VOLUNTEERS} volunteers"
    note = f"{rows} rows: {ours * 1000:.1f} ms, {theirs * 1000:.1f} ms"
    return [
        Figure("9", name, statements, "statements", MOST_STATEMENTS),
        Figure("9", name, ours / theirs, "x reading the rows", MOST_TIMES, note),
    ]


@contextmanager
def _statements() -> Iterator[Asked]:
    """What the database is asked meanwhile, as it is asked, with its values."""
    calls: Asked = []

    def note(_conn: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            calls.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    yield calls
    event.remove(db.engine, "before_cursor_execute", note)


def _example(file: Path) -> Flask:
    """A house with one person to visit, and volunteers with full cards."""
    app = create_app(
        {"SECRET_KEY": "bench", "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}"}
    )
    with app.app_context():
        upgrade()
        random = Random(3)
        _add(Area, [_village(number) for number in range(1, VILLAGES + 1)])
        _add(Contact, [_person()])
        ids = range(1, VOLUNTEERS + 1)
        _add(User, [_account(number) for number in ids])
        _add(UserRole, [_volunteers(number) for number in ids])
        _add(UserArea, [_comes(random, number) for number in ids])
        _add(Volunteer, [_profile(random, number) for number in ids])
        _add(VolunteerTime, [row for number in ids for row in _times(random, number)])
        _add(VolunteerRequirement, [row for n in ids for row in _met(random, n)])
        _add(VolunteerBlock, [_block(number) for number in ids if number % 20 == 0])
        _past(random)
        db.session.commit()
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
    return app


def _add(model: type[Base], rows: list[dict[str, Any]]) -> None:
    db.session.execute(insert(model), rows)


def _village(number: int) -> dict[str, Any]:
    cluster = f"Cluster {number // 5}"
    return {"id": number, "name": f"V{number}", "postcode4": "9781", "cluster": cluster}


def _person() -> dict[str, Any]:
    return {
        "id": 1,
        "area_id": 1,
        "last_name": "Ploeg",
        "stage": Stage.PARTICIPANT,
        "speaks": frozenset({SpokenLanguage.DUTCH, SpokenLanguage.GRONINGS}),
        "has_pets": True,
        "interests": frozenset({Interest.MUSIC, Interest.GARDEN, Interest.WALKING}),
        "times": frozenset({WeekPart.TUESDAY_MORNING, WeekPart.THURSDAY_AFTERNOON}),
    }


def _account(number: int) -> dict[str, Any]:
    known = {"name": f"Volunteer {number}", "email": f"v{number}@example.org"}
    return {"id": number, "called": "V", **known}


def _volunteers(number: int) -> dict[str, Any]:
    return {"user_id": number, "role": Role.VOLUNTEER, "since": clock.today()}


def _comes(random: Random, number: int) -> dict[str, Any]:
    return {"user_id": number, "area_id": random.randint(1, VILLAGES)}


def _profile(random: Random, number: int) -> dict[str, Any]:
    interests = random.sample([*Interest], 3)
    return {
        "user_id": number,
        "drives": random.random() < 0.5,
        "pets_ok": random.random() < 0.8,
        "people": random.randint(0, 3),
        "languages": frozenset(random.sample([*SpokenLanguage], 2)),
        "interests": frozenset(interests),
    }


def _times(random: Random, number: int) -> list[dict[str, Any]]:
    week = [(day, part) for day in range(7) for part in DayPart]
    chosen = random.sample(week, random.randint(2, 6))
    return [{"user_id": number, "weekday": d, "day_part": part} for d, part in chosen]


def _met(random: Random, number: int) -> list[dict[str, Any]]:
    since = clock.today() - timedelta(days=200)
    until = since + timedelta(days=random.randint(150, 900))
    return [
        {
            "user_id": number,
            "requirement": one,
            "met_on": since,
            "review_by": until if one is Requirement.VOG else None,
        }
        for one in Requirement
    ]


def _block(number: int) -> dict[str, Any]:
    days = timedelta(days=number % 60)
    today = clock.today()
    return {"user_id": number, "from_on": today, "until_on": today + days}


def _past(random: Random) -> None:
    """What went before with this one person."""
    who = random.sample(range(1, VOLUNTEERS + 1), 20)
    ended = {"state": MatchState.ENDED, "ended_on": clock.today()}
    _add(Match, [{"contact_id": 1, "volunteer_id": one, **ended} for one in who[:5]])
    no = {"by": RefusedBy.VOLUNTEER, "because": RefusalReason.TIMES, "recorded_by": 1}
    _add(MatchRefusal, [{"contact_id": 1, "volunteer_id": v, **no} for v in who[5:]])
    wish = {"side": Side.WISH, "subject": Subject.GOING_OUT, "heard_by": 1}
    _add(Wish, [{"contact_id": 1, **wish}])
