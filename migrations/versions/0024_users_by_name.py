"""Index users by their name, as pages of them are sorted."""

from collections.abc import Sequence

from alembic import op

revision: str = "0024_users_by_name"
down_revision: str | None = "0023_report_summaries"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAME = "ix_user_name_id"


def upgrade() -> None:
    op.create_index(NAME, "user", ["name", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "user")
