"""Copies of a database in a file: made while it is written in, checked, and put back.

SQLite is copied by its online backup, PostgreSQL by `pg_dump`. Rows are counted in the
very snapshot that is copied, and counted again in the copy.
"""

import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from thuis_app.core import archives, startup
from thuis_app.core.archives import BackupFailed
from thuis_app.core.exclusive import exclusive

SQLITE_FILE, POSTGRES_FILE = "thuis.db", "thuis.dump"
VERSIONS = "alembic_version"
BUSY_SECONDS = 30
COPIED = re.compile(r'COPY (?:"?\w+"?\.)?"?(\w+)"? \(.*\) FROM stdin;')
TRACES = ("-wal", "-shm")
NEW_SCHEMA = "CREATE SCHEMA public"


@dataclass(frozen=True)
class CopyFacts:
    """At which migration a database is, and the number of rows of each table."""

    revision: str
    rows: Mapping[str, int]


def name_of_copy(engine: Engine) -> str:
    """The name of the file in a backup, by the kind of database."""
    return SQLITE_FILE if engine.dialect.name == "sqlite" else POSTGRES_FILE


def sqlite_file(engine: Engine) -> Path:
    """The file of a SQLite database."""
    return Path(str(engine.url.database).removeprefix("file:"))


def copy(engine: Engine, file: Path) -> CopyFacts:
    """Copy the database as it is at one moment, and check the copy."""
    if engine.dialect.name == "sqlite":
        facts = _copy_sqlite(sqlite_file(engine), file)
        check_sqlite(file, facts)
    else:
        facts = _copy_postgres(engine, file)
        _check_postgres(file, facts)
    return facts


def check_sqlite(file: Path, facts: CopyFacts) -> None:
    """Read a copy from end to end; raises `BackupFailed` unless it is whole.

    It is opened as a file that nobody changes, so that not a byte of it does.
    """
    address = f"{file.absolute().as_uri()}?immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            words = fault_of(connection)
            if not words and _facts(connection) != facts:
                words = "it does not hold the rows that were copied"
    except sqlite3.DatabaseError as error:
        words = str(error)
    if words:
        raise BackupFailed(f"The copy of the database is not whole: {words}.")


def fault_of(connection: sqlite3.Connection) -> str:
    """What is wrong with a database, read from end to end; empty when nothing is."""
    found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if found != "ok":
        return found.splitlines()[-1]
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    return f"a row of {orphan[0]} points to a row that is gone" if orphan else ""


def is_there(engine: Engine) -> bool:
    """Whether there is a database of Thuis already, or a file in its place."""
    if engine.dialect.name == "sqlite":
        return sqlite_file(engine).exists()
    with engine.connect() as connection:
        return bool(inspect(connection).get_table_names())


def place_sqlite(engine: Engine, file: Path, kept_as: str) -> None:
    """Move a file into the place of the database; the old one stays beside it.

    Logs of an old database are no part of the new one: read with it, they would damage
    it. Raises `BackupFailed` while a process has the old one open.
    """
    database = sqlite_file(engine)
    if database.exists():
        _close_sqlite(database)
    for suffix in ("", *TRACES):
        left = database.with_name(f"{database.name}{suffix}")
        if left.exists():
            left.replace(database.with_name(f"{database.name}.{kept_as}{suffix}"))
    archives.synchronise(file)
    file.replace(database)
    archives.synchronise(database.parent)


@contextmanager
def placed_postgres(engine: Engine, file: Path, kept_as: str) -> Iterator[None]:
    """Put a copy into the database, in which the block then works; the old tables stay
    in a schema of their own.

    Where anything fails, in the block too, the database is as it was.
    """
    name = kept_as.replace("-", "_")
    had_tables = is_there(engine)
    back = f"ALTER SCHEMA {name} RENAME TO public" if had_tables else NEW_SCHEMA
    with exclusive(engine):
        if had_tables:
            _execute(engine, f"ALTER SCHEMA public RENAME TO {name}", NEW_SCHEMA)
        with _or_back(engine, back):
            _restore_postgres(engine, file)
    with _or_back(engine, back):
        yield


