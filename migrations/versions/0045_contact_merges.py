"""Remember which records of one person became one, and who are alike but two

Revision ID: 0045_contact_merges
Revises: 0044_change_sets
"""

import sqlalchemy as sa
from alembic import op

revision = "0045_contact_merges"
down_revision = "0044_change_sets"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("gone_area_id", sa.Integer(), nullable=False),
        sa.Column("merged_by", sa.Integer(), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["gone_area_id"], ["area.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_person_merge_kept_id"), "person_merge", ["kept_id"])
    op.create_index(op.f("ix_person_merge_gone_id"), "person_merge", ["gone_id"])
    op.create_table(
        "distinct_pair",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["contact.id"]),
        sa.PrimaryKeyConstraint("one_id", "other_id"),
    )
    op.create_index(op.f("ix_distinct_pair_other_id"), "distinct_pair", ["other_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_distinct_pair_other_id"), table_name="distinct_pair")
    op.drop_table("distinct_pair")
    op.drop_index(op.f("ix_person_merge_gone_id"), table_name="person_merge")
    op.drop_index(op.f("ix_person_merge_kept_id"), table_name="person_merge")
    op.drop_table("person_merge")
