"""Mail to the address that an account had before

Revision ID: 0054_mail_address
Revises: 0053_second_factors
"""

import sqlalchemy as sa
from alembic import op

revision = "0054_mail_address"
down_revision = "0053_second_factors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outgoing_mail",
        sa.Column("address", sa.String(), nullable=False, server_default=""),
    )
    with op.batch_alter_table("outgoing_mail") as batch:
        batch.alter_column("address", server_default=None)


def downgrade() -> None:
    op.drop_column("outgoing_mail", "address")
