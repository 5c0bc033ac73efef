"""What makes two people fit, and who said no before."""

import sqlalchemy as sa
from alembic import op

revision = "0010_matches"
down_revision = "0009_hours_and_trainings"
branch_labels = None
depends_on = None

TASTES = ("speaks", "interest_words", "time_words")
HABITS = ("has_pets", "smokes")
REFUSERS = ("person", "volunteer", "coordinator")
REASONS = ("too_far", "times", "no_click", "too_heavy", "other", "not_now")
# The language was a line of text until now; what can be read from it is taken over.
SPOKEN = {
    "dutch": "nederlands",
    "gronings": "gronings",
    "frisian": "fries",
    "german": "duits",
    "english": "engels",
    "turkish": "turks",
    "arabic": "arabisch",
}


def upgrade() -> None:
    _add_to_the_person()
    _read_the_language()
    with op.batch_alter_table("match") as batch:
        batch.add_column(
            sa.Column("override_because", sa.String(), server_default="")
        )
        batch.add_column(sa.Column("kept_until", sa.Date()))
    with op.batch_alter_table("match") as batch:
        batch.alter_column(
            "override_because",
            existing_type=sa.String(),
            nullable=False,
            server_default=None,
        )
    _create_refusals()


def downgrade() -> None:
    op.drop_table("match_refusal")
    with op.batch_alter_table("match") as batch:
        batch.drop_column("kept_until")
        batch.drop_column("override_because")
    with op.batch_alter_table("contact") as batch:
        for column in (*HABITS, *TASTES):
            batch.drop_column(column)


def _add_to_the_person() -> None:
    with op.batch_alter_table("contact") as batch:
        for name in TASTES:
            batch.add_column(sa.Column(name, sa.String(), server_default=""))
        for name in HABITS:
            batch.add_column(sa.Column(name, sa.Boolean(), server_default=sa.false()))
    with op.batch_alter_table("contact") as batch:
        for name in TASTES:
            batch.alter_column(
                name, existing_type=sa.String(), nullable=False, server_default=None
            )
        for name in HABITS:
            batch.alter_column(
                name, existing_type=sa.Boolean(), nullable=False, server_default=None
            )


def _read_the_language() -> None:
    contact = sa.table(
        "contact", sa.column("language", sa.String), sa.column("speaks", sa.String)
    )
    for word, dutch in SPOKEN.items():
        known = sa.func.lower(contact.c.language).contains(dutch)
        op.execute(
            contact.update()
            .where(known)
            .values(speaks=sa.func.trim(contact.c.speaks + f" {word}"))
        )


def _create_refusals() -> None:
    op.create_table(
        "match_refusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("refused_by", _one_of("refusedby", REFUSERS), nullable=False),
        sa.Column("because", _one_of("refusalreason", REASONS), nullable=False),
        sa.Column("refused_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_match_refusal_contact_id_contact"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["user.id"],
            name=op.f("fk_match_refusal_volunteer_id_user"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_refusal")),
    )
    for columns in (("contact_id", "volunteer_id"), ("volunteer_id", "refused_on")):
        op.create_index(
            op.f("ix_match_refusal_" + "_".join(columns)),
            "match_refusal",
            list(columns),
            unique=False,
        )


def _one_of(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *members, name=name, native_enum=False, create_constraint=True, length=40
    )
