"""Faults that are planted on purpose: each drill must find the one that is its own.

    make drill PLANTED=1 ONLY=kills
    python -m tests.drills.faults forgetful serve --port 8000

The second is how a drill starts a server with a fault in it: what comes after the name
is a command of Thuis.
"""

import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask import flash, redirect, request, request_started
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from thuis_app.core import damage, database_copies, disk_reserve, startup
from thuis_app.core.database import db
from thuis_app.operations.serving import commands as serving
from thuis_app.web.transaction import Application

SETTING = "DRILL_FAULT"
FORGETS_EACH, LEAKED_BYTES, HELD_SECONDS = 4, 20_000, 0.3


def planted() -> AbstractContextManager[object]:
    """The fault that is asked for, for as long as the block lasts; or none."""
    return FAULTS.get(os.environ.get(SETTING, ""), nullcontext)()


@contextmanager
def forgetful() -> Iterator[None]:
    """One commit in so many is taken back, and nobody is told."""
    commit, number = Session.commit, count(1)

    def forget(session: Session) -> None:
        if next(number) % FORGETS_EACH:
            commit(session)
        else:
            session.rollback()

    with patch.object(Session, "commit", forget):
        yield


@contextmanager
def boastful() -> Iterator[None]:
    """Who sends a form is told that it was saved, also where the database refused."""
    dispatch = Application.dispatch_request

    def boast(app: Application) -> ResponseReturnValue:
        try:
            return dispatch(app)
        except DBAPIError:
            if request.method != "POST":
                raise
            db.session.rollback()
            flash("Het signaal is bewaard.")
            return redirect("/signals/", 303)

    with patch.object(Application, "dispatch_request", boast):
        yield


@contextmanager
def without_reserve() -> Iterator[None]:
    """No room is kept on the disk for when it is full."""
    with patch.object(disk_reserve, "make", lambda _engine: None):
        yield


@contextmanager
def reckless() -> Iterator[None]:
    """The server starts without a look at its database, and boasts."""
    steps = ("_migrate", "_erase_again", "refuse_bad_start")
    with ExitStack() as left_out, boastful():
        for step in steps:
            nothing = patch.object(serving, step, lambda **_is_server: None)
            left_out.enter_context(nothing)
        yield


@contextmanager
def leaking() -> Iterator[None]:
    """Every request leaves some kilobytes behind."""
    left: list[bytearray] = []

    def leak(*_sender: object, **_more: object) -> None:
        left.append(bytearray(os.urandom(LEAKED_BYTES)))

    with request_started.connected_to(leak):
        yield


@contextmanager
def slow() -> Iterator[None]:
    """Whoever has the write lock holds it a third of a second longer."""
    commit = Session.commit

    def wait(session: Session) -> None:
        time.sleep(HELD_SECONDS)
        commit(session)

    with patch.object(Session, "commit", wait):
        yield


@contextmanager
def abrupt() -> Iterator[None]:
    """The server ends at SIGTERM without answering what it received."""
    asked = signal.signal

    def at_once(number: int, handler: Any) -> Any:
        ends = number == signal.SIGTERM
        return asked(number, (lambda *_signal: os._exit(0)) if ends else handler)

    with patch.object(signal, "signal", at_once):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        yield


@contextmanager
def blind() -> Iterator[None]:
    """No check reads the file of the database, and damage is not marked."""
    with (
        patch.object(startup, "must_be_whole", lambda *_engine, **_fully: None),
        patch.object(damage, "is_marked", lambda _engine: False),
    ):
        yield


@contextmanager
def careless() -> Iterator[None]:
    """A row of a backup is lost while it is put back."""
    place = database_copies.place_sqlite

    def lose(engine: Engine, file: Path, kept_as: str) -> None:
        with sqlite3.connect(file) as connection:
            connection.execute("DELETE FROM visit_report WHERE id = 1")
        connection.close()
        place(engine, file, kept_as)

    with patch.object(database_copies, "place_sqlite", lose):
        yield


@contextmanager
def piecemeal() -> Iterator[None]:
    """Migrations are committed statement by statement."""
    listen = event.listen

    def leave_out(target: Any, name: str, function: Any, **more: Any) -> None:
        if name != "begin":
            listen(target, name, function, **more)

    with patch.object(event, "listen", leave_out):
        yield


FAULTS: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "forgetful": forgetful,
    "boastful": boastful,
    "without_reserve": without_reserve,
    "reckless": reckless,
    "leaking": leaking,
    "slow": slow,
    "abrupt": abrupt,
    "blind": blind,
    "careless": careless,
    "piecemeal": piecemeal,
}

if __name__ == "__main__":
    from thuis_app.__main__ import main

    name = sys.argv.pop(1)
    with FAULTS[name]():
        main()
