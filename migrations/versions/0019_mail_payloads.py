"""What a mail is about is said in dates and words, and no longer in positions

Revision ID: 0019_mail_payloads
Revises: 0018_user_role
"""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0019_mail_payloads"
down_revision = "0018_user_role"
branch_labels = None
depends_on = None

Values = dict[str, Any]
REQUIREMENTS = ("agreement", "confidentiality", "vog", "training")
MAIL = sa.table(
    "outgoing_mail",
    sa.column("id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("payload", sa.String()),
)


def upgrade() -> None:
    """A rename builds no table anew, on either database."""
    op.execute("ALTER TABLE outgoing_mail RENAME COLUMN numbers TO payload")
    _rewrite({"reminder": _day, "papers": _paper})


def downgrade() -> None:
    _rewrite({"reminder": _ordinal, "papers": _position})
    op.execute("ALTER TABLE outgoing_mail RENAME COLUMN payload TO numbers")


def _rewrite(kinds: dict[str, Callable[[Values], Values]]) -> None:
    """What cannot be read stays as it is: its mail is given up when it is sent."""
    connection = op.get_bind()
    query = sa.select(MAIL).where(MAIL.c.kind.in_(kinds))
    for mail_id, kind, text in connection.execute(query).all():
        try:
            payload = json.dumps(kinds[kind](json.loads(text)))
        except (ValueError, TypeError, LookupError, OverflowError):
            continue
        changed = MAIL.update().where(MAIL.c.id == mail_id)
        connection.execute(changed.values(payload=payload))


def _day(old: Values) -> Values:
    return {"day": date.fromordinal(old["day"]).isoformat()}


def _ordinal(new: Values) -> Values:
    return {"day": date.fromisoformat(new["day"]).toordinal()}


def _paper(old: Values) -> Values:
    return {
        "volunteer_id": old["volunteer"],
        "requirement": REQUIREMENTS[old["paper"]],
        "within": old["within"],
    }


def _position(new: Values) -> Values:
    return {
        "volunteer": new["volunteer_id"],
        "paper": REQUIREMENTS.index(new["requirement"]),
        "within": new["within"],
    }
