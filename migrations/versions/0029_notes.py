"""Notes about people, volunteers and offerings, and who wrote hours for another

Revision ID: 0029_notes
Revises: 0025_no_address
"""

import sqlalchemy as sa
from alembic import op

from thuis_app.core.database import UtcDateTime

revision = "0029_notes"
down_revision = "0025_no_address"
branch_labels = None
depends_on = None

CHANNELS = ("telephone", "door", "in_person", "mail", "message", "letter", "none")
DIRECTIONS = ("incoming", "outgoing", "neither")
SUBJECTS = {"contact_id": "contact", "volunteer_id": "user", "offering_id": "offering"}
FIRST_OTHER = """
    SELECT kind, coalesce(planned_on, due_on), number FROM task
    WHERE contact_id = :contact_id AND closed_at IS NULL
    AND kind NOT IN ('inform', 'report', 'tablet', 'wish', 'follow_up')
    ORDER BY coalesce(planned_on, due_on), rank, id LIMIT 1
"""


def upgrade() -> None:
    moment = UtcDateTime(timezone=True)
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in SUBJECTS),
        *_said("note"),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("taken_back_by", sa.Integer(), nullable=True),
        sa.Column("taken_back_because", sa.String(), nullable=False),
        *(_foreign_key("note", name, table) for name, table in SUBJECTS.items()),
        _foreign_key("note", "taken_back_by", "user"),
        _foreign_key("note", "written_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    for name in SUBJECTS:
        index = op.f(f"ix_note_{name}_said_on_id")
        op.create_index(index, "note", [name, "said_on", "id"])
    op.create_table(
        "note_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        *_said("version"),
        sa.Column("replaced_by", sa.Integer(), nullable=False),
        sa.Column("replaced_at", moment, nullable=False),
        _foreign_key("note_version", "note_id", "note"),
        _foreign_key("note_version", "replaced_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_version")),
    )
    op.create_index(op.f("ix_note_version_note_id"), "note_version", ["note_id"])
    with op.batch_alter_table("claim") as claim:
        claim.add_column(sa.Column("written_by", sa.Integer(), nullable=True))
        claim.create_foreign_key(
            op.f("fk_claim_written_by_user"), "user", ["written_by"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("claim") as claim:
        claim.drop_constraint(op.f("fk_claim_written_by_user"), type_="foreignkey")
        claim.drop_column("written_by")
    op.drop_table("note_version")
    op.drop_table("note")
    _show_other_steps()
    op.execute("DELETE FROM task WHERE kind = 'follow_up'")


def _said(owner: str) -> list[sa.Column[object]]:
    channels = sa.Enum(
        *CHANNELS,
        name=f"{owner}_channel",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    directions = sa.Enum(
        *DIRECTIONS,
        name=f"{owner}_direction",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    return [
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("with_whom", sa.String(), nullable=False),
        sa.Column("channel", channels, nullable=False),
        sa.Column("direction", directions, nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("said_at", sa.Time(), nullable=True),
    ]


def _foreign_key(owner: str, name: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{table}.id"], name=op.f(f"fk_{owner}_{name}_{table}")
    )


def _show_other_steps() -> None:
    """Show what comes next for people whose next step was a follow-up."""
    connection = op.get_bind()
    theirs = "SELECT id FROM contact WHERE next_step = 'follow_up'"
    for (contact_id,) in connection.execute(sa.text(theirs)).all():
        values = {"contact_id": contact_id}
        found = connection.execute(sa.text(FIRST_OTHER), values).first()
        kind, on, number = found or ("", "9999-12-31", None)
        connection.execute(
            sa.text(
                "UPDATE contact SET next_step = :kind, next_step_on = :next_on,"
                " next_step_number = :number WHERE id = :contact_id"
            ),
            values | {"kind": kind, "next_on": on, "number": number},
        )
