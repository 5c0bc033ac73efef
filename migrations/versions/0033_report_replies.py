"""What a coordinator says about a report; and which report a wish comes from

Revision ID: 0033_report_replies
Revises: 0032_search_words
"""

import sqlalchemy as sa
from alembic import op

revision = "0033_report_replies"
down_revision = "0032_search_words"
branch_labels = None
depends_on = None

KINDS = ("thanks", "question", "follow_up")


def upgrade() -> None:
    op.create_table(
        "report_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *KINDS,
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_report_reply_visit_id_visit")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["user.id"], name=op.f("fk_report_reply_written_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_reply")),
    )
    op.create_index("ix_report_reply_visit_id", "report_reply", ["visit_id"])
    with op.batch_alter_table("wish") as batch:
        batch.add_column(sa.Column("visit_id", sa.Integer()))
        batch.create_foreign_key(
            "fk_wish_visit_id_visit", "visit", ["visit_id"], ["id"]
        )
        batch.create_index("ix_wish_visit_id", ["visit_id"])


def downgrade() -> None:
    with op.batch_alter_table("wish") as batch:
        batch.drop_index("ix_wish_visit_id")
        batch.drop_constraint("fk_wish_visit_id_visit", type_="foreignkey")
        batch.drop_column("visit_id")
    op.drop_index("ix_report_reply_visit_id", "report_reply")
    op.drop_table("report_reply")
