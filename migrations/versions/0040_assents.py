"""What a person says yes to is a row of its own, apart from consent

Revision ID: 0040_assents
Revises: 0039_task_handovers
"""

import json
from collections.abc import Callable, Iterable
from itertools import count

import sqlalchemy as sa
from alembic import op

revision = "0040_assents"
down_revision = "0039_task_handovers"
branch_labels = None
depends_on = None

PARTICIPATIONS = ("visit", "invitation", "respite")
PURPOSES = ("referral", "share_with_carer", "measurement", "photo")
HOW = ("spoken", "paper", "telephone")
CAUSES = ("consent", "match", "finished", "no_contact", "moved", "deceased")
KEPT = "contact_id, note, given_on, given_how, recorded_by, recorded_at, "
KEPT += "withdrawn_on, withdrawn_by, withdrawn_how"


def upgrade() -> None:
    """The consents to being visited become assents, with the same numbers."""
    _create_table()
    op.execute(
        f"INSERT INTO assent (id, participation, asked_by, {KEPT}) "
        f"SELECT id, 'visit', '', {KEPT} FROM consent WHERE purpose = 'visit'"
    )
    moved = _ids("SELECT id FROM assent")
    op.execute("DELETE FROM consent WHERE purpose = 'visit'")
    _count_on("assent")
    _allow("consent", "purpose", PURPOSES)
    _allow("ending", "cause", ("assent", *CAUSES))
    _in_endings("consent", "assent", {one: one for one in moved})


def downgrade() -> None:
    """A yes to being visited becomes a consent, under its own number where that is
    free; there is no place for a yes to anything else."""
    numbers = _free_numbers()
    _in_endings("assent", "consent", numbers)
    op.execute("UPDATE ending SET cause = 'consent' WHERE cause = 'assent'")
    _allow("ending", "cause", CAUSES)
    _allow("consent", "purpose", ("visit", *PURPOSES))
    insert = sa.text(
        f"INSERT INTO consent (id, purpose, {KEPT}) "
        f"SELECT :new, 'visit', {KEPT} FROM assent WHERE id = :old"
    )
    for old, new in numbers.items():
        op.get_bind().execute(insert, {"old": old, "new": new})
    _count_on("consent")
    op.drop_index("ix_assent_contact_id", "assent")
    op.drop_table("assent")


def _create_table() -> None:
    op.create_table(
        "assent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column(
            "participation", _one_of(PARTICIPATIONS, "participation"), nullable=False
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_how", _one_of(HOW, "givenhow"), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("withdrawn_by", sa.Integer()),
        sa.Column("withdrawn_how", _one_of(HOW, "withdrawnhow")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_assent_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assent")),
    )
    op.create_index("ix_assent_contact_id", "assent", ["contact_id"])


def _one_of(words: Iterable[str], name: str) -> sa.Enum:
    return sa.Enum(
        *words, name=name, native_enum=False, create_constraint=True, length=40
    )


def _allow(table: str, column: str, words: Iterable[str]) -> None:
    kind = {"purpose": "purpose", "cause": "endingcause"}[column]
    name = op.f(f"ck_{table}_{kind}")
    among = ", ".join(repr(word) for word in words)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"{column} IN ({among})")


def _ids(query: str) -> list[int]:
    return sorted(row[0] for row in op.get_bind().execute(sa.text(query)))


def _free_numbers() -> dict[int, int]:
    """The number as a consent of each yes to being visited, by its own number."""
    taken = set(_ids("SELECT id FROM consent"))
    visits = _ids("SELECT id FROM assent WHERE participation = 'visit'")
    later = count(max({*taken, *visits}, default=0) + 1)
    return {one: next(later) if one in taken else one for one in visits}


def _count_on(table: str) -> None:
    """PostgreSQL numbers new rows after those that brought their own number."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
        )


def _in_endings(old: str, new: str, numbers: dict[int, int]) -> None:
    """What may still be undone names the table and the number of each row."""
    rows = op.get_bind().execute(sa.text("SELECT id, cause, changes FROM ending"))
    for ending_id, cause, changes in rows.all():
        found = json.loads(changes)
        of_old = [one for one in found if one["table"] == old]
        moved = [one for one in of_old if one["key"][0] in numbers]
        if moved:
            _rename(moved, new, numbers.__getitem__)
            only = cause == old and len(moved) == len(of_old)
            op.get_bind().execute(
                sa.text("UPDATE ending SET changes = :c, cause = :w WHERE id = :id"),
                {
                    "c": json.dumps(found),
                    "w": new if only else cause,
                    "id": ending_id,
                },
            )


def _rename(
    changes: list[dict[str, object]], table: str, number: Callable[[int], int]
) -> None:
    for one in changes:
        key = one["key"]
        assert isinstance(key, list)
        one["table"], one["key"] = table, [number(key[0])]
