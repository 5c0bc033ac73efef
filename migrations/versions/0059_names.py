"""An index by which people of one name in one village are found, and the folded names
by which rooms are sorted

Revision ID: 0059_names
Revises: 0058_attendance_tasks
"""

import sqlalchemy as sa
from alembic import op

from thuis_app.core.normalize import fold

revision = "0059_names"
down_revision = "0058_attendance_tasks"
branch_labels = None
depends_on = None

COLUMNS = ["last_name", "called_name", "area_id"]
NAME = "ix_contact_last_name_called_name_area_id"
FOLDED = sa.String().with_variant(sa.String(collation="C"), "postgresql")
ROOM = sa.table("room", *map(sa.column, ("id", "name", "sort_name")))


def upgrade() -> None:
    op.create_index(op.f(NAME), "contact", COLUMNS)
    with op.batch_alter_table("room") as room:
        room.add_column(
            sa.Column("sort_name", FOLDED, nullable=False, server_default="")
        )
    with op.batch_alter_table("room") as room:
        room.alter_column("sort_name", existing_type=FOLDED, server_default=None)
    connection = op.get_bind()
    for id, name in connection.execute(sa.select(ROOM.c.id, ROOM.c.name)).all():
        folded = sa.update(ROOM).where(ROOM.c.id == id).values(sort_name=fold(name))
        connection.execute(folded)
    _compare_offerings(FOLDED)


def downgrade() -> None:
    """Tasks of the kinds that came with it go."""
    op.execute("DELETE FROM task WHERE kind IN ('repeat_question', 'settle_hours')")
    _compare_offerings(sa.String())
    with op.batch_alter_table("room") as room:
        room.drop_column("sort_name")
    op.drop_index(op.f(NAME), "contact")


def _compare_offerings(kind: sa.types.TypeEngine[str]) -> None:
    """By their bytes, or as the database does: that differs on PostgreSQL alone."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("offering", "sort_name", type_=kind)
