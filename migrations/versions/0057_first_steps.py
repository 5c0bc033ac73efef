"""First steps that do not apply, and people to practise with

Revision ID: 0057_first_steps
Revises: 0056_audit_reviews
"""

import sqlalchemy as sa
from alembic import op

revision = "0057_first_steps"
down_revision = "0056_audit_reviews"
branch_labels = None
depends_on = None

STEPS = ("offerings", "rooms", "practice")


def upgrade() -> None:
    op.create_table(
        "practice_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer()),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_practice_person_contact_id_contact"),
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_practice_person_area_id_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_person")),
        sa.UniqueConstraint("contact_id", name=op.f("uq_practice_person_contact_id")),
    )
    op.create_table(
        "skipped_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                *STEPS,
                name="optionalstep",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skipped_step")),
        sa.UniqueConstraint("step", name=op.f("uq_skipped_step_step")),
    )


def downgrade() -> None:
    op.drop_table("skipped_step")
    op.drop_table("practice_person")
