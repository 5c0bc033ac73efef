"""Wrong passwords are counted per network too, and under hashes alone

Revision ID: 0017_sign_in_tries
Revises: 0016_installation
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_sign_in_tries"
down_revision = "0016_installation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was counted before held addresses; it is forgotten, as after an hour."""
    op.execute("DELETE FROM sign_in_try")
    with op.batch_alter_table("sign_in_try") as table:
        table.add_column(sa.Column("network", sa.String(), nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM sign_in_try")
    with op.batch_alter_table("sign_in_try") as table:
        table.drop_column("network")
