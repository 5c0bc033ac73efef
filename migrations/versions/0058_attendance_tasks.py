"""Who was at a training is a task, also of trainings that are known already

Revision ID: 0058_attendance_tasks
Revises: 0057_first_steps

For each training that somebody signed up for and whose attendance is not recorded.
Downgrade deletes the tasks of the new kinds.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0058_attendance_tasks"
down_revision = "0057_first_steps"
branch_labels = None
depends_on = None

RANK = 140
TRAINING = sa.table(
    "training",
    sa.column("id", sa.Integer()),
    sa.column("title", sa.String()),
    sa.column("held_on", sa.Date()),
    sa.column("area_id", sa.Integer()),
    sa.column("state", sa.String()),
)
ATTENDANCE = sa.table(
    "training_attendance", sa.column("training_id"), sa.column("state")
)
TASK = sa.table(
    "task",
    *(sa.column(name) for name in ("id", "kind", "source", "area_id", "rank")),
    *(sa.column(name) for name in ("details", "delayed_because", "closing_note")),
    sa.column("due_on", sa.Date()),
    sa.column("opened_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    tasks = list(_tasks(op.get_bind(), datetime.now(UTC)))
    if tasks:
        op.bulk_insert(TASK, tasks)


def downgrade() -> None:
    op.execute("DELETE FROM task WHERE kind IN ('attendance', 'call_volunteer')")


def _tasks(connection: sa.Connection, now: datetime) -> Iterator[dict[str, Any]]:
    signed_up = sa.select(ATTENDANCE.c.training_id).where(
        ATTENDANCE.c.state == "signed_up"
    )
    rows = sa.select(TRAINING).where(
        TRAINING.c.state != "cancelled",
        TRAINING.c.id.in_(signed_up),
    )
    for row in connection.execute(rows.order_by(TRAINING.c.id)):
        yield {
            "id": uuid.uuid4().hex,
            "kind": "attendance",
            "source": str(row.id),
            "area_id": row.area_id,
            "due_on": row.held_on + timedelta(days=1),
            "rank": RANK,
            "details": json.dumps({"title": row.title, "on": row.held_on.isoformat()}),
            "opened_at": now,
            "delayed_because": "",
            "closing_note": "",
        }
