"""Requests that a second person agrees to, paper codes, and access in an emergency

Revision ID: 0061_agreements
Revises: 0060_unlock_codes
"""

import sqlalchemy as sa
from alembic import op

revision = "0061_agreements"
down_revision = "0060_unlock_codes"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = ("grant", "link", "address", "reopen", "factor", "deputy")
STATES = ("open", "agreed", "refused", "taken_back", "lapsed")
AGREED_BY = ("person", "codes", "server")


def _one_of(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *members, name=name, native_enum=False, create_constraint=True, length=40
    )


def _user(table: str, column: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_user")
    return sa.ForeignKeyConstraint([column], ["user.id"], name=name)


def upgrade() -> None:
    _links_that_wait()
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("kind", KINDS), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("for_concerns", sa.Boolean(), nullable=False),
        sa.Column("all_areas", sa.Boolean(), nullable=False),
        sa.Column("areas", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("first_on", sa.Date()),
        sa.Column("last_on", sa.Date()),
        sa.Column("state", _one_of("state", STATES), nullable=False),
        sa.Column("agreed_by", _one_of("agreed_by", AGREED_BY)),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", MOMENT),
        sa.Column("reason", sa.String(), nullable=False),
        _user("agreement", "user_id"),
        _user("agreement", "asked_by"),
        _user("agreement", "decided_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    op.create_index(op.f("ix_agreement_user_id"), "agreement", ["user_id"])
    state = op.f("ix_agreement_state_asked_at")
    op.create_index(state, "agreement", ["state", "asked_at"])
    op.create_table(
        "paper_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        _user("paper_code", "made_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_paper_code_code_hash")),
    )
    _emergencies()


def _emergencies() -> None:
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        _user("emergency_access", "user_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )
    index = op.f("ix_emergency_access_user_id")
    op.create_index(index, "emergency_access", ["user_id"])


def _links_that_wait() -> None:
    """Links that were made before work as they did; nobody was asked about those."""
    op.add_column(
        "invitation",
        sa.Column("is_agreed", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    with op.batch_alter_table("invitation") as invitation:
        invitation.alter_column("is_agreed", server_default=None)


def downgrade() -> None:
    """Links that still wait for a yes lead nowhere, so they go; so do the tasks."""
    op.execute("DELETE FROM task WHERE kind = 'agreement'")
    op.execute(sa.text("DELETE FROM invitation WHERE NOT is_agreed"))
    op.drop_table("emergency_access")
    op.drop_table("paper_code")
    op.drop_table("agreement")
    with op.batch_alter_table("invitation") as invitation:
        invitation.drop_column("is_agreed")
