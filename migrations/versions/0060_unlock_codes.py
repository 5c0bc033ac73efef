"""The code that unlocks a session on one's own device, and sessions on a shared one

Revision ID: 0060_unlock_codes
Revises: 0059_names
"""

import sqlalchemy as sa
from alembic import op

revision = "0060_unlock_codes"
down_revision = "0059_names"
branch_labels = None
depends_on = None


COLUMNS = (
    ("code_hash", sa.String(), ""),
    ("wrong_codes", sa.Integer(), "0"),
    ("is_shared", sa.Boolean(), sa.false()),
)


def upgrade() -> None:
    with op.batch_alter_table("user_session") as batch:
        for name, kind, value in COLUMNS:
            column = sa.Column(name, kind, nullable=False, server_default=value)
            batch.add_column(column)
    with op.batch_alter_table("user_session") as batch:
        for name, kind, _value in COLUMNS:
            batch.alter_column(name, existing_type=kind, server_default=None)


def downgrade() -> None:
    """Sessions that are open then have the limits of all others."""
    with op.batch_alter_table("user_session") as batch:
        for name, _kind, _value in reversed(COLUMNS):
            batch.drop_column(name)
