"""The database session, and the base class of all models."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    and_,
    event,
    or_,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from thuis_app.core import damage
from thuis_app.core.errors import Busy, Damaged
from thuis_app.core.locks import FairLock

LAST_LETTER = "\U0010ffff"

SQLITE_SETTINGS: dict[str, tuple[str, object]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "busy_timeout": ("5000", 5000),
    "trusted_schema": ("OFF", 0),
    "cache_size": ("-8192", -8192),
}

BEGIN = "sqlite_begin"
CALLBACKS = "on_commit"
TURN_WITHIN = 20.0

_writers = FairLock()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always with its zone, on databases that forget zones too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


def _values(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


def one_of(members: type[StrEnum], name: str | None = None) -> Enum:
    """A column that holds one of these members, as checked text.

    `name` is needed where a table has two columns of the same kind.
    """
    return Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=_values,
    )


def by_bytes() -> String:
    """A column of folded text, compared by its bytes: the same on both databases."""
    return String().with_variant(String(collation="C"), "postgresql")


def begins(column: Any, beginnings: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a column `by_bytes` begins in one of these ways, by index."""
    return or_(*(and_(column >= one, column < one + LAST_LETTER) for one in beginnings))


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        StrEnum: one_of(StrEnum),
    }

    def __repr__(self) -> str:
        """Name the row, never its contents: these end up in logs."""
        identity: Any = getattr(self, "id", None)
        return f"<{type(self).__name__} {identity}>"


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


class UnsafeDatabase(RuntimeError):
    """The database refused the settings that make commits durable."""


def prepare(engine: Engine) -> None:
    """Make every connection of this engine as safe as `SQLITE_SETTINGS` says."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_and_read_back)
        event.listen(engine, "begin", _begin)
        event.listen(engine, "handle_error", damage.notice)


def _set_and_read_back(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for name, (wanted, expected) in SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise UnsafeDatabase(f"SQLite keeps {name} at {found}, not {expected}.")


def _begin(connection: Connection) -> None:
    """Open the transaction as its writer asked: a read transaction is the default.

    A read transaction of SQLite cannot be upgraded once another connection has written
    (SQLITE_BUSY_SNAPSHOT), so a writer takes the write lock with its first statement.
    """
    mode = connection.get_execution_options().get(BEGIN, "")
    connection.exec_driver_sql(f"BEGIN {mode}".rstrip())


@contextmanager
def write_transaction() -> Iterator[None]:
    """Commit all changes made inside together, or none of them.

    On SQLite writers of this process take turns in order of arrival, and the write
    lock of the database is taken before the first statement. What the session read
    before is ended first. Callbacks of `on_commit` run after the lock is released.

    Raises `Busy` when the turn does not come within `TURN_WITHIN` seconds, and
    `Damaged` once the database was found to be so.
    """
    db.session.rollback()
    if damage.is_marked(db.engine):
        raise Damaged
    with _turn():
        try:
            if db.engine.dialect.name == "sqlite":
                db.session.connection(execution_options={BEGIN: "IMMEDIATE"})
            yield
            db.session.commit()
        except BaseException:
            roll_back()
            raise
    for function in _callbacks_taken():
        function()


def on_commit(function: Callable[[], object]) -> None:
    """Call this function when the open write transaction has been committed.

    It is never called after a rollback. What an answer says, and what changes outside
    the database (the browser's session, cookies, caches), is done here.
    """
    db.session().info.setdefault(CALLBACKS, []).append(function)


def roll_back() -> None:
    """Undo the open transaction; objects keep what they hold, detached.

    A form that is refused can still be shown with its rows.
    """
    _callbacks_taken()
    db.session.expunge_all()
    db.session.rollback()


def _callbacks_taken() -> list[Callable[[], object]]:
    found: list[Callable[[], object]] = db.session().info.pop(CALLBACKS, [])
    return found


@contextmanager
def _turn() -> Iterator[None]:
    """Hold the lock of writers; PostgreSQL orders its writers itself."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    if not _writers.acquire(TURN_WITHIN):
        raise Busy
    try:
        yield
    finally:
        _writers.release()
