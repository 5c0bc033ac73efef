"""Keep what each row held before something ended, and how a consent was taken back

The consents of who moved away or died do not hold any more, as those of who asked for
no more contact. Nobody took them back, so they are without a `withdrawn_by`: by that
they stand again on the way back.

Revision ID: 0031_endings
Revises: 0030_visits_ahead
"""

import sqlalchemy as sa
from alembic import op

revision = "0031_endings"
down_revision = "0030_visits_ahead"
branch_labels = None
depends_on = None

CAUSES = ("consent", "match", "finished", "no_contact", "moved", "deceased")
HOW = ("spoken", "paper", "telephone")
MOMENT = sa.DateTime(timezone=True)

CONTACT = sa.table(
    "contact",
    sa.column("id", sa.Integer()),
    sa.column("stage", sa.String()),
    sa.column("stopped_on", sa.Date()),
)
CONSENT = sa.table(
    "consent",
    sa.column("contact_id", sa.Integer()),
    sa.column("withdrawn_on", sa.Date()),
    sa.column("withdrawn_by", sa.Integer()),
)


def upgrade() -> None:
    op.create_table(
        "ending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cause", _one_of("endingcause", CAUSES), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"]),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_ending_contact_id"), "ending", ["contact_id"])
    with op.batch_alter_table("consent") as batch:
        batch.add_column(sa.Column("withdrawn_how", _one_of("withdrawnhow", HOW)))
    _end_consents(op.get_bind())


def downgrade() -> None:
    theirs = CONSENT.c.withdrawn_on.is_not(None), CONSENT.c.withdrawn_by.is_(None)
    op.get_bind().execute(sa.update(CONSENT).where(*theirs).values(withdrawn_on=None))
    with op.batch_alter_table("consent") as batch:
        batch.drop_constraint(op.f("ck_consent_withdrawnhow"), type_="check")
        batch.drop_column("withdrawn_how")
    op.drop_index(op.f("ix_ending_contact_id"), table_name="ending")
    op.drop_table("ending")


def _one_of(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *members, name=name, native_enum=False, create_constraint=True, length=40
    )


def _end_consents(connection: sa.Connection) -> None:
    """Since the day on which contact stopped; one given after that is left alone."""
    gone = CONTACT.c.stage.in_(("moved", "deceased"))
    is_theirs = CONTACT.c.id == CONSENT.c.contact_id
    day = sa.select(CONTACT.c.stopped_on).where(is_theirs).scalar_subquery()
    connection.execute(
        sa.update(CONSENT)
        .where(
            CONSENT.c.withdrawn_on.is_(None),
            sa.exists().where(is_theirs, gone, CONTACT.c.stopped_on.is_not(None)),
        )
        .values(withdrawn_on=day)
    )
