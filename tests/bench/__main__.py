"""`make bench`: the pages against the goals, each as a ratio to a bare page.

A bare page holds the same rows by the best raw query and an f-string, in a WSGI
function that checks a signed cookie. Both sides are measured in one run, in turns.
"""

import gzip
import os
import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from flask import Flask
from itsdangerous import Signer
from sqlalchemy import event, func, select
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

import thuis_app
from tests.bench import bare
from tests.bench.bulk_data import add_bulk_data
from tests.bench.ranking import ranking
from tests.bench.saving import saving
from thuis_app import create_app
from thuis_app.core.database import db, write_transaction
from thuis_app.operations.demo.fill import fill
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.sessions import actions
from thuis_app.visiting.visits.models import Visit

PEOPLE = int(os.environ.get("PEOPLE", "50000"))
ROUNDS, WARM_UP = 300, 30
FOLDER = Path(os.environ.get("THUIS_BENCH", thuis_app.PROJECT_ROOT / "build" / "bench"))
ASKED = {"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": "same-origin"}
COORDINATOR = "coordinator@thuis.example"


def main() -> None:
    """Measure, print a line a goal, and keep the lines in a file."""
    app = example()
    with app.app_context():
        cookie, person = signed_in(app), most_visited()
    # First what is timed: an engine whose statements are counted stays slower.
    timed, saved = speed(app, cookie, person), saving(app)
    lines = [
        *timed,
        *statements(app, cookie, person),
        *weight(app, cookie),
        *saved,
        *ranking(),
        *add_bulk_data(),
    ]
    text = "\n".join(lines)
    print(text)
    (FOLDER / "bench.txt").write_text(text + "\n")


def example() -> Flask:
    """The application on an example of 50,000 people, made once."""
    from flask_migrate import upgrade

    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"people-{PEOPLE}.db"
    is_new = not file.exists()
    app = create_app(
        {"SECRET_KEY": "bench", "SQLALCHEMY_DATABASE_URI": f"sqlite:///{file}"}
    )
    if is_new:
        print(f"Making an example of {PEOPLE} people", file=sys.stderr)
        with app.app_context():
            upgrade()
            with write_transaction():
                fill(PEOPLE, 1, "licht in het dorp")
            db.session.execute(db.text("ANALYZE"))
            db.session.commit()
    return app


def signed_in(app: Flask) -> str:
    """The cookie of a coordinator who signed in and has seen a first page."""
    user = db.session.scalars(select(User).where(User.email == COORDINATOR)).one()
    with write_transaction():
        actor = actions.sign_in(user, device="bench", device_key="bench")
    sessions: Any = app.session_interface
    serializer = sessions.get_signing_serializer(app)
    first = f"thuis={serializer.dumps({'_user_id': actor.token, '_fresh': True})}"
    answer = Client(app.wsgi_app, use_cookies=False).get(
        "/people/", headers={"Cookie": first}
    )
    return answer.headers["Set-Cookie"].split(";")[0]


def most_visited() -> int:
    """Somebody with at least thirty visits."""
    counted = select(Visit.contact_id).group_by(Visit.contact_id)
    found = db.session.scalar(counted.having(func.count() >= 30).limit(1))
    assert found is not None
    return found


def speed(app: Flask, cookie: str, person: int) -> list[str]:
    """Goal 1: the list and a person's page, as so many times a bare page."""
    file = Path(str(app.config["SQLALCHEMY_DATABASE_URI"]).removeprefix("sqlite:///"))
    connection = sqlite3.connect(file)
    signer = Signer("bench")
    bare_cookie = signer.sign("1").decode()
    pairs = [
        ("list", "/people/", bare.people(connection, signer), 5.0),
        ("person", f"/people/{person}", bare.person(connection, signer, person), 7.0),
    ]
    lines = []
    for name, path, bare_page, goal in pairs:
        ours = caller(app.wsgi_app, path, cookie)
        theirs = caller(bare_page, path, bare_cookie)
        page, plain = in_turns(ours, theirs)
        ratio = page / plain
        lines.append(
            f"goal 1 {name}: {ratio:.1f} x a bare page (at most {goal:.0f} x) "
            f"[{page * 1000:.2f} ms, {plain * 1000:.2f} ms] {verdict(ratio <= goal)}"
        )
    return lines


