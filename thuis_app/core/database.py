"""The database session, and the base that every model stands on."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from threading import RLock
from typing import Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    MetaData,
    Table,
    event,
    false,
    literal_column,
    or_,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

SQLITE_SETTINGS: dict[str, tuple[str, object]] = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "busy_timeout": ("5000", 5000),
    "trusted_schema": ("OFF", 0),
    "cache_size": ("-65536", -65536),
}

_will_write: ContextVar[bool] = ContextVar("will_write", default=False)
_one_writer = RLock()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always with its zone, on databases that forget zones too."""

    impl = DateTime(timezone=True)
    cache_ok = True

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


class Reading:
    """A request that only reads: all it asks goes over one connection.

    Its pages ask a few questions each, and a session between takes longer than those.
    """

    def __init__(self) -> None:
        self.info: dict[str, Any] = {}
        self._opened: Connection | None = None

    @property
    def connection(self) -> Connection:
        if self._opened is None:
            self._opened = db.engine.connect()
        return self._opened

    def let_go(self) -> None:
        """Forget what was read: others may write meanwhile."""
        if self._opened is not None:
            self._opened.rollback()

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


class OneDatabase(Session):
    """A session of the one database there is, or of a request that only reads."""

    def get_bind(self, *_asked: Any, **_more: Any) -> Engine | Connection:
        reading = _reading.get()
        return reading.connection if reading else db.engine


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": OneDatabase})


# Between strings that are joined; a plain " " is worked into the SQL at every question.
SPACE: Any = literal_column("' '")


def table(model: type[Base]) -> Table:
    """The table of a model, to write in without a session looking on."""
    return cast("Table", model.__table__)


def columns(model: type[Base]) -> Any:
    """The columns of the table itself, for the few questions that every page asks.

    Rows come out the same as by the attributes of the model, in half the time.
    """
    return table(model).columns


def among(column: Any, words: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column holds one of a few words that never change.

    An IN is worked into the SQL at every question, which takes as long as the asking.
    """
    return or_(false(), *(column == word for word in sorted(words)))


Build = TypeVar("Build", bound=Callable[..., Any])


def built_once(build: Build) -> Build:
    """Keep a question, or a part of one, for each actor who asked it lately.

    To build it takes longer than to ask it. What is kept may hang on the actor alone:
    a day in it is a parameter that looks at the clock when the question is asked.
    """
    return cast("Build", lru_cache(maxsize=256)(build))


class UnsafeDatabase(RuntimeError):
    """The database does not keep the settings that make a saved report safe."""


def prepare(engine: Engine) -> None:
    """Make every connection of this engine as safe as `SQLITE_SETTINGS` says."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _set_and_read_back)
    # Not by an event: an engine that is listened to tells of every statement.
    dialect: Any = engine.dialect
    dialect.do_begin = _begin


def _set_and_read_back(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for name, (wanted, expected) in SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise UnsafeDatabase(f"SQLite keeps {name} at {found}, not {expected}.")


def _begin(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE" if _will_write.get() else "BEGIN")


@contextmanager
def writer() -> Iterator[None]:
    """Hold the pen: one at a time in this process, and from the first statement on.

    SQLite has one writer. Whoever will write says so before reading, or is refused
    as soon as somebody else wrote in between.
    """
    with _one_writer:
        token = _will_write.set(True)
        try:
            yield
        finally:
            _will_write.reset(token)


@contextmanager
def reading() -> Iterator[None]:
    """Read all that is asked inside over one connection."""
    opened = Reading()
    token = _reading.set(opened)
    try:
        yield
    finally:
        opened.close()
        _reading.reset(token)


def ask(
    question: Executable, values: dict[str, Any] | None = None
) -> CursorResult[Any]:
    """Put a question that yields rows of columns, as the hottest pages do."""
    found = _reading.get()
    asked: Any = found.connection if found else db.session
    answer: CursorResult[Any] = asked.execute(question, values)
    return answer


def carry_out(change: Executable, values: dict[str, Any]) -> CursorResult[Any]:
    """Write in a table itself, after all that the session still had to write."""
    db.session.flush()
    return db.session.connection().execute(change, values)


def let_go() -> None:
    """Forget what this request read or wrote so far."""
    if db.session.registry.has():
        db.session.rollback()
    if found := _reading.get():
        found.let_go()


def info() -> dict[str, Any]:
    """What is remembered for the rest of this request."""
    found = _reading.get()
    return found.info if found else db.session().info


@contextmanager
def apart() -> Iterator[Connection]:
    """A transaction of its own, after what was read was let go."""
    if found := _reading.get():
        with writer(), found.connection.begin():
            yield found.connection
    else:
        with writer(), db.engine.begin() as connection:
            yield connection


@contextmanager
def write_transaction() -> Iterator[None]:
    """Do everything inside together, or nothing of it."""
    with writer():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
