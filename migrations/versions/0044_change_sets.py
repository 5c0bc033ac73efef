"""Keep what was done, as what ended, so that it can be undone and put right

Revision ID: 0044_change_sets
Revises: 0043_named_deputies
"""

import sqlalchemy as sa
from alembic import op

revision = "0044_change_sets"
down_revision = "0043_named_deputies"
branch_labels = None
depends_on = None

ENDINGS = ("assent", "consent", "match", "finished", "no_contact", "moved", "deceased")
MORE = ("attempt", "signal", "registration", "matched")
MORE += ("referral", "booking", "consent_given", "assent_given")
MORE += ("note", "task", "visit", "days_away")
NAMES = ["id", "contact_id", "area_id", "made_by", "made_at"]
NAMES += ["changes", "undone_at", "undone_by"]


def upgrade() -> None:
    _create("change_set", "kind", "changekind", ENDINGS + MORE, has_person=False)
    _copy("ending", "cause", "change_set", "kind")
    op.drop_index(op.f("ix_ending_contact_id"), table_name="ending")
    op.drop_table("ending")


def downgrade() -> None:
    """What was done and ended nothing cannot be kept there: it was only for undoing."""
    _create("ending", "cause", "endingcause", ENDINGS, has_person=True)
    op.execute("DELETE FROM change_set WHERE contact_id IS NULL OR area_id IS NULL")
    change = sa.table("change_set", sa.column("kind", sa.String()))
    op.get_bind().execute(sa.delete(change).where(change.c.kind.in_(MORE)))
    _copy("change_set", "kind", "ending", "cause")
    op.drop_index(op.f("ix_change_set_contact_id"), table_name="change_set")
    op.drop_table("change_set")


def _create(
    table: str, column: str, name: str, members: tuple[str, ...], *, has_person: bool
) -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(column, _one_of(name, members), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=not has_person),
        sa.Column("area_id", sa.Integer(), nullable=not has_person),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("undone_at", moment, nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f(f"ix_{table}_contact_id"), table, ["contact_id"])


def _copy(old: str, old_name: str, new: str, new_name: str) -> None:
    before = sa.table(old, *map(sa.column, [old_name, *NAMES]))
    after = sa.table(new, *map(sa.column, [new_name, *NAMES]))
    rows = sa.select(before.c[old_name], *(before.c[name] for name in NAMES))
    op.execute(sa.insert(after).from_select([new_name, *NAMES], rows))


def _one_of(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *members, name=name, native_enum=False, create_constraint=True, length=40
    )
