"""Backups that were put back, until an administrator says that they know

Revision ID: 0047_restores
Revises: 0046_volunteer_card
"""

import sqlalchemy as sa
from alembic import op

revision = "0047_restores"
down_revision = "0046_volunteer_card"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "restore",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("seen_by", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restore")),
    )


def downgrade() -> None:
    op.drop_table("restore")
