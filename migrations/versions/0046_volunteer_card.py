"""The card of a volunteer: address, date of birth, whom to call, account number

Revision ID: 0046_volunteer_card
Revises: 0045_contact_merges
"""

import sqlalchemy as sa
from alembic import op

revision = "0046_volunteer_card"
down_revision = "0045_contact_merges"
branch_labels = None
depends_on = None

WORDS = ("home_address", "emergency_name", "emergency_telephone", "account_number")


def upgrade() -> None:
    with op.batch_alter_table("volunteer") as batch:
        batch.add_column(sa.Column("born_on", sa.Date()))
        for name in WORDS:
            batch.add_column(
                sa.Column(name, sa.String(), nullable=False, server_default="")
            )
    with op.batch_alter_table("volunteer") as batch:
        for name in WORDS:
            batch.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("volunteer") as batch:
        for name in (*WORDS, "born_on"):
            batch.drop_column(name)
