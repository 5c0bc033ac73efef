"""Concerns that wait too long."""

import sqlalchemy as sa
from alembic import op

from thuis_app.core.database import UtcDateTime

revision = "0014_concerns"
down_revision = "0013_tablet"
branch_labels = None
depends_on = None

USUAL_HOURS = 24


def upgrade() -> None:
    op.create_table(
        "concern_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("urgent_hours", sa.Integer(), nullable=False),
        sa.Column("usual_hours", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_terms")),
    )
    moment = UtcDateTime(timezone=True)
    with op.batch_alter_table("concern") as concern:
        concern.add_column(sa.Column("act_by", moment, nullable=True))
        concern.add_column(sa.Column("escalated_at", moment, nullable=True))
    _give_a_term()
    with op.batch_alter_table("concern") as concern:
        concern.alter_column("act_by", existing_type=moment, nullable=False)
        concern.create_index(op.f("ix_concern_act_by"), ["act_by"])


def downgrade() -> None:
    with op.batch_alter_table("concern") as concern:
        concern.drop_index(op.f("ix_concern_act_by"))
        concern.drop_column("escalated_at")
        concern.drop_column("act_by")
    op.drop_table("concern_terms")


def _give_a_term() -> None:
    """What was handed in before has the usual term, from when it was handed in."""
    later = {
        "postgresql": f"raised_at + interval '{USUAL_HOURS} hours'",
        "sqlite": f"strftime('%Y-%m-%d %H:%M:%f000', raised_at, '+{USUAL_HOURS} hours')",
    }
    moment = later[op.get_bind().dialect.name]
    op.execute(f"UPDATE concern SET act_by = {moment}")
