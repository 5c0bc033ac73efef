"""Roles of users are rows with the days from and until which they are held

Revision ID: 0018_user_role
Revises: 0017_sign_in_tries
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0018_user_role"
down_revision = "0017_sign_in_tries"
branch_labels = None
depends_on = None

ROLES = (
    "volunteer",
    "coordinator",
    "safeguarding_lead",
    "stand_in",
    "board",
    "administrator",
)
IS_OPEN = sa.text("until IS NULL")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")

USER = sa.table(
    "user",
    sa.column("id", sa.Integer()),
    sa.column("role_words", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
USER_ROLE = sa.table(
    "user_role",
    sa.column("user_id", sa.Integer()),
    sa.column("role", sa.String()),
    sa.column("since", sa.Date()),
    sa.column("until", sa.Date()),
)


def upgrade() -> None:
    """Each role is held since the account was made; nobody kept a later day.

    The roles of an account that has ended stay open: it is the account that ended, and
    it comes back with the same roles.
    """
    _create_user_role()
    connection = op.get_bind()
    query = sa.select(USER).order_by(USER.c.id)
    for user_id, words, created_at in connection.execute(query).all():
        for role in sorted(set(words.split())):
            row = {"user_id": user_id, "role": role, "since": _day(created_at)}
            connection.execute(USER_ROLE.insert(), row)
    with op.batch_alter_table("user") as batch:
        batch.drop_column("role_words")


def downgrade() -> None:
    """What is held now becomes words again; what was held before is lost."""
    with op.batch_alter_table("user") as batch:
        batch.add_column(
            sa.Column("role_words", sa.String(), nullable=False, server_default="")
        )
    with op.batch_alter_table("user") as batch:
        batch.alter_column(
            "role_words",
            existing_type=sa.String(),
            existing_nullable=False,
            server_default=None,
        )
    connection = op.get_bind()
    query = sa.select(USER_ROLE.c.user_id, USER_ROLE.c.role).where(IS_OPEN)
    held: dict[int, set[str]] = {}
    for user_id, role in connection.execute(query).all():
        held.setdefault(user_id, set()).add(role)
    for user_id, roles in held.items():
        changed = USER.update().where(USER.c.id == user_id)
        connection.execute(changed.values(role_words=" ".join(sorted(roles))))
    op.drop_table("user_role")


def _create_user_role() -> None:
    role = sa.Enum(
        *ROLES, name="role", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "user_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", role, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_user_role_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_role")),
    )
    op.create_index(op.f("ix_user_role_user_id"), "user_role", ["user_id"])
    op.create_index(
        "uq_user_role_open",
        "user_role",
        ["role", "user_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def _day(moment: datetime) -> date:
    """The date in the village; SQLite keeps moments in UTC, without their zone."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(AMSTERDAM).date()
