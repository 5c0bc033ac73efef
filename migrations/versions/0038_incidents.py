"""Incidents with a person: what happened, who knows, and the insurer

Revision ID: 0038_incidents
Revises: 0037_absences
"""

import sqlalchemy as sa
from alembic import op

revision = "0038_incidents"
down_revision = "0037_absences"
branch_labels = None
depends_on = None

KINDS = ("fall", "damage", "accusation", "gift", "other")
INSURANCE = ("not_needed", "to_report", "reported")


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("incidentkind", KINDS), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("informed", sa.String(), nullable=False),
        sa.Column("insurance", _one_of("insurance", INSURANCE), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closed_by", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_incident_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["user.id"], name=op.f("fk_incident_recorded_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_contact_id", "incident", ["contact_id"])


def downgrade() -> None:
    op.drop_index("ix_incident_contact_id", "incident")
    op.drop_table("incident")


def _one_of(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *words, name=name, native_enum=False, create_constraint=True, length=40
    )
