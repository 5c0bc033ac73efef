"""Mail that waits to be sent, who wants any, and what Thuis did by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0012_outbox"
down_revision = "0011_visits"
branch_labels = None
depends_on = None

STATES = ("waiting", "sent", "not_needed", "given_up")
WISHES = ("daily", "never")


def upgrade() -> None:
    _create_the_outbox()
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("went_well", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("name", name=op.f("uq_job_run_name")),
    )
    with op.batch_alter_table("user") as batch:
        batch.add_column(
            sa.Column("mails", sa.String(40), nullable=False, server_default="daily")
        )
    with op.batch_alter_table("user") as batch:
        batch.alter_column(
            "mails", existing_type=sa.String(40), nullable=False, server_default=None
        )
        among = ", ".join(f"'{wish}'" for wish in WISHES)
        batch.create_check_constraint(op.f("ck_user_mailwish"), f"mails IN ({among})")


def downgrade() -> None:
    with op.batch_alter_table("user") as batch:
        batch.drop_constraint(op.f("ck_user_mailwish"), type_="check")
        batch.drop_column("mails")
    op.drop_table("job_run")
    op.drop_index(
        op.f("ix_outgoing_mail_to_user_id_sent_at"), table_name="outgoing_mail"
    )
    op.drop_index(op.f("ix_outgoing_mail_state_not_before"), table_name="outgoing_mail")
    op.drop_table("outgoing_mail")


def _create_the_outbox() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("numbers", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES,
                name="mailstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_mail_key")),
    )
    op.create_index(
        op.f("ix_outgoing_mail_state_not_before"),
        "outgoing_mail",
        ["state", "not_before"],
    )
    op.create_index(
        op.f("ix_outgoing_mail_to_user_id_sent_at"),
        "outgoing_mail",
        ["to_user_id", "sent_at"],
    )
