"""Deletes a row with all that refers to it, by the foreign keys of the tables."""

from collections.abc import Collection, Iterator

from sqlalchemy import Column, Table, delete, select, update

from thuis_app.core.database import Base, db

Keys = dict[Table, set[tuple[int, ...]]]


def delete_with_dependents(table: Table, key: int, *, kept: Collection[str]) -> None:
    """Delete the row, the rows that refer to it, and those that refer to these.

    `kept` are columns, as 'claim.visit_id', of rows that stay: they refer to no row
    afterwards. What the session holds is read anew.
    """
    db.session.flush()
    found: Keys = {table: {(key,)}}
    waiting = [(table, {key})]
    while waiting:
        target, ids = waiting.pop()
        for column in _columns_to(target):
            if str(column) in kept:
                _let_go(column, ids)
            elif new := _referring(column, ids) - found.get(column.table, set()):
                found.setdefault(column.table, set()).update(new)
                waiting.append((column.table, {one[0] for one in new}))
    for one in reversed(Base.metadata.sorted_tables):
        _delete(one, found.get(one, set()))
    db.session.expire_all()


def _columns_to(target: Table) -> Iterator["Column[int]"]:
    """The columns of all tables that are a foreign key to this one."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is target:
                yield key.parent


def _referring(column: "Column[int]", ids: Collection[int]) -> set[tuple[int, ...]]:
    """The primary keys of the rows that refer to one of these."""
    rows = select(*column.table.primary_key).where(column.in_(ids))
    return {tuple(row) for row in db.session.connection().execute(rows)}


def _let_go(column: "Column[int]", ids: Collection[int]) -> None:
    mine = update(column.table).where(column.in_(ids)).values({column.name: None})
    db.session.connection().execute(mine)


def _delete(table: Table, keys: Collection[tuple[int, ...]]) -> None:
    for key in keys:
        pairs = zip(table.primary_key, key, strict=True)
        statement = delete(table).where(*(column == one for column, one in pairs))
        db.session.connection().execute(statement)
