"""The end of the UIDs that a calendar reads

Revision ID: 0034_calendar_names
Revises: 0033_report_replies
"""

import sqlalchemy as sa
from alembic import op

revision = "0034_calendar_names"
down_revision = "0033_report_replies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A calendar that is subscribed keeps the names it knows."""
    with op.batch_alter_table("visit_feed") as batch:
        batch.add_column(
            sa.Column("uid_domain", sa.String(), nullable=False, server_default="thuis")
        )
    with op.batch_alter_table("visit_feed") as batch:
        batch.alter_column("uid_domain", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("visit_feed") as batch:
        batch.drop_column("uid_domain")
