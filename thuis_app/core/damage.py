"""A database file of SQLite that was found damaged: nothing is written in it any more.

The fact stands in a file beside it, so that every process on it knows. What is damaged
is read as far as it goes; a start reads the whole file before it serves again.
"""

import sqlite3
from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.engine import ExceptionContext

from thuis_app.core.sqlite_files import beside

BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
SUFFIX = ".damaged"


def mark(engine: Engine, words: str) -> None:
    """Note that the database is damaged, and by what that was noticed."""
    file = beside(engine, SUFFIX)
    # Where not even this can be written, every write fails by itself.
    with suppress(OSError):
        if file is not None and not file.exists():
            file.write_text(f"{words}\n")


def is_marked(engine: Engine) -> bool:
    """Whether the database was found damaged, and not found whole or put back since."""
    file = beside(engine, SUFFIX)
    return file is not None and file.exists()


def clear(engine: Engine) -> None:
    """Note that the whole database was read and found in order."""
    if file := beside(engine, SUFFIX):
        file.unlink(missing_ok=True)


def notice(context: ExceptionContext) -> None:
    """Mark the database when a statement finds it damaged: for `handle_error`."""
    code = getattr(context.original_exception, "sqlite_errorcode", 0)
    if context.engine is not None and code & 0xFF in BROKEN:
        mark(context.engine, str(context.original_exception))
