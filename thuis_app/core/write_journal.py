"""A journal of writes: what each row held before and after, so that it can be put back.

While a journal is kept, every row that the session writes is noted, by flushes and by
UPDATE and DELETE statements, whichever feature writes it.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, event, insert, select, update
from sqlalchemy import inspect as inspected
from sqlalchemy.orm import ORMExecuteState, Session

from thuis_app.core.database import Base, db
from thuis_app.core.row_changes import RowChange, Values

Key = tuple[str, tuple[Any, ...]]

NEVER_NOTED = frozenset({"trail_entry", "form_key", "contact_word"})
COUNTER = "version"


class WriteJournal:
    """The rows that were written while it was kept, with what they held before."""

    def __init__(self) -> None:
        self._before: dict[Key, Values | None] = {}

    def changes(self) -> list[RowChange]:
        """The rows that hold something else now, in the order of their first write."""
        db.session.flush()
        found = (
            _change(key, before, row_of(*key)) for key, before in self._before.items()
        )
        return [one for one in found if one is not None]

    def before_flush(self, session: Session, *_more: Any) -> None:
        for one in [*session.dirty, *session.deleted]:
            self._note(_table(one), inspected(one).identity)

    def after_flush(self, session: Session, *_more: Any) -> None:
        for one in session.new:
            key = inspected(one).mapper.primary_key_from_instance(one)
            self._keep((_table(one).name, tuple(key)), None)

    def on_execute(self, state: ORMExecuteState) -> None:
        if not (state.is_update or state.is_delete):
            return
        state.session.flush()
        statement: Any = state.statement
        table = Base.metadata.tables[statement.table.name]
        rows = select(table)
        if statement.whereclause is not None:
            rows = rows.where(statement.whereclause)
        for row in state.session.connection().execute(rows).mappings():
            key = tuple(row[column.name] for column in table.primary_key)
            self._keep((table.name, key), _as_json(row))

    def _note(self, table: Table, key: Any) -> None:
        known = table.name, tuple(key)
        if known not in self._before:
            self._keep(known, row_of(*known))

    def _keep(self, key: Key, before: Values | None) -> None:
        if key[0] not in NEVER_NOTED:
            self._before.setdefault(key, before)


@contextmanager
def kept() -> Iterator[WriteJournal]:
    """Keep a journal of what the session writes in this block."""
    db.session.flush()
    journal, session = WriteJournal(), db.session()
    listeners = (
        ("before_flush", journal.before_flush),
        ("after_flush", journal.after_flush),
        ("do_orm_execute", journal.on_execute),
    )
    for name, listener in listeners:
        event.listen(session, name, listener)
    try:
        yield journal
        db.session.flush()
    finally:
        for name, listener in listeners:
            event.remove(session, name, listener)


def put_back(changes: Iterable[RowChange]) -> list[RowChange]:
    """Give rows what they held before, and say which; those that changed since stay.

    A row that was added is deleted. The counter of versions goes on.
    """
    wanted = list(changes)
    done = [one for one in wanted if _put_back(one)]
    db.session.expire_all()
    return done


def parents_first(changes: Iterable[RowChange]) -> list[RowChange]:
    """In the order in which foreign keys let rows be put back: those that come back
    before those that point at them, and those that go after that."""
    place = {one.name: at for at, one in enumerate(Base.metadata.sorted_tables)}

    def order(one: RowChange) -> tuple[int, int]:
        if one.after is None:
            return 0, place[one.table]
        return (2, -place[one.table]) if one.before is None else (1, 0)

    return sorted(changes, key=order)


def pointing_to(
    changes: Iterable[RowChange], target: str, old: int, new: int
) -> list[RowChange]:
    """The changes as if each foreign key to a row of `target` pointed at another row;
    without those of the row itself."""
    mine = [one for one in changes if (one.table, one.key) != (target, (old,))]
    return [_pointing_to(one, target, old, new) for one in mine]


def columns_to(table: str, target: str) -> list[str]:
    """The columns of a table that are a foreign key to another."""
    keys = Base.metadata.tables[table].foreign_keys
    return [key.parent.name for key in keys if key.column.table.name == target]


def _pointing_to(one: RowChange, target: str, old: int, new: int) -> RowChange:
    names = columns_to(one.table, target)

    def moved(values: Values | None) -> Values | None:
        if values is None:
            return None
        here = {name: new for name in names if values.get(name) == old}
        return values | here

    columns = [column.name for column in Base.metadata.tables[one.table].primary_key]
    key = dict(zip(columns, one.key, strict=True))
    return RowChange(
        one.table,
        tuple((moved(key) or key).values()),
        moved(one.before),
        moved(one.after),
    )


def row_of(table: str, key: tuple[Any, ...]) -> Values | None:
    """A row as JSON holds it, as the transaction sees it; None where there is none."""
    found = Base.metadata.tables[table]
    query = select(found).where(_is(found, key))
    row = db.session.connection().execute(query).mappings().first()
    return None if row is None else _as_json(row)


def _put_back(one: RowChange) -> bool:
    table, now = Base.metadata.tables[one.table], row_of(one.table, one.key)
    expected = one.after or {}
    if one.after is None or now is None:
        is_same = one.after is None and now is None
    else:
        is_same = all(now[name] == value for name, value in expected.items())
    if not is_same:
        return False
    db.session.connection().execute(_statement(table, one, now))
    return True


def _statement(table: Table, one: RowChange, now: Values | None) -> Any:
    if one.before is None:
        return delete(table).where(_is(table, one.key))
    values = {
        name: _from_json(table.c[name].type, value)
        for name, value in one.before.items()
        if name != COUNTER or now is None
    }
    if now is None:
        return insert(table).values(values)
    if COUNTER in now:
        values[COUNTER] = now[COUNTER] + 1
    return update(table).where(_is(table, one.key)).values(values)


def _change(key: Key, before: Values | None, after: Values | None) -> RowChange | None:
    if before == after:
        return None
    if before is None or after is None:
        return RowChange(*key, before, after)
    names = [name for name in after if before[name] != after[name] and name != COUNTER]
    if not names:
        return None
    held = {name: before[name] for name in names}
    return RowChange(*key, held, {name: after[name] for name in names})


def _table(one: Any) -> Table:
    table: Table = inspected(one).mapper.local_table
    return table


def _is(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(c == value for c, value in zip(table.primary_key, key, strict=True)))


def _as_json(row: Mapping[Any, Any]) -> Values:
    return {str(name): _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _from_json(kind: Any, value: Any) -> Any:
    wanted = kind.python_type
    if value is None:
        return None
    if wanted in (date, datetime):
        return wanted.fromisoformat(value)
    return wanted(value)
