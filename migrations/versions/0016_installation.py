"""What an installation notes about itself, and how long a run is still alive."""

import sqlalchemy as sa
from alembic import op

revision = "0016_installation"
down_revision = "0015_form_key_page"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    installation = op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("beat_at", moment, nullable=True),
        sa.Column("intact_at", moment, nullable=True),
        sa.Column("tablet_key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.bulk_insert(installation, [{"id": 1, "tablet_key": ""}])
    with op.batch_alter_table("job_run") as job_run:
        job_run.add_column(sa.Column("alive_at", moment, nullable=True))
        job_run.add_column(sa.Column("clock_wrong_at", moment, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("job_run") as job_run:
        job_run.drop_column("clock_wrong_at")
        job_run.drop_column("alive_at")
    op.drop_table("installation")