@contextmanager
def _or_back(engine: Engine, back: str) -> Iterator[None]:
    """Where the block fails, drop what was put back and execute this statement."""
    try:
        yield
    except BaseException:
        _execute(engine, "DROP SCHEMA public CASCADE", back)
        raise


def _restore_postgres(engine: Engine, file: Path) -> None:
    options = ("--single-transaction", "--exit-on-error", "--no-owner")
    command = ["pg_restore", *options, "--no-privileges"]
    _run([*command, f"--dbname={_address(engine)}", str(file)], engine)


def _execute(engine: Engine, *statements: str) -> None:
    """Execute these statements in one transaction."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _close_sqlite(database: Path) -> None:
    """Have the log of a database written into its file; refused while it is open
    elsewhere. What is damaged is left as it is."""
    try:
        with closing(sqlite3.connect(database, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise BackupFailed("Thuis is running on this database: stop it.") from None
    except sqlite3.DatabaseError:
        return


def _copy_sqlite(database: Path, file: Path) -> CopyFacts:
    address = f"{database.absolute().as_uri()}?mode=rw"
    opened = sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=BUSY_SECONDS
    )
    file.touch(mode=0o600)
    try:
        with closing(opened) as source, closing(sqlite3.connect(file)) as target:
            source.execute("BEGIN")
            facts = _facts(source)
            source.backup(target)
            source.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        words = startup.sentence(error)
        raise BackupFailed(f"The database cannot be copied: {words}") from None
    return facts


def _facts(connection: sqlite3.Connection) -> CopyFacts:
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    names = [name for (name,) in connection.execute(wanted) if name[:7] != "sqlite_"]
    rows = {
        name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
        for name in names
    }
    found = (
        VERSIONS in rows
        and connection.execute(f"SELECT version_num FROM {VERSIONS}").fetchone()
    )
    return CopyFacts(str(found[0]) if found else "", rows)


def _copy_postgres(engine: Engine, file: Path) -> CopyFacts:
    file.touch(mode=0o600)
    strict = engine.execution_options(isolation_level="REPEATABLE READ")
    with strict.begin() as connection:
        facts = _facts_of_postgres(connection)
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        command = ["pg_dump", "--format=custom", f"--snapshot={snapshot}"]
        options = (f"--file={file}", f"--dbname={_address(engine)}")
        _run([*command, *options], engine)
    return facts


def _facts_of_postgres(connection: Connection) -> CopyFacts:
    names = sorted(inspect(connection).get_table_names())
    rows = {
        name: int(connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0)
        for name in names
    }
    found = connection.scalar(text(f"SELECT version_num FROM {VERSIONS}"))
    return CopyFacts(str(found or ""), rows)


def _check_postgres(file: Path, facts: CopyFacts) -> None:
    """Have `pg_restore` read the whole copy, and count the rows that it finds."""
    command = ["pg_restore", "--data-only", "--file=-", str(file)]
    rows, table = dict.fromkeys(facts.rows, 0), ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as reading:
        for line in reading.stdout or ():
            if table and line == "\\.\n":
                table = ""
            elif table:
                rows[table] = rows.get(table, 0) + 1
            elif begun := COPIED.match(line):
                table = begun[1]
    if reading.returncode or rows != facts.rows:
        raise BackupFailed("The copy of the database does not hold all its rows.")


def _address(engine: Engine) -> str:
    """The address for the programs of PostgreSQL, which others can see: no password."""
    url = engine.url.set(drivername="postgresql", password=None)
    return url.render_as_string()


def _run(command: Sequence[str], engine: Engine) -> None:
    secret = {"PGPASSWORD": engine.url.password} if engine.url.password else {}
    try:
        subprocess.run(
            command, env=os.environ | secret, check=True, capture_output=True, text=True
        )
    except FileNotFoundError:
        raise BackupFailed(
            f"{command[0]} is not installed: on Debian, apt install postgresql-client."
        ) from None
    except subprocess.CalledProcessError as error:
        words = (error.stderr.strip().splitlines() or ["no words"])[0]
        raise BackupFailed(f"{command[0]} failed: {words}") from None
