"""Passkeys, and the challenges and links with which they are made and used

Revision ID: 0062_passkeys
Revises: 0061_agreements
"""

import sqlalchemy as sa
from alembic import op

revision = "0062_passkeys"
down_revision = "0061_agreements"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_passkey_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"])
    op.create_table(
        "passkey_challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("bound_to", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_passkey_challenge_key_hash")),
    )
    op.create_index(
        op.f("ix_passkey_challenge_made_at"), "passkey_challenge", ["made_at"]
    )
    op.create_table(
        "passkey_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_passkey_link_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_link")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_passkey_link_key_hash")),
    )
    op.create_index(op.f("ix_passkey_link_user_id"), "passkey_link", ["user_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_passkey_link_user_id"), "passkey_link")
    op.drop_table("passkey_link")
    op.drop_index(op.f("ix_passkey_challenge_made_at"), "passkey_challenge")
    op.drop_table("passkey_challenge")
    op.drop_index(op.f("ix_passkey_user_id"), "passkey")
    op.drop_table("passkey")
