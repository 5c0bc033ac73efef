"""Indexes of the visits that another makes once, and of the places of a day

Revision ID: 0050_day_indexes
Revises: 0048_refused_addresses
"""

import sqlalchemy as sa
from alembic import op

revision = "0050_day_indexes"
down_revision = "0048_refused_addresses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    is_other = sa.text("instead_of IS NOT NULL")
    op.create_index(
        "ix_visit_instead_of_starts_at",
        "visit",
        ["instead_of", "starts_at"],
        sqlite_where=is_other,
        postgresql_where=is_other,
    )
    op.create_index(op.f("ix_booking_booked_on"), "booking", ["booked_on"])


def downgrade() -> None:
    op.drop_index(op.f("ix_booking_booked_on"), "booking")
    op.drop_index("ix_visit_instead_of_starts_at", "visit")
