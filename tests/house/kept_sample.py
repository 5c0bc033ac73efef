"""One sample for all tests of a module, and a copy of its file to go back to."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from flask import Flask

from tests.conftest import emptied
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.foundation import queries as foundation

Filled = TypeVar("Filled")
PutBack = Callable[[], None]


@contextmanager
def kept(
    app: Flask, folder: Path, fill: Callable[[], Filled]
) -> Iterator[tuple[Filled, PutBack]]:
    """Fill the database once: what `fill` returns, and how to go back to it.

    Rows that `fill` returns are detached: what they held then can be read.
    """
    copy = folder / "filled.db"
    with emptied(app):
        filled = fill()
        _disconnect()
        shutil.copy(database_file(), copy)

        def go_back() -> None:
            clock.set_source(None)
            put_back(copy)

        yield filled, go_back


def put_back(copy: Path) -> None:
    """Go back to what the database held when the copy was made."""
    _disconnect()
    file = database_file()
    for trace in ("-wal", "-shm"):
        file.with_name(file.name + trace).unlink(missing_ok=True)
    shutil.copy(copy, file)
    foundation.forget()


def _disconnect() -> None:
    """Close every connection; the last one writes all it has into the file."""
    db.session.remove()
    db.engine.dispose()


def database_file() -> Path:
    return Path(str(db.engine.url.database))
