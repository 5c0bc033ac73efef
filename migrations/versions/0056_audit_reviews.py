"""Months of the audit log that somebody signed for

Revision ID: 0056_audit_reviews
Revises: 0055_audit_blocks
"""

import sqlalchemy as sa
from alembic import op

revision = "0056_audit_reviews"
down_revision = "0055_audit_blocks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("oddities", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["user.id"], name=op.f("fk_audit_review_signed_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_review")),
        sa.UniqueConstraint("month", name=op.f("uq_audit_review_month")),
    )


def downgrade() -> None:
    op.drop_table("audit_review")
