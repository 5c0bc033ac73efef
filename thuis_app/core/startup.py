"""Checks that run before pages are served or a command is run.

What fails raises `StartRefused` with one sentence: to go on would write into a
database that this version does not know, or lose what tablets still hold.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from thuis_app.core import clock, damage, installation, keys
from thuis_app.core.database import UnsafeDatabase
from thuis_app.core.errors import StartRefused
from thuis_app.core.exclusive import exclusive
from thuis_app.core.tablet_encryption import Keyring, new_key

UPGRADE = "thuis db upgrade"
CHECKED_EVERY = timedelta(days=1)
CLOSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
REFUSED = {errno.EROFS, errno.EACCES, errno.EPERM}
PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL}


def check(engine: Engine, migrations: Path, *, is_server: bool) -> None:
    """Raise `StartRefused` unless the database is there, whole, and of this version.

    A server always reads through the file of SQLite, and writes; a command once a day.
    One that was found damaged is read from end to end first.
    """
    with _in_one_sentence():
        if damage.is_marked(engine):
            must_be_whole(engine, fully=True)
            damage.clear(engine)
        with exclusive(engine):
            _must_be_of_this_version(engine, migrations)
        if is_server or _is_long_ago(engine):
            must_be_whole(engine)
            installation.note(engine, intact_at=clock.now())


def tablet_keys(engine: Engine, known: str, file: Path | None) -> str:
    """The keys for tablets, made and written to `file` at the first start.

    Raises `StartRefused` when tablets hold reports that other keys must open.
    """
    with _in_one_sentence(), exclusive(engine):
        named = installation.noted(engine)["tablet_key"]
        known = known or (keys.read(file) if file else "")
        if not known and file and not named and not _has_reports(engine):
            keys.write_once(file, new_key())
            known = keys.read(file)
        if not known or (named and not Keyring(known).has(named)):
            raise StartRefused(
                f"{file or 'THUIS_TABLET_KEYS'} has not the keys that this database "
                "was used with: put back the latest copy, or reports are lost."
            )
        if named != Keyring(known).key_id:
            installation.note(engine, tablet_key=Keyring(known).key_id)
    return known


@contextmanager
def _in_one_sentence() -> Iterator[None]:
    """Refuse the start for a fault of the database that will not pass by itself."""
    try:
        yield
    except (SQLAlchemyError, UnsafeDatabase, OSError, ImportError) as error:
        if sqlite_code(error) not in PASSING:
            raise StartRefused(sentence(error)) from None


def revisions(migrations: Path) -> list[str]:
    """Every migration in order: they are numbered, and named as their files."""
    return sorted(file.stem for file in (migrations / "versions").glob("[0-9]*.py"))


def revision(engine: Engine) -> str:
    """The migration that the database is at; empty when it has no tables."""
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            return ""
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        return str(found.scalar() or "")


def is_older(engine: Engine, migrations: Path) -> bool:
    """Whether the database has no tables yet, or those of an earlier version.

    Raises `StartRefused` where it cannot be reached.
    """
    with _in_one_sentence():
        return revision(engine) in {"", *revisions(migrations)[:-1]}
    return False


def must_be_whole(engine: Engine, *, fully: bool = False) -> None:
    """Read through the file of SQLite; raises `StartRefused` when it is damaged.

    The quick check leaves out whether indexes agree with their rows.
    """
    if engine.dialect.name != "sqlite":
        return
    check = "integrity_check" if fully else "quick_check"
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar()
    if found != "ok":
        damage.mark(engine, str(found))
        raise StartRefused(DAMAGED)


DAMAGED = (
    "the database file is damaged. Nothing is written in it any more: put back the "
    "latest backup with thuis restore."
)


def sentence(error: Exception) -> str:
    """A fault of the database in one sentence, without a value of any statement."""
    if isinstance(error, (ImportError, NoSuchModuleError)):
        return "the driver of the database is missing: install thuis-app[postgres]."
    if isinstance(error, UnsafeDatabase):
        return str(error)
    code = sqlite_code(error)
    if code in damage.BROKEN:
        return DAMAGED
    if code in CLOSED or getattr(error, "errno", None) in REFUSED:
        return (
            "the database cannot be opened or written: see who owns its folder and "
            "file, and whether the disk is mounted read-only."
        )
    words = str(getattr(error, "orig", None) or error).strip().splitlines() or [""]
    return f"the database cannot be used: {words[0].rstrip('.')}."


def sqlite_code(error: Exception) -> int | None:
    """The primary result code of SQLite; None for any other error."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else None


def _must_be_of_this_version(engine: Engine, migrations: Path) -> None:
    known, found = revisions(migrations), revision(engine)
    if not found:
        raise StartRefused(f"the database has no tables yet. Run: {UPGRADE}")
    if found not in known:
        raise StartRefused(newer(found))
    if found != known[-1]:
        raise StartRefused(
            f"the database is at {found!r} and this version needs {known[-1]!r}. "
            f"Run: {UPGRADE} (thuis serve does so by itself)"
        )


def newer(revision: str) -> str:
    """Why a database of a version that this one does not know is left alone."""
    return (
        f"the database is at {revision!r}, of a newer version of Thuis than this one. "
        "Start that version, or put back a copy from before."
    )


def _is_long_ago(engine: Engine) -> bool:
    checked = installation.noted(engine)["intact_at"]
    return checked is None or not (
        clock.now() - CHECKED_EVERY < checked <= clock.latest()
    )


def _has_reports(engine: Engine) -> bool:
    """Whether a tablet ever sent or announced a report."""
    query = "SELECT 1 WHERE EXISTS (SELECT 1 FROM {}) OR EXISTS (SELECT 1 FROM {})"
    with engine.connect() as connection:
        found = text(query.format("tablet_report", "tablet_count"))
        return connection.execute(found).first() is not None
