"""Sorts the exceptions of the database, and of a full disk, into kinds of failure."""

import errno
import sqlite3
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from thuis_app.core.errors import Busy

# https://www.sqlite.org/rescode.html: the low byte of an extended code is its family.
LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
AWAY = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
}
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
NOT_UNIQUE = {
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
}

# https://www.postgresql.org/docs/15/errcodes-appendix.html
SERIALIZATION = {"40001", "40P01"}
LOCK_NOT_AVAILABLE = {"55P03"}
UNIQUE_VIOLATION = {"23505"}
AWAY_CLASSES = {"08", "53", "57", "58"}
READ_ONLY_TRANSACTION = {"25006"}


class Failure(StrEnum):
    """Kinds of failure: a clash is retried at once, what is unavailable later."""

    CLASH = "clash"
    UNAVAILABLE = "unavailable"
    FAULT = "fault"


def kind_of(error: BaseException) -> Failure:
    """The kind of a failure; an unknown one is a fault."""
    if isinstance(error, StaleDataError):
        return Failure.CLASH
    if isinstance(error, (Busy, PoolTimeout)) or is_full(error):
        return Failure.UNAVAILABLE
    if not isinstance(error, DBAPIError):
        return Failure.FAULT
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error)
    return _of_postgres(error)


def is_locked(error: BaseException | None) -> bool:
    """Whether another writer held the database for too long."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    code = getattr(orig, "sqlite_errorcode", 0) & 0xFF
    return code in LOCKED or getattr(orig, "sqlstate", "") in LOCK_NOT_AVAILABLE


def is_full(error: BaseException) -> bool:
    """Whether a file could not be written because the disk is full."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, OSError):
        return cause.errno in NO_ROOM
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL


def _of_sqlite(error: DBAPIError) -> Failure:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    if code & 0xFF in LOCKED or code in NOT_UNIQUE:
        return Failure.CLASH
    return Failure.UNAVAILABLE if code & 0xFF in AWAY else Failure.FAULT


def _of_postgres(error: DBAPIError) -> Failure:
    state: Any = getattr(error.orig, "sqlstate", None)
    if state in SERIALIZATION | LOCK_NOT_AVAILABLE | UNIQUE_VIOLATION:
        return Failure.CLASH
    if state is None:
        is_away = isinstance(error, (OperationalError, InterfaceError))
    else:
        is_away = state[:2] in AWAY_CLASSES or state in READ_ONLY_TRANSACTION
    return Failure.UNAVAILABLE if is_away else Failure.FAULT
