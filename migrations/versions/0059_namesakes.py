"""An index by which people of one name in one village are found

Revision ID: 0059_namesakes
Revises: 0058_attendance_tasks
"""

from alembic import op

revision = "0059_namesakes"
down_revision = "0058_attendance_tasks"
branch_labels = None
depends_on = None

COLUMNS = ["last_name", "called_name", "area_id"]
NAME = "ix_contact_last_name_called_name_area_id"


def upgrade() -> None:
    op.create_index(op.f(NAME), "contact", COLUMNS)


def downgrade() -> None:
    op.drop_index(op.f(NAME), "contact")
