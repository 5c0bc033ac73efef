"""Addresses that take no mail, and the last test of the mail

Revision ID: 0048_refused_addresses
Revises: 0047_restores
"""

import sqlalchemy as sa
from alembic import op

revision = "0048_refused_addresses"
down_revision = "0047_restores"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("mail_refused_at", sa.DateTime(timezone=True)))
    op.add_column(
        "installation", sa.Column("mail_tested_at", sa.DateTime(timezone=True))
    )
    op.add_column(
        "installation",
        sa.Column("mail_trouble", sa.String(), nullable=False, server_default=""),
    )
    with op.batch_alter_table("installation") as batch:
        batch.alter_column("mail_trouble", server_default=None)


def downgrade() -> None:
    op.drop_column("installation", "mail_trouble")
    op.drop_column("installation", "mail_tested_at")
    op.drop_column("user", "mail_refused_at")
