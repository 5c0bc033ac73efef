"""Hours, kilometres and costs; trainings."""

import sqlalchemy as sa
from alembic import op

revision = "0009_hours_and_trainings"
down_revision = "0008_volunteers"
branch_labels = None
depends_on = None

KINDS = ("basic", "deepening", "peer_consultation")
ATTENDS = ("invited", "signed_up", "attended", "absent", "no_show")
STATES = ("claimed", "approved", "refused", "paid")
WHAT_FOR = ("visit", "ride", "training", "meeting", "other")
AMOUNTS = (
    "per_kilometre",
    "per_hour",
    "hourly_compensation_max",
    "month_max",
    "year_max",
)


def upgrade() -> None:
    _create_training()
    _create_attendance()
    _create_claim()
    _create_rate()


def downgrade() -> None:
    op.drop_table("rate")
    op.drop_table("claim")
    op.drop_table("training_attendance")
    op.drop_table("training")


def _create_training() -> None:
    op.create_table(
        "training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", _one_of(KINDS, "trainingkind"), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column(
            "state",
            _one_of(("planned", "held", "cancelled"), "trainingstate"),
            nullable=False,
        ),
        sa.Column("made_by", sa.Integer(), nullable=False),
        _of("training", "area_id", "area"),
        _of("training", "made_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    _index("training", "held_on", "id")
    _index("training", "area_id")


def _create_attendance() -> None:
    op.create_table(
        "training_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", _one_of(ATTENDS, "attends"), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _of("training_attendance", "training_id", "training"),
        _of("training_attendance", "user_id", "user"),
        _of("training_attendance", "changed_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_attendance")),
        sa.UniqueConstraint(
            "training_id",
            "user_id",
            name=op.f("uq_training_attendance_training_id_user_id"),
        ),
    )
    _index("training_attendance", "user_id")


def _create_claim() -> None:
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("claimed_for", sa.Date(), nullable=False),
        sa.Column("what_for", _one_of(WHAT_FOR, "whatfor"), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kilometres", sa.Integer(), nullable=False),
        sa.Column("costs", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("state", _one_of(STATES, "claimstate"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("refused_because", sa.String(), nullable=False),
        sa.Column("over_because", sa.String(), nullable=False),
        sa.Column("cents_per_kilometre", sa.Integer(), nullable=True),
        sa.Column("cents_per_hour", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        _of("claim", "user_id", "user"),
        _of("claim", "visit_id", "visit"),
        _of("claim", "judged_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_claim_visit_id")),
    )
    _index("claim", "user_id", "claimed_for")
    _index("claim", "state", "claimed_for", "id")


def _create_rate() -> None:
    op.create_table(
        "rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of(AMOUNTS, "ratekind"), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _of("rate", "added_by", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate")),
        sa.UniqueConstraint("kind", "from_on", name=op.f("uq_rate_kind_from_on")),
    )


def _one_of(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(
        *words, name=name, native_enum=False, create_constraint=True, length=40
    )


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