def statements(app: Flask, cookie: str, person: int) -> list[str]:
    """Goal 3: how often a page asks the database, the line in the trail apart."""
    lines = []
    for name, path, goal in (
        ("list", "/people/", 4),
        ("person", f"/people/{person}", 6),
    ):
        calls = counted(app, path, cookie)
        reads = sum(not said.startswith("INSERT") for said in calls)
        lines.append(
            f"goal 3 {name}: {reads} statements + {len(calls) - reads} trail "
            f"(at most {goal} + 1) {verdict(reads <= goal and len(calls) - reads <= 1)}"
        )
    return lines


def weight(app: Flask, cookie: str) -> list[str]:
    """Goal 8: what a first page brings over the line as it is sent, and a next one.

    As a browser asks that comes from another page of ours, after the sign-in.
    """
    client = Client(app.wsgi_app, use_cookies=False)

    def sent(path: str, **more: str) -> bytes:
        headers = ASKED | {"Cookie": cookie, **more}
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, f"{path}: {answer.status}"
        return answer.get_data()

    body = sent("/people/")
    text = gzip.decompress(body).decode()
    assets = sorted(set(re.findall(r'(?:href|src)="(/static/[^"#]+)', text)))
    total = sum(len(part) for part in [body, *map(sent, assets)]) / 1024
    more = re.search(r'hx-get="(/people/[^"]*after[^"]*)"', text)
    assert more, "the list has no next page"
    rows = sent(more[1].replace("&amp;", "&"), **{"HX-Request": "true"})
    next_page, requests = len(rows) / 1024, 1 + len(assets)
    return [
        f"goal 8 first load as sent: {total:.1f} KB in {requests} requests, "
        f"{len(body) / 1024:.1f} KB of it the page "
        f"(at most 36 KB in 6) {verdict(total <= 36 and requests <= 6)}",
        f"goal 8 next page as sent: {next_page:.2f} KB (at most 1.5 KB) "
        f"{verdict(next_page <= 1.5)}",
    ]


def caller(
    wsgi: Callable[..., Any], path: str, cookie: str, *, htmx: bool = False
) -> Callable[[], bytes]:
    """A function that asks for this page, as its own server would."""
    headers = {"Cookie": cookie} | ({"HX-Request": "true"} if htmx else {})

    def query() -> bytes:
        environ = EnvironBuilder(path=path.split("?")[0], headers=[*headers.items()])
        environ.query_string = path.partition("?")[2]
        parts, status, _headers = run_wsgi_app(wsgi, environ.get_environ())
        assert status.startswith("200"), f"{path}: {status}"
        return b"".join(parts)

    return query


def in_turns(
    ours: Callable[[], bytes], theirs: Callable[[], bytes]
) -> tuple[float, float]:
    """The median time of each, measured one after the other."""
    times: tuple[list[float], list[float]] = ([], [])
    for round_ in range(ROUNDS + WARM_UP):
        for at, query in enumerate((ours, theirs)):
            start = perf_counter()
            query()
            if round_ >= WARM_UP:
                times[at].append(perf_counter() - start)
    return median(times[0]), median(times[1])


def counted(app: Flask, path: str, cookie: str) -> list[str]:
    """The statements of one page, but for those that begin and end a transaction."""
    calls: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            calls.append(statement)

    caller(app.wsgi_app, path, cookie)()
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        caller(app.wsgi_app, path, cookie)()
        event.remove(db.engine, "before_cursor_execute", note)
    return calls


def verdict(is_kept: bool) -> str:
    return "kept" if is_kept else "MISSED"


if __name__ == "__main__":
    main()
