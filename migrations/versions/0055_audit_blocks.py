"""The blocks of the audit log, and when it was last verified

Revision ID: 0055_audit_blocks
Revises: 0054_mail_address
"""

import sqlalchemy as sa
from alembic import op

revision = "0055_audit_blocks"
down_revision = "0054_mail_address"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_line", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_block")),
    )
    _only_grows()
    op.add_column(
        "installation", sa.Column("log_verified_at", sa.DateTime(timezone=True))
    )
    op.add_column(
        "installation",
        sa.Column("log_faults", sa.Integer(), nullable=False, server_default="0"),
    )
    with op.batch_alter_table("installation") as batch:
        batch.alter_column("log_faults", server_default=None)


def _only_grows() -> None:
    """As for the lines themselves: 0002_trail_only_grows."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(
            "CREATE TRIGGER audit_block_only_grows BEFORE UPDATE OR DELETE ON"
            " audit_block FOR EACH ROW EXECUTE FUNCTION trail_only_grows()"
        )
        return
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_block_no_{deed.lower()} BEFORE {deed} ON audit_block "
            "BEGIN SELECT RAISE(ABORT, 'the trail only grows'); END"
        )


def downgrade() -> None:
    op.drop_column("installation", "log_faults")
    op.drop_column("installation", "log_verified_at")
    op.drop_table("audit_block")
