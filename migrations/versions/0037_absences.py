"""Days on which a coordinator is away, and who does their tasks

Revision ID: 0037_absences
Revises: 0036_concern_kinds
"""

import sqlalchemy as sa
from alembic import op

revision = "0037_absences"
down_revision = "0036_concern_kinds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("stand_in_id", sa.Integer()),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_absence_user_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["stand_in_id"], ["user.id"], name=op.f("fk_absence_stand_in_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_user_id", "absence", ["user_id"])
    op.create_index("ix_absence_last_on", "absence", ["last_on"])


def downgrade() -> None:
    op.drop_index("ix_absence_last_on", "absence")
    op.drop_index("ix_absence_user_id", "absence")
    op.drop_table("absence")
