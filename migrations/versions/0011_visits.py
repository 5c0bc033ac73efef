"""Visits by rhythm, together, and in a calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0011_visits"
down_revision = "0010_matches"
branch_labels = None
depends_on = None

WITH_EACH_OTHER = "fk_visit_together_with_visit"


def upgrade() -> None:
    with op.batch_alter_table("visit") as batch:
        batch.add_column(
            sa.Column("made_by_rhythm", sa.Boolean(), server_default=sa.false())
        )
        batch.add_column(sa.Column("together_with", sa.Integer()))
        batch.add_column(sa.Column("called_off_by", sa.Integer()))
        batch.add_column(sa.Column("called_off_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("visit") as batch:
        batch.alter_column(
            "made_by_rhythm",
            existing_type=sa.Boolean(),
            nullable=False,
            server_default=None,
        )
        batch.create_foreign_key(
            op.f(WITH_EACH_OTHER), "visit", ["together_with"], ["id"]
        )
    op.create_table(
        "visit_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_visit_feed_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_feed")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_visit_feed_key_hash")),
    )
    op.create_index(op.f("ix_visit_feed_user_id"), "visit_feed", ["user_id"])


def downgrade() -> None:
    op.drop_table("visit_feed")
    with op.batch_alter_table("visit") as batch:
        batch.drop_constraint(op.f(WITH_EACH_OTHER), type_="foreignkey")
    with op.batch_alter_table("visit") as batch:
        for column in (
            "called_off_at",
            "called_off_by",
            "together_with",
            "made_by_rhythm",
        ):
            batch.drop_column(column)
