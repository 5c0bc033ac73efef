"""Words by which people and users are found by sound too, names to sort by, and
whether a person knows of a signal

Revision ID: 0032_search_words
Revises: 0031_endings

The words follow from names, addresses and numbers alone: they are made here by the
same functions that keep them, and stay where this is undone.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from thuis_app.core.normalize import fold
from thuis_app.core.search_words import (
    address_words,
    name_words,
    sound,
    telephone_words,
)

revision = "0032_search_words"
down_revision = "0031_endings"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
KNOWS = ("no", "yes", "welcome")
REPORTERS = ("self", "family", "neighbour", "doctor", "nurse", "welfare")
REPORTERS += ("municipality", "landlord", "church", "volunteer", "anonymous")
FOLDED = sa.String().with_variant(sa.String(collation="C"), "postgresql")

USER = sa.table("user", *map(sa.column, ("id", "name", "telephone", "sort_name")))
AREA = sa.table("area", *map(sa.column, ("id", "name", "sort_name")))
PHONE = sa.table("contact_phone", sa.column("contact_id"), sa.column("number"))
CONTACT_WORD = sa.table("contact_word", sa.column("contact_id"), sa.column("word"))
USER_WORD = sa.table("user_word", sa.column("user_id"), sa.column("word"))
NAMES = ("called_name", "initials", "prefix", "last_name")
HOME = ("street", "house_number", "postcode")
DERIVED = ("search_text", "sounds_like", "volunteer_name", "volunteer_folded")
CONTACT = sa.table("contact", *map(sa.column, ("id", *NAMES, *HOME, *DERIVED)))


def upgrade() -> None:
    for table, column in (("user", "sort_name"), ("area", "sort_name")):
        _add_text(table, column, FOLDED)
    _add_text("contact", "volunteer_folded", sa.String())
    op.drop_index("ix_user_name_id", "user")
    op.create_index("ix_user_sort_name_id", "user", ["sort_name", "id"])
    op.create_table(
        "user_word",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("word", FOLDED, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_user_word_user_id_user")
        ),
        sa.PrimaryKeyConstraint("user_id", "word", name=op.f("pk_user_word")),
    )
    op.create_index("ix_user_word_word_user_id", "user_word", ["word", "user_id"])
    _fill(op.get_bind())
    with op.batch_alter_table("signal") as signal:
        signal.add_column(sa.Column("knows", sa.String(40)))
        signal.create_check_constraint(op.f("ck_signal_knows"), _among("knows", KNOWS))
    _allow_reporters(*REPORTERS, "unknown")


def downgrade() -> None:
    """Of whom it was not known who told of them, it is said that they are anonymous."""
    op.execute("UPDATE signal SET reporter = 'anonymous' WHERE reporter = 'unknown'")
    _allow_reporters(*REPORTERS)
    with op.batch_alter_table("signal") as signal:
        signal.drop_constraint(op.f("ck_signal_knows"), type_="check")
        signal.drop_column("knows")
    op.drop_index("ix_user_word_word_user_id", "user_word")
    op.drop_table("user_word")
    op.drop_index("ix_user_sort_name_id", "user")
    op.create_index("ix_user_name_id", "user", ["name", "id"])
    for table, column in (
        ("contact", "volunteer_folded"),
        ("area", "sort_name"),
        ("user", "sort_name"),
    ):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)


def _add_text(table: str, name: str, kind: Any) -> None:
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column(name, kind, nullable=False, server_default=""))
    with op.batch_alter_table(table) as batch:
        batch.alter_column(name, existing_type=kind, server_default=None)


def _allow_reporters(*reporters: str) -> None:
    with op.batch_alter_table("signal") as signal:
        signal.drop_constraint(op.f("ck_signal_reporter"), type_="check")
        among = _among("reporter", reporters)
        signal.create_check_constraint(op.f("ck_signal_reporter"), among)


def _among(column: str, words: Iterable[str]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _fill(connection: sa.Connection) -> None:
    """Make the words and the folded names of the rows that are there."""
    for table in (USER, AREA):
        rows = connection.execute(sa.select(table.c.id, table.c.name)).all()
        _change(
            connection, table, ({"key": r.id, "sort_name": fold(r.name)} for r in rows)
        )
    users = connection.execute(sa.select(USER)).all()
    found = ((r.id, name_words(r.name) | telephone_words([r.telephone])) for r in users)
    _write_words(connection, USER_WORD, "user_id", found)
    numbers: dict[int, list[str]] = {}
    for contact_id, number in connection.execute(sa.select(PHONE)):
        numbers.setdefault(contact_id, []).append(number)
    people = connection.execute(sa.select(CONTACT)).all()
    words = {r.id: _words(r, numbers.get(r.id, [])) for r in people}
    connection.execute(sa.delete(CONTACT_WORD))
    _write_words(connection, CONTACT_WORD, "contact_id", words.items())
    changed = (
        {
            "key": r.id,
            "search_text": " ".join(sorted(words[r.id])),
            "sounds_like": sound(r.last_name),
            "volunteer_folded": fold(r.volunteer_name),
        }
        for r in people
    )
    _change(connection, CONTACT, changed)


def _words(row: Any, numbers: list[str]) -> set[str]:
    names = name_words(row.called_name) | name_words(row.initials)
    names |= name_words(row.prefix, row.last_name)
    home = address_words(row.street, row.house_number, row.postcode)
    return names | home | telephone_words(numbers)


def _change(
    connection: sa.Connection, table: Any, rows: Iterable[dict[str, Any]]
) -> None:
    for some in _parts(rows):
        names = [name for name in some[0] if name != "key"]
        change = sa.update(table).where(table.c.id == sa.bindparam("key"))
        values = {name: sa.bindparam(name) for name in names}
        connection.execute(change.values(values), some)


def _write_words(
    connection: sa.Connection,
    table: Any,
    owner: str,
    found: Iterable[tuple[int, set[str]]],
) -> None:
    rows = ({owner: id, "word": word} for id, words in found for word in sorted(words))
    for some in _parts(rows):
        connection.execute(sa.insert(table), some)


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The rows, so many at once."""
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        yield some
