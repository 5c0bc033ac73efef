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
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask import request_started
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from thuis_app.core import damage, database_copies, disk_reserve, startup

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
    """A commit that fails is said to have been made."""
    commit, flush = Session.commit, Session.flush

    def boast(made: Callable[..., None]) -> Callable[..., None]:
        def tried(session: Session, *rest: Any) -> None:
            try:
                made(session, *rest)
            except (DBAPIError, OperationalError):
                session.rollback()

        return tried

    with (
        patch.object(Session, "commit", boast(commit)),
        patch.object(Session, "flush", boast(flush)),
    ):
        yield


@contextmanager
def without_reserve() -> Iterator[None]:
    """No room is kept on the disk for when it is full."""
    with patch.object(disk_reserve, "make", lambda _engine: None):
        yield


@contextmanager
def reckless() -> Iterator[None]:
    """The server starts where it cannot write, and boasts."""
    with patch.object(startup, "check", lambda *_at, **_is_server: None), boastful():
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
