"""Copies of the file of SQLite, made before a migration changes it.

They are the way back: `flask db downgrade` loses what newer tables hold. PostgreSQL
has no file to copy: there a backup comes first (`docs/hosting-postgres.md`).
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from thuis_app.core import clock

KEPT = 3


def copy_before(engine: Engine, revision: str) -> Path | None:
    """Copy the database as it is at this revision; the copy, or None on PostgreSQL.

    Of such copies the newest `KEPT` stay. Nobody but the owner may read one. Raises
    `OSError` or `sqlite3.Error` where no whole copy can be made.
    """
    if engine.dialect.name != "sqlite":
        return None
    database = Path(str(engine.url.database).removeprefix("file:"))
    stamp = f"{clock.now():%Y%m%d-%H%M%S}"
    copy = database.with_name(f"{database.name}.{stamp}.{revision}.copy")
    unfinished = copy.with_suffix(f".{os.getpid()}")
    try:
        unfinished.touch(mode=0o600)
        _copy(database, unfinished)
        unfinished.replace(copy)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    for old in copies(database)[:-KEPT]:
        old.unlink(missing_ok=True)
    return copy


def copies(database: Path) -> list[Path]:
    """The copies beside this file, the oldest first: their names begin with a time."""
    return sorted(database.parent.glob(f"{database.name}.*.copy"))


def _copy(database: Path, copy: Path) -> None:
    """Copy with SQLite's own backup, which takes what is in the log with it."""
    with (
        closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    descriptor = os.open(copy, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
