"""Visits that are moved or made by somebody else, and who calls about days off

Revision ID: 0030_visits_ahead
Revises: 0025_no_address
"""

import sqlalchemy as sa
from alembic import op

revision = "0030_visits_ahead"
down_revision = "0025_no_address"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("visit") as batch:
        batch.add_column(sa.Column("instead_of", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("moved_from", sa.DateTime(timezone=True), nullable=True)
        )
        batch.add_column(sa.Column("moved_by", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch.create_foreign_key(
            op.f("fk_visit_instead_of_user"), "user", ["instead_of"], ["id"]
        )
    with op.batch_alter_table("volunteer_block") as batch:
        batch.add_column(
            sa.Column(
                "calls_self", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
    with op.batch_alter_table("volunteer_block") as batch:
        batch.alter_column("calls_self", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("volunteer_block") as batch:
        batch.drop_column("calls_self")
    with op.batch_alter_table("visit") as batch:
        batch.drop_constraint(op.f("fk_visit_instead_of_user"), type_="foreignkey")
        for name in ("moved_at", "moved_by", "moved_from", "instead_of"):
            batch.drop_column(name)
