"""Treasurers, payment lists, and account numbers that are stored encrypted

Revision ID: 0063_payments
Revises: 0062_passkeys

What was paid before was paid in full. Downgrade gives back the plain account numbers;
the role and the lists are lost, and what is on an open list is approved again.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from flask import current_app

from thuis_app.core.tablet_encryption import DecryptionFailed, Keyring, keyring

revision = "0063_payments"
down_revision = "0062_passkeys"
branch_labels = None
depends_on = None

ROLES = ("volunteer", "coordinator", "safeguarding_lead", "stand_in")
ROLES += ("board", "administrator")
STATES = ("claimed", "approved", "refused", "paid")
LISTS = ("open", "paid", "taken_back")
VOLUNTEER = sa.table(
    "volunteer",
    sa.column("user_id", sa.Integer()),
    sa.column("account_number", sa.String()),
)
BANK_ACCOUNT = sa.table(
    "bank_account",
    sa.column("user_id", sa.Integer()),
    sa.column("version", sa.Integer()),
    sa.column("account_number", sa.String()),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    _allow("user_role", "role", "role", (*ROLES, "treasurer"))
    _allow("claim", "state", "claimstate", (*STATES, "listed"))
    with op.batch_alter_table("claim") as claim:
        claim.add_column(sa.Column("paid_cents", sa.Integer(), nullable=True))
        claim.add_column(
            sa.Column(
                "corrected_because", sa.String(), nullable=False, server_default=""
            )
        )
    with op.batch_alter_table("claim") as claim:
        claim.alter_column("corrected_because", server_default=None)
    op.execute("UPDATE claim SET total = 0 WHERE state = 'paid' AND total IS NULL")
    op.execute("UPDATE claim SET paid_cents = total WHERE state = 'paid'")
    _create_bank_account()
    _create_lists()
    _encrypt()
    with op.batch_alter_table("volunteer") as volunteer:
        volunteer.drop_column("account_number")


def downgrade() -> None:
    with op.batch_alter_table("volunteer") as volunteer:
        volunteer.add_column(
            sa.Column("account_number", sa.String(), nullable=False, server_default="")
        )
    with op.batch_alter_table("volunteer") as volunteer:
        volunteer.alter_column("account_number", server_default=None)
    _decrypt()
    op.drop_table("payment_line")
    op.drop_table("payment_list")
    op.drop_table("bank_account")
    listed = "UPDATE claim SET state = '{}' WHERE state = 'listed' AND paid_cents IS {}"
    op.execute(listed.format("approved", "NULL"))
    op.execute(listed.format("paid", "NOT NULL"))
    op.execute("DELETE FROM user_role WHERE role = 'treasurer'")
    with op.batch_alter_table("claim") as claim:
        claim.drop_column("corrected_because")
        claim.drop_column("paid_cents")
    _allow("claim", "state", "claimstate", STATES)
    _allow("user_role", "role", "role", ROLES)


def _encrypt() -> None:
    connection = op.get_bind()
    known = sa.select(VOLUNTEER).where(VOLUNTEER.c.account_number != "")
    for user_id, number in connection.execute(known).all():
        stored = _keys().encrypt(number, *_stored_for(user_id))
        row = {"user_id": user_id, "version": 1, "account_number": stored}
        row["changed_at"] = datetime.now(UTC)
        connection.execute(BANK_ACCOUNT.insert(), row)


def _decrypt() -> None:
    connection = op.get_bind()
    known = sa.select(BANK_ACCOUNT.c.user_id, BANK_ACCOUNT.c.account_number)
    for user_id, stored in connection.execute(known).all():
        try:
            number = _keys().decrypt(stored, *_stored_for(user_id))
        except DecryptionFailed:
            continue
        theirs = VOLUNTEER.update().where(VOLUNTEER.c.user_id == user_id)
        connection.execute(theirs.values(account_number=number))


def _keys() -> Keyring:
    return keyring(current_app.config["TABLET_KEYS"])


def _stored_for(user_id: int) -> tuple[str, str]:
    """As `team/bank_accounts/rules.py` says it."""
    return "account number", str(user_id)


def _allow(table: str, column: str, kind: str, values: Iterable[str]) -> None:
    name = op.f(f"ck_{table}_{kind}")
    among = f"{column} IN ({', '.join(repr(value) for value in values)})"
    with op.batch_alter_table(table) as changed:
        changed.drop_constraint(name, type_="check")
        changed.create_check_constraint(name, among)


def _create_bank_account() -> None:
    op.create_table(
        "bank_account",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_number", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _key("bank_account", "user_id", "user"),
        _key("bank_account", "changed_by", "user"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_bank_account")),
    )


def _create_lists() -> None:
    state = sa.Enum(
        *LISTS, name="liststate", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "payment_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        _key("payment_list", "made_by", "user"),
        _key("payment_list", "closed_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_list")),
    )
    op.create_table(
        "payment_line",
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kilometres", sa.Integer(), nullable=False),
        sa.Column("costs", sa.Integer(), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("is_difference", sa.Boolean(), nullable=False),
        _key("payment_line", "list_id", "payment_list"),
        _key("payment_line", "claim_id", "claim"),
        _key("payment_line", "user_id", "user"),
        sa.PrimaryKeyConstraint("list_id", "claim_id", name=op.f("pk_payment_line")),
    )
    op.create_index(op.f("ix_payment_line_claim_id"), "payment_line", ["claim_id"])


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    named = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=named)
