"""Statements of this request that are committed also when the request is rolled back.

Audit lines of what was read are deferred (a page that is only read never waits for
the write lock), and so are refusals and failed sign-ins, which would otherwise be
rolled back with the rest.
"""

from typing import Any

from sqlalchemy import Executable

from thuis_app.core.database import db, write_transaction

DEFERRED = "deferred"


def defer(statement: Executable, values: dict[str, Any] | None = None) -> None:
    """Execute this statement at the end of the request."""
    db.session().info.setdefault(DEFERRED, []).append((statement, values))


def execute_deferred() -> None:
    """Execute what was deferred within the transaction that is open."""
    for statement, values in db.session().info.pop(DEFERRED, []):
        db.session.execute(statement, values)


def flush() -> None:
    """Execute what was deferred in a write transaction of its own."""
    if db.session().info.get(DEFERRED):
        with write_transaction():
            execute_deferred()


def mark() -> int:
    """The number of writes deferred so far, as `discard` takes it."""
    return len(db.session().info.get(DEFERRED, []))


def discard(mark: int) -> None:
    """Drop what was deferred since `mark`: that attempt is made again."""
    del db.session().info.get(DEFERRED, [])[mark:]
