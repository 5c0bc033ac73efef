"""Lists that come page by page, each from behind the last row of the page before.

A query reads one row more than a page holds; that one says that others follow. Where a
row stands is its cursor: what the list is ordered by, or the id of the row alone.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar, TypeVarTuple

from sqlalchemy import Select, and_, or_, select, tuple_

ROWS = 25
DayCursor = tuple[date, int]
MomentCursor = tuple[datetime, int]

Row = TypeVar("Row")
Cursor = TypeVar("Cursor")
Columns = TypeVarTuple("Columns")


class Page(NamedTuple, Generic[Row, Cursor]):
    """Some rows of a list, and the cursor of the last one where others follow."""

    rows: list[Row]
    after: Cursor | None


def page(
    found: Sequence[Row], cursor: Callable[[Row], Cursor], size: int = ROWS
) -> Page[Row, Cursor]:
    """The rows of one page; `found` has one more when others follow."""
    rows = list(found[:size])
    return Page(rows, cursor(rows[-1]) if len(found) > size else None)


def in_order(
    query: Select[*Columns],
    order: Sequence[Any],
    after: Sequence[Any] | None,
    *,
    is_descending: bool = False,
    size: int = ROWS,
) -> Select[*Columns]:
    """The rows of one page behind this cursor of a list in this order, and one more."""
    if after is not None:
        row = tuple_(*order)
        query = query.where(row < after if is_descending else row > after)
    columns = [column.desc() for column in order] if is_descending else order
    return query.order_by(*columns).limit(size + 1)


def by_name(
    query: Select[*Columns], name: Any, ids: Any, after: int | None
) -> Select[*Columns]:
    """The same for a list by name and then by id, behind the row with this id."""
    if after:
        last = select(name).where(ids == after).correlate(None).scalar_subquery()
        query = query.where(or_(name > last, and_(name == last, ids > after)))
    return in_order(query, (name, ids), None)
