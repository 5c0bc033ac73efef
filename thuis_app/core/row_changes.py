"""What one row held before and after a change, as JSON holds it."""

from dataclasses import dataclass
from typing import Any

Values = dict[str, Any]


@dataclass(frozen=True)
class RowChange:
    """What one row held before and after, as JSON holds it: the columns that differ.

    `before` is None for a row that was added, `after` for one that was deleted; the
    other then has all columns.
    """

    table: str
    key: tuple[Any, ...]
    before: Values | None
    after: Values | None
