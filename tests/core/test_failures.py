"""Which failures are tried again, which pass by themselves, and which are ours."""

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from thuis_app.core.errors import Busy
from thuis_app.core.failures import Failure, is_full, is_locked, kind_of


def of_sqlite(code: int) -> DBAPIError:
    orig = sqlite3.OperationalError("said by SQLite")
    orig.sqlite_errorcode = code
    return OperationalError("UPDATE", {}, orig)


class PostgresError(Exception):
    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("said by PostgreSQL")
        self.sqlstate = sqlstate


def of_postgres(sqlstate: str | None) -> DBAPIError:
    return OperationalError("UPDATE", {}, PostgresError(sqlstate))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (StaleDataError(), Failure.CLASH),
        (of_sqlite(sqlite3.SQLITE_BUSY), Failure.CLASH),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Failure.CLASH),
        (of_sqlite(sqlite3.SQLITE_LOCKED), Failure.CLASH),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE), Failure.CLASH),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY), Failure.CLASH),
        (of_postgres("40001"), Failure.CLASH),
        (of_postgres("40P01"), Failure.CLASH),
        (of_postgres("23505"), Failure.CLASH),
        (of_postgres("55P03"), Failure.CLASH),
        (Busy(), Failure.UNAVAILABLE),
        (of_sqlite(sqlite3.SQLITE_FULL), Failure.UNAVAILABLE),
        (OSError(errno.ENOSPC, "full"), Failure.UNAVAILABLE),
        (OSError(errno.ENOENT, "gone"), Failure.FAULT),
        (of_sqlite(sqlite3.SQLITE_READONLY), Failure.UNAVAILABLE),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN), Failure.UNAVAILABLE),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), Failure.UNAVAILABLE),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), Failure.UNAVAILABLE),
        (of_postgres(None), Failure.UNAVAILABLE),
        (of_postgres("57P01"), Failure.UNAVAILABLE),
        (of_postgres("08006"), Failure.UNAVAILABLE),
        (of_postgres("53100"), Failure.UNAVAILABLE),
        (of_postgres("25006"), Failure.UNAVAILABLE),
        (of_sqlite(sqlite3.SQLITE_ERROR), Failure.FAULT),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_NOTNULL), Failure.FAULT),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY), Failure.FAULT),
        (of_postgres("23502"), Failure.FAULT),
        (of_postgres("42P01"), Failure.FAULT),
        (IntegrityError("INSERT", {}, PostgresError(None)), Failure.FAULT),
        (ZeroDivisionError(), Failure.FAULT),
    ],
    ids=str,
)
def test_a_failure_is_taken_for_what_it_is(error: Exception, kind: Failure) -> None:
    assert kind_of(error) is kind


def test_a_real_unique_violation_is_a_clash_and_a_missing_value_a_fault() -> None:
    with create_engine("sqlite://").begin() as connection:
        connection.execute(text("CREATE TABLE one (two TEXT NOT NULL UNIQUE)"))
        connection.execute(text("INSERT INTO one VALUES ('three')"))
        with pytest.raises(IntegrityError) as again:
            connection.execute(text("INSERT INTO one VALUES ('three')"))
        with pytest.raises(IntegrityError) as empty:
            connection.execute(text("INSERT INTO one VALUES (NULL)"))

    assert kind_of(again.value) is Failure.CLASH
    assert kind_of(empty.value) is Failure.FAULT


def test_a_database_that_another_writer_holds_is_locked(tmp_path: Path) -> None:
    file = tmp_path / "one.db"
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("CREATE TABLE one (two)")
    holder.execute("BEGIN IMMEDIATE")
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 0})
    with engine.connect() as connection, pytest.raises(OperationalError) as error:
        connection.execute(text("INSERT INTO one VALUES (1)"))
    holder.close()
    engine.dispose()

    assert is_locked(error.value)
    assert not is_full(error.value)
    assert not is_locked(of_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE))


@pytest.mark.parametrize(
    "error",
    [of_sqlite(sqlite3.SQLITE_FULL), OSError(errno.ENOSPC, "full")],
    ids=["SQLite", "file"],
)
def test_a_disk_without_room_is_full(error: Exception) -> None:
    assert is_full(error)
    assert not is_full(of_sqlite(sqlite3.SQLITE_IOERR_WRITE))
    assert not is_full(OSError(errno.EACCES, "closed"))
