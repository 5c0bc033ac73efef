"""All tasks of a coordinator given to another in one go, to be undone

Revision ID: 0039_task_handovers
Revises: 0038_incidents
"""

import sqlalchemy as sa
from alembic import op

revision = "0039_task_handovers"
down_revision = "0038_incidents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "task_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.Column("task_ids", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"], ["user.id"], name=op.f("fk_task_handover_from_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["user.id"], name=op.f("fk_task_handover_to_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_handover")),
    )
    op.create_index("ix_task_handover_from_id", "task_handover", ["from_id"])


def downgrade() -> None:
    op.drop_index("ix_task_handover_from_id", "task_handover")
    op.drop_table("task_handover")
