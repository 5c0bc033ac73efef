"""Many rows at once into the database, the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, TextClause, text

from thuis_app.core.database import Base, UtcDateTime
from thuis_app.core.enum_sets import EnumSet, as_json

CHUNK = 50_000


@lru_cache(maxsize=100_000)
def _text(value: date | datetime | time) -> str:
    """A date or time as SQLAlchemy keeps it in SQLite."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else f"{value:%H:%M:%S.%f}"


class Writer:
    """Takes rows one by one and writes them by the thousand.

    Every row of a table must have the same columns; what a row leaves out gets the
    fixed default of its column. The numbers of the rows are given out here.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"
        self._waiting: dict[str, list[tuple[Any, ...]]] = {}
        self._columns: dict[str, list[str]] = {}
        self._fixed: dict[str, tuple[Any, ...]] = {}
        self._numbers: dict[str, int] = {}
        self._count = 0

    def add(self, table: str, **values: Any) -> int:
        """Take a row, and say which number it got (0 where the table has none)."""
        if table not in self._columns:
            self._begin(table, values)
        number = self._numbers.get(table, 0)
        if number and "id" not in values:
            self._numbers[table] = number + 1
            values = {"id": number, **values}
        self._waiting[table].append((*values.values(), *self._fixed[table]))
        self._count += 1
        return number

    def next_number(self, table: str) -> int:
        """The number that the next row of this table will get."""
        return self._numbers.get(table, 1)

    def repeat(
        self, table: str, column: str, varying: Sequence[Any], **same: Any
    ) -> None:
        """Take many rows that differ in one column alone."""
        if table not in self._columns:
            self._begin(table, {column: None, **same})
        number = self._numbers[table]
        rest = (*same.values(), *self._fixed[table])
        rows = ((number + at, value, *rest) for at, value in enumerate(varying))
        self._waiting[table].extend(rows)
        self._numbers[table] += len(varying)
        self._count += len(varying)

    def pause(self) -> None:
        """A point at which every row that others point to has been taken in."""
        if self._count >= CHUNK:
            self.write()

    def write(self) -> None:
        """Write what waits, those that others point to first."""
        for table in Base.metadata.sorted_tables:
            waiting = self._waiting.get(table.name)
            if not waiting:
                continue
            rows = _with_texts(table, self._columns[table.name], waiting)
            if self._is_sqlite:
                self._write_sqlite(table.name, rows)
            else:
                self._write_postgres(table.name, rows)
            self._waiting[table.name] = []
        self._count = 0

    def finish(self) -> None:
        """Write all, and let the database number on from here.

        Every table, those without a row of ours too: a sequence of PostgreSQL keeps its
        place at a rollback.
        """
        self.write()
        if self._is_sqlite:
            return
        for table in Base.metadata.sorted_tables:
            if "id" in table.columns and _is_number(table):
                self._connection.execute(_number_on(table.name))
        self._gather_statistics()

    def _gather_statistics(self) -> None:
        """Statistics for the planner, which within this transaction believes the tables
        empty."""
        if self._columns:
            names = ", ".join(f'"{table}"' for table in self._columns)
            self._connection.execute(text(f"ANALYZE {names}"))

    def _begin(self, name: str, values: dict[str, Any]) -> None:
        table = Base.metadata.tables[name]
        is_numbered = "id" in table.columns and _is_number(table)
        given = ({"id"} if is_numbered else set()) | set(values)
        rest = {
            column.name: _fixed_default(column)
            for column in table.columns
            if column.name not in given and _has_fixed_default(column)
        }
        first = ["id"] if is_numbered and "id" not in values else []
        self._columns[name] = [*first, *values, *rest]
        self._fixed[name] = tuple(rest.values())
        self._waiting[name] = []
        if is_numbered:
            self._numbers[name] = self._first_number(name)

    def _first_number(self, name: str) -> int:
        taken = self._connection.scalar(text(f'SELECT max(id) FROM "{name}"'))
        return int(taken or 0) + 1

    def _write_sqlite(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        columns = self._columns[table]
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        timed = _timed(table, columns)
        plain = [_plain(row, timed) for row in rows] if timed else rows
        self._connection.exec_driver_sql(statement, plain)

    def _write_postgres(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{column}"' for column in self._columns[table])
        cursor: Any = self._connection.connection.cursor()
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)


def _with_texts(
    table: Table, columns: list[str], rows: list[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The same rows, with each set of members as the text that its column stores."""
    types = (table.columns[name].type for name in columns)
    kinds: dict[int, Any] = {
        at: one.kind for at, one in enumerate(types) if isinstance(one, EnumSet)
    }
    if not kinds:
        return rows
    return [
        tuple(
            as_json(kinds[at], value) if at in kinds else value
            for at, value in enumerate(row)
        )
        for row in rows
    ]


def _timed(table: str, columns: list[str]) -> list[int]:
    """Where the dates and times stand in a row."""
    types = [Base.metadata.tables[table].columns[name].type for name in columns]
    return [
        at
        for at, kind in enumerate(types)
        if isinstance(kind, UtcDateTime) or kind.python_type in (date, time)
    ]


def _plain(row: tuple[Any, ...], timed: list[int]) -> tuple[Any, ...]:
    values = list(row)
    for at in timed:
        if values[at] is not None:
            values[at] = _text(values[at])
    return tuple(values)


def _number_on(table: str) -> TextClause:
    return text(
        f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), "
        f'(SELECT COALESCE(max(id), 0) + 1 FROM "{table}"), false)'
    )


def _is_number(table: Table) -> bool:
    return isinstance(table.columns["id"].type, Integer)


def _has_fixed_default(column: Column[Any]) -> bool:
    return column.default is not None and bool(column.default.is_scalar)


def _fixed_default(column: Column[Any]) -> Any:
    return getattr(column.default, "arg", None)
