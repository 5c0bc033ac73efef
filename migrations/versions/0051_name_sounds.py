"""Words by which people and users are found, made anew: more names sound the same

Revision ID: 0051_name_sounds
Revises: 0050_day_indexes

The words follow from names, addresses and numbers alone: they are made by the same
functions that keep them, and stay where this is undone.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from thuis_app.core.search_words import (
    address_words,
    name_words,
    sound,
    telephone_words,
)

revision = "0051_name_sounds"
down_revision = "0050_day_indexes"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
NAMES = ("called_name", "initials", "prefix", "last_name")
HOME = ("street", "house_number", "postcode")
DERIVED = ("search_text", "sounds_like")
USER = sa.table("user", *map(sa.column, ("id", "name", "telephone")))
PHONE = sa.table("contact_phone", sa.column("contact_id"), sa.column("number"))
CONTACT = sa.table("contact", *map(sa.column, ("id", *NAMES, *HOME, *DERIVED)))
CONTACT_WORD = sa.table("contact_word", sa.column("contact_id"), sa.column("word"))
USER_WORD = sa.table("user_word", sa.column("user_id"), sa.column("word"))


def upgrade() -> None:
    connection = op.get_bind()
    _write_user_words(connection)
    _write_contact_words(connection)


def downgrade() -> None:
    """The words stay as they are."""


def _write_user_words(connection: sa.Connection) -> None:
    users = connection.execute(sa.select(USER)).all()
    found = (
        {"user_id": user.id, "word": word}
        for user in users
        for word in sorted(name_words(user.name) | telephone_words([user.telephone]))
    )
    _replace(connection, USER_WORD, found)


def _write_contact_words(connection: sa.Connection) -> None:
    numbers: dict[int, list[str]] = {}
    for contact_id, number in connection.execute(sa.select(PHONE)):
        numbers.setdefault(contact_id, []).append(number)
    people = connection.execute(sa.select(CONTACT)).all()
    words = {row.id: _words(row, numbers.get(row.id, [])) for row in people}
    found = (
        {"contact_id": contact_id, "word": word}
        for contact_id, each in words.items()
        for word in each
    )
    _replace(connection, CONTACT_WORD, found)
    change = sa.update(CONTACT).where(CONTACT.c.id == sa.bindparam("key"))
    change = change.values({name: sa.bindparam(name) for name in DERIVED})
    changed = (
        {
            "key": row.id,
            "search_text": " ".join(words[row.id]),
            "sounds_like": sound(row.last_name),
        }
        for row in people
    )
    for some in _parts(changed):
        connection.execute(change, some)


def _words(row: Any, numbers: list[str]) -> list[str]:
    names = name_words(row.called_name) | name_words(row.initials)
    names |= name_words(row.prefix, row.last_name)
    home = address_words(row.street, row.house_number, row.postcode)
    return sorted(names | home | telephone_words(numbers))


def _replace(
    connection: sa.Connection, table: Any, rows: Iterable[dict[str, Any]]
) -> None:
    connection.execute(sa.delete(table))
    for some in _parts(rows):
        connection.execute(sa.insert(table), some)


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The rows, so many at once."""
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
