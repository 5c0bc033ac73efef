"""Index users by name, and people by who visits them, as lists ask for them

Revision ID: 0024_sorted_lists
Revises: 0023_report_summaries
"""

from alembic import op

revision = "0024_sorted_lists"
down_revision = "0023_report_summaries"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_user_name_id": ("user", ["name", "id"]),
    "ix_contact_stage_volunteer_name": ("contact", ["stage", "volunteer_name"]),
}


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _columns) in INDEXES.items():
        op.drop_index(name, table)
