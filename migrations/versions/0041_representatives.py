"""Who may decide on behalf of a person, about what, and that the paper was seen

Revision ID: 0041_representatives
Revises: 0040_assents
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0041_representatives"
down_revision = "0040_assents"
branch_labels = None
depends_on = None

KINDS = ("carer", "cared_for", "partner", "child", "family", "neighbour", "friend")
KINDS += ("key_holder", "doctor", "professional")
REPRESENTATIVES = ("mentor", "curator", "administrator", "proxy", "next_of_kin")


def upgrade() -> None:
    """Nobody represents anybody yet, and every consent was given in person."""
    _allow((*KINDS, *REPRESENTATIVES))
    with op.batch_alter_table("tie") as tie:
        tie.add_column(
            sa.Column("decides", sa.String(), nullable=False, server_default="[]")
        )
        tie.add_column(sa.Column("paper_seen_on", sa.Date()))
        tie.add_column(sa.Column("paper_seen_by", sa.Integer()))
    with op.batch_alter_table("tie") as tie:
        tie.alter_column("decides", server_default=None)
    with op.batch_alter_table("consent") as consent:
        consent.add_column(sa.Column("representative_id", sa.Integer()))
        consent.create_foreign_key(
            op.f("fk_consent_representative_id_tie"),
            "tie",
            ["representative_id"],
            ["id"],
        )


def downgrade() -> None:
    """A representative is a professional, or family, as the note of the relation says;
    who gave a consent is forgotten, not that it was given."""
    with op.batch_alter_table("consent") as consent:
        name = op.f("fk_consent_representative_id_tie")
        consent.drop_constraint(name, type_="foreignkey")
        consent.drop_column("representative_id")
    op.execute("UPDATE tie SET kind = 'family' WHERE kind = 'next_of_kin'")
    op.execute(
        f"UPDATE tie SET kind = 'professional' WHERE {_among(REPRESENTATIVES)}"
    )
    _allow(KINDS)
    with op.batch_alter_table("tie") as tie:
        for column in ("decides", "paper_seen_on", "paper_seen_by"):
            tie.drop_column(column)


def _allow(kinds: Iterable[str]) -> None:
    name = op.f("ck_tie_tiekind")
    with op.batch_alter_table("tie") as tie:
        tie.drop_constraint(name, type_="check")
        tie.create_check_constraint(name, _among(kinds))


def _among(kinds: Iterable[str]) -> str:
    return f"kind IN ({', '.join(repr(kind) for kind in kinds)})"
