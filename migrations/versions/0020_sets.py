"""Sets are JSON arrays in the order of their enumeration, no words joined by spaces

Revision ID: 0020_sets
Revises: 0019_mail_payloads
"""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0020_sets"
down_revision = "0019_mail_payloads"
branch_labels = None
depends_on = None

BATCH = 1000

PARTS = ("morning", "afternoon", "evening")
WEEK_PARTS = tuple(f"{weekday}-{part}" for weekday in range(7) for part in PARTS)
WITH_COLONS = {f"{part[0]}:{part[2:]}": part for part in WEEK_PARTS}
LANGUAGES = (
    *("dutch", "gronings", "frisian", "german"),
    *("english", "turkish", "arabic", "other"),
)
INTERESTS = (
    *("cards_and_games", "music", "handwork", "garden", "walking", "reading"),
    *("cooking", "animals", "history", "church", "sport", "technology"),
)
ACTIVITIES = ("talked", "coffee", "walked", "game", "errand", "outing")
SUBJECTS = (
    *("going_out", "eating", "talking", "chore", "transport", "for_others", "other"),
)
NEEDS = (
    *("walking_frame", "toilet", "wanders", "hearing", "eating", "smoke", "allergy"),
)
SHARES = ("name", "telephone", "address", "wish")

log = logging.getLogger("alembic.runtime.migration")


class SetColumn(NamedTuple):
    """A column with a set: its two names, and its values in their order.

    `words` are the values that were written in another way.
    """

    table: str
    key: str
    old: str
    name: str
    values: tuple[str, ...]
    words: dict[str, str] = {}


COLUMNS = (
    SetColumn("contact", "id", "speaks", "speaks", LANGUAGES),
    SetColumn("contact", "id", "interest_words", "interests", INTERESTS),
    SetColumn("contact", "id", "time_words", "times", WEEK_PARTS, WITH_COLONS),
    SetColumn("volunteer", "user_id", "language_words", "languages", LANGUAGES),
    SetColumn("volunteer", "user_id", "interest_words", "interests", INTERESTS),
    SetColumn("visit_report", "id", "activity_words", "activities", ACTIVITIES),
    SetColumn("visit_report", "id", "wish_words", "wishes", SUBJECTS),
    SetColumn("respite_request", "id", "need_words", "needs", NEEDS),
    SetColumn("respite_request", "id", "wanted_words", "wanted_parts", WEEK_PARTS),
    SetColumn("referral", "id", "share_words", "shares", SHARES),
)


def upgrade() -> None:
    """A rename builds no table anew, on either database.

    A word that is not known is kept, behind the others, and counted in the log.
    """
    for column in COLUMNS:
        _rename(column.table, column.old, column.name)
        _rewrite(column, _as_json)
        _tell_unknown(column)


def downgrade() -> None:
    for column in COLUMNS:
        _rewrite(column, _as_words)
        _rename(column.table, column.name, column.old)


def _rename(table: str, old: str, new: str) -> None:
    if old != new:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")


def _as_json(column: SetColumn, text: str) -> str:
    """The words of a text as a JSON array."""
    values = {column.words.get(word, word) for word in text.split()}
    known = [value for value in column.values if value in values]
    return json.dumps(known + sorted(values.difference(known)))


def _as_words(column: SetColumn, text: str) -> str:
    """The values of a JSON array as words with spaces between."""
    words = {value: word for word, value in column.words.items()}
    return " ".join(words.get(value, value) for value in json.loads(text))


def _rewrite(column: SetColumn, changed: Callable[[SetColumn, str], str]) -> None:
    """Write every text of a column anew, a thousand rows at a time."""
    update = sa.text(
        f"UPDATE {column.table} SET {column.name} = :text WHERE {column.key} = :key"
    )
    for rows in _batches(column):
        values = [{"key": key, "text": changed(column, text)} for key, text in rows]
        op.get_bind().execute(update, values)


def _tell_unknown(column: SetColumn) -> None:
    """Log how many rows hold a value that the enumeration does not have."""
    known = set(column.values)
    texts = (text for rows in _batches(column) for _key, text in rows)
    if many := sum(not known.issuperset(json.loads(text)) for text in texts):
        where = f"{column.table}.{column.name}"
        log.warning("%s: unknown words are kept in %s row(s)", where, many)


def _batches(column: SetColumn) -> Iterator[Sequence[sa.Row[Any]]]:
    """The keys and texts of a column, in the order of the keys."""
    key, text = sa.column(column.key, sa.Integer), sa.column(column.name, sa.String)
    query = sa.select(key, text).select_from(sa.table(column.table)).order_by(key)
    following = query
    while rows := op.get_bind().execute(following.limit(BATCH)).all():
        yield rows
        following = query.where(key > rows[-1][0])
