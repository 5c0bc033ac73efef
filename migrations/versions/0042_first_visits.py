"""A visit may be a first one, to somebody who has no visitor yet

Revision ID: 0042_first_visits
Revises: 0041_representatives
"""

import sqlalchemy as sa
from alembic import op

revision = "0042_first_visits"
down_revision = "0041_representatives"
branch_labels = None
depends_on = None

KINDS = "('first_visit', 'first_visit_answer')"


def upgrade() -> None:
    """Every visit that is known was made within a match, or in place of one."""
    with op.batch_alter_table("visit") as visit:
        visit.add_column(
            sa.Column(
                "before_match", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
    with op.batch_alter_table("visit") as visit:
        visit.alter_column("before_match", server_default=None)


def downgrade() -> None:
    op.execute(f"DELETE FROM task WHERE kind IN {KINDS}")
    with op.batch_alter_table("visit") as visit:
        visit.drop_column("before_match")
