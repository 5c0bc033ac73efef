"""A filled database as a release left it, kept as rows in a file, and put back.

The rows of each table stand in the file in JSON, packed, so that they can be put in
any kind of database. `make.py` makes such a file from the code of its release.
"""

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, text

Row = dict[str, Any]
Meaning = dict[str, list[Row]]

FOLDER = Path(__file__).parent
NOT_OURS = "alembic_version"
READ: dict[type, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    time: time.fromisoformat,
}


def releases() -> list[str]:
    """The revisions of which a filled database is kept, the oldest first."""
    return sorted(file.name.split(".")[0] for file in FOLDER.glob("*.json.gz"))


def keep(revision: str, rows: Meaning) -> Path:
    """Write these rows to the file of this revision, the same bytes for the same."""
    parts = []
    for name in sorted(rows):
        lines = ",\n".join(_line(row) for row in rows[name])
        parts.append(f'"{name}": [\n{lines}\n]')
    said = "{" + ",\n".join(parts) + "}"
    file = FOLDER / f"{revision}.json.gz"
    file.write_bytes(gzip.compress(said.encode(), mtime=0))
    return file


def kept(revision: str) -> Meaning:
    """The rows of each table in the file of this revision."""
    packed = (FOLDER / f"{revision}.json.gz").read_bytes()
    found: Meaning = json.loads(gzip.decompress(packed))
    return found


def meaning(connection: Connection) -> Meaning:
    """The rows of each table that has any, in plain values, in a fixed order.

    A moment is in UTC, whatever the database keeps of its zone.
    """
    found = {
        table.name: [
            {name: plain(value) for name, value in row.items()}
            for row in connection.execute(table.select()).mappings()
        ]
        for table in tables(connection)
    }
    return {name: ordered(rows) for name, rows in found.items() if rows}


def ordered(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=_line)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, (date, time)) else value


def put_in(connection: Connection, rows: Meaning) -> None:
    """Fill the tables with these rows, and with nothing beside them."""
    found = list(tables(connection))
    assert set(rows) <= {table.name for table in found}, "rows of unknown tables"
    for table in reversed(found):
        if connection.execute(table.select().limit(1)).first():
            connection.execute(table.delete())
    for table in found:
        if table.name in rows:
            values = [_typed(table, row) for row in rows[table.name]]
            connection.execute(table.insert(), values)
            _count_on(connection, table)


def tables(connection: Connection) -> Iterator[Table]:
    """The tables of this database; those that others point to come first."""
    metadata = MetaData()
    metadata.reflect(connection)
    yield from (one for one in metadata.sorted_tables if one.name != NOT_OURS)


def _typed(table: Table, row: Row) -> Row:
    """The same row, with values of the types that the columns have."""
    return {
        name: _read(table.columns[name].type.python_type, value)
        for name, value in row.items()
    }


def _read(kind: type, value: Any) -> Any:
    return READ[kind](value) if kind in READ and value is not None else value


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the numbers that were put in; SQLite does so."""
    if connection.dialect.name != "postgresql":
        return
    for column in inspect(connection).get_columns(table.name):
        if "nextval" in str(column["default"]):
            found = f'"{table.name}"', column["name"]
            query = "SELECT setval(pg_get_serial_sequence(:one, :two), max({})) FROM {}"
            said = text(query.format(found[1], found[0]))
            connection.execute(said, {"one": found[0], "two": found[1]})


def _line(row: Row) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)
