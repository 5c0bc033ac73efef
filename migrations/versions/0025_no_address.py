"""An account may be without an e-mail address

A volunteer of 79 may have none, and couples share one. On the way back such accounts
get an address that no mail server knows, so that no row is lost.

Revision ID: 0025_no_address
Revises: 0024_sorted_lists
"""

import sqlalchemy as sa
from alembic import op

revision = "0025_no_address"
down_revision = "0024_sorted_lists"
branch_labels = None
depends_on = None

HAS_ADDRESS = sa.text("email <> ''")
FILL = """
UPDATE "user" SET email = 'no-address-' || CAST(id AS VARCHAR(20)) || '@invalid'
WHERE email = ''
"""


def upgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_constraint("uq_user_email", type_="unique")
    op.create_index(
        "ix_user_email",
        "user",
        ["email"],
        unique=True,
        sqlite_where=HAS_ADDRESS,
        postgresql_where=HAS_ADDRESS,
    )


def downgrade() -> None:
    op.execute(sa.text(FILL))
    op.drop_index("ix_user_email", "user")
    with op.batch_alter_table("user") as table:
        table.create_unique_constraint("uq_user_email", ["email"])
