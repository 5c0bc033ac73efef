"""A journal of writes: what each row held before and after, so that it can be put back.

While a journal is kept, every row that the session writes is noted, by flushes and by
UPDATE and DELETE statements, whichever feature writes it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy import inspect as inspected
from sqlalchemy.orm import ORMExecuteState, Session

from thuis_app.core.database import Base, db
from thuis_app.core.row_changes import RowChange, Values

Key = tuple[str, tuple[Any, ...]]

NEVER_NOTED = frozenset({"trail_entry", "audit_block", "form_key"})
COUNTER = "version"
ADDS_UP, IS_DERIVED = "adds_up", "is_derived"
"""What the `info` of a column, and of a table, says of it: a sum to which others add
too; rows that follow from others, and are reckoned anew instead of put back."""


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
            self._keep((_table(one).name, _plain_key(key)), None)

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
            key = _plain_key(row[column.name] for column in table.primary_key)
            self._keep((table.name, key), _as_json(row))

    def _note(self, table: Table, key: Any) -> None:
        known = table.name, _plain_key(key)
        if known not in self._before:
            self._keep(known, row_of(*known))

    def _keep(self, key: Key, before: Values | None) -> None:
        is_derived = Base.metadata.tables[key[0]].info.get(IS_DERIVED)
        if key[0] not in NEVER_NOTED and not is_derived:
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

    A row that was added is deleted, unless others refer to it by now. A column that
    adds up gets back what was added to it. The counter of versions goes on.
    """
    wanted = sorted(changes, key=_turn)
    done = [one for one in wanted if _put_back(one)]
    db.session.expire_all()
    return done


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


def keys_to(one: RowChange, target: str) -> set[int]:
    """The rows of `target` to which the row of a change refers now."""
    row = row_of(one.table, one.key) or {}
    found = {row.get(name) for name in columns_to(one.table, target)}
    return {key for key in found if key is not None}


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


def _turn(one: RowChange) -> tuple[int, int]:
    """First the rows that were deleted, then the changed ones, then the added ones;
    each before the rows that it refers to, or after them.

    An added row of a table to which none refers goes before all: it may hold the place
    of one that comes back, where that is unique.
    """
    table = Base.metadata.tables[one.table]
    place = Base.metadata.sorted_tables.index(table)
    if one.before is None:
        return 2 if _is_referred_to(table) else -1, -place
    return int(one.after is not None), place


def _is_referred_to(table: Table) -> bool:
    return any(
        key.column.table is table
        for other in Base.metadata.tables.values()
        for key in other.foreign_keys
    )


def _put_back(one: RowChange) -> bool:
    table, now = Base.metadata.tables[one.table], row_of(one.table, one.key)
    sums = [column.name for column in table.c if column.info.get(ADDS_UP)]
    if not _is_same(one, now, sums):
        return False
    if sums and now is not None and one.after is not None:
        one = _subtracted(one, now, sums)
    if one.before is None and not _let_go(table, one.key):
        return False
    db.session.connection().execute(_statement(table, one, now))
    return True


def _is_same(one: RowChange, now: Values | None, sums: Collection[str]) -> bool:
    """Whether a row still holds what it held after the change."""
    if one.after is None or now is None:
        return one.after is None and now is None
    expected = one.after.items()
    return all(now[name] == value for name, value in expected if name not in sums)


def _subtracted(one: RowChange, now: Values, sums: Collection[str]) -> RowChange:
    """The change by which sums lose what this change had added to them."""
    before, after = one.before or {}, one.after or {}
    less = {
        name: now[name] - (after[name] - before.get(name, 0))
        for name in sums
        if name in after
    }
    is_empty = one.before is None and not any(less.values())
    return replace(one, before=None if is_empty else before | less)


def _let_go(table: Table, key: tuple[Any, ...]) -> bool:
    """Whether nothing refers to a row, but for what is derived, which goes with it."""
    for other in Base.metadata.tables.values():
        for column in other.c:
            if not any(one.column.table is table for one in column.foreign_keys):
                continue
            theirs = column == key[0]
            if other.info.get(IS_DERIVED):
                db.session.connection().execute(delete(other).where(theirs))
            elif _exists(select(column).where(theirs)):
                return False
    return True


def _exists(query: Select[Any]) -> bool:
    return db.session.connection().execute(query.limit(1)).first() is not None


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
    pairs = zip(table.primary_key, key, strict=True)
    return and_(*(column == _from_json(column.type, value) for column, value in pairs))


def _as_json(row: Mapping[Any, Any]) -> Values:
    return {str(name): _plain(value) for name, value in row.items()}


def _plain_key(key: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(_plain(value) for value in key)


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
    if isinstance(value, list):
        return frozenset(value)
    if wanted in (date, datetime, time):
        return wanted.fromisoformat(value)
    return wanted(value)
