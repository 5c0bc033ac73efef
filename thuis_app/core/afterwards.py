"""What is written once the answer is known, also when the request itself is undone.

Reads are noted here (a page that is only read never waits for the pen), and so are
refusals and failed sign-ins, which would otherwise be rolled back with the rest.
"""

from typing import Any

from sqlalchemy import Executable

from thuis_app.core.database import apart, db, info

KEPT = "afterwards"


def keep(statement: Executable, values: dict[str, Any] | None = None) -> None:
    """Remember a statement for the end of this request."""
    info().setdefault(KEPT, []).append((statement, values))


def add() -> None:
    """Carry out what was kept, within the transaction that is open."""
    for statement, values in info().pop(KEPT, []):
        db.session.execute(statement, values)


def write() -> None:
    """Carry out what was kept in a transaction of its own."""
    if kept := info().pop(KEPT, []):
        with apart() as connection:
            for statement, values in kept:
                connection.execute(statement, values)
