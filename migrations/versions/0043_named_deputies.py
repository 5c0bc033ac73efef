"""Who does the work of a coordinator for a village, from a day until a day

Revision ID: 0043_named_deputies
Revises: 0042_first_visits
"""

import sqlalchemy as sa
from alembic import op

revision = "0043_named_deputies"
down_revision = "0042_first_visits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_deputy_user_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_deputy_area_id_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    op.create_index("ix_deputy_user_id", "deputy", ["user_id"])
    op.create_index("ix_deputy_last_on", "deputy", ["last_on"])


def downgrade() -> None:
    op.drop_index("ix_deputy_last_on", "deputy")
    op.drop_index("ix_deputy_user_id", "deputy")
    op.drop_table("deputy")
