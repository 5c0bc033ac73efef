"""The road of a volunteer, what is asked of them, and when they can come."""

import sqlalchemy as sa
from alembic import op

revision = "0008_volunteers"
down_revision = "0007_outreach"
branch_labels = None
depends_on = None

STAGES = ("interested", "applied", "active", "paused", "leaving", "left")
REQUIREMENTS = ("agreement", "confidentiality", "vog", "training")
NEW_CARD = {
    "version": 1,
    "stage": "active",
    "drives": False,
    "pets_ok": True,
    "smoke_ok": True,
    "most_people": 2,
    "people": 0,
    "language_words": "",
    "interest_words": "",
    "note": "",
}
DAY_PARTS = ("morning", "afternoon", "evening")


def upgrade() -> None:
    _add_to_the_card()
    _create_when()
    _create_requirements()
    _create_history()


def downgrade() -> None:
    for table in (
        "talk_wish",
        "volunteer_change",
        "volunteer_requirement",
        "requirement_setting",
        "volunteer_block",
        "volunteer_time",
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_volunteer_stage"), table_name="volunteer")
    with op.batch_alter_table("volunteer") as batch:
        batch.drop_constraint(op.f("ck_volunteer_volunteerstage"), type_="check")
        for column in (
            "interest_words",
            "language_words",
            "smoke_ok",
            "pets_ok",
            "talked_on",
            "paused_until",
            "stage_since",
            "stage",
        ):
            batch.drop_column(column)


def _add_to_the_card() -> None:
    """Who has a card visits already, unless the card says they left."""
    with op.batch_alter_table("volunteer") as batch:
        batch.add_column(sa.Column("stage", _word(), server_default="active"))
        batch.add_column(sa.Column("stage_since", sa.Date()))
        batch.add_column(sa.Column("paused_until", sa.Date()))
        batch.add_column(sa.Column("talked_on", sa.Date()))
        batch.add_column(sa.Column("pets_ok", sa.Boolean(), server_default=sa.true()))
        batch.add_column(sa.Column("smoke_ok", sa.Boolean(), server_default=sa.true()))
        batch.add_column(sa.Column("language_words", sa.String(), server_default=""))
        batch.add_column(sa.Column("interest_words", sa.String(), server_default=""))
    op.execute("UPDATE volunteer SET stage_since = since")
    op.execute(
        "UPDATE volunteer SET stage = 'left', stage_since = until "
        "WHERE until < CURRENT_DATE"
    )
    with op.batch_alter_table("volunteer") as batch:
        for column, kind in (
            ("stage", _word()),
            ("stage_since", sa.Date()),
            ("pets_ok", sa.Boolean()),
            ("smoke_ok", sa.Boolean()),
            ("language_words", sa.String()),
            ("interest_words", sa.String()),
        ):
            batch.alter_column(
                column, existing_type=kind, nullable=False, server_default=None
            )
        among = ", ".join(f"'{stage}'" for stage in STAGES)
        batch.create_check_constraint(
            op.f("ck_volunteer_volunteerstage"), f"stage IN ({among})"
        )
    op.create_index(op.f("ix_volunteer_stage"), "volunteer", ["stage"])
    _make_the_cards_that_are_missing()


def _make_the_cards_that_are_missing() -> None:
    """Until now an account could be a volunteer's without a card being kept."""
    connection = op.get_bind()
    user, card = _user(), _card()
    asked = sa.select(user.c.id, user.c.created_at).where(
        user.c.role_words.contains("volunteer"),
        user.c.id.not_in(sa.select(card.c.user_id)),
    )
    for user_id, created_at in connection.execute(asked).all():
        since = created_at.date()
        connection.execute(
            card.insert(),
            {"user_id": user_id, "since": since, "stage_since": since} | NEW_CARD,
        )


def _user() -> sa.TableClause:
    return sa.table(
        "user",
        sa.column("id", sa.Integer()),
        sa.column("role_words", sa.String()),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )


def _card() -> sa.TableClause:
    days = [sa.column(name, sa.Date()) for name in ("since", "stage_since")]
    others = [sa.column(name) for name in ("user_id", *NEW_CARD)]
    return sa.table("volunteer", *days, *others)


def _word() -> sa.String:
    return sa.String(40)


def _create_when() -> None:
    op.create_table(
        "volunteer_time",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day_part", _one_of(DAY_PARTS, "daypart"), nullable=False),
        _of_a_user("volunteer_time"),
        sa.PrimaryKeyConstraint(
            "user_id", "weekday", "day_part", name=op.f("pk_volunteer_time")
        ),
    )
    op.create_table(
        "volunteer_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        _of_a_user("volunteer_block"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_block")),
    )
    _index("volunteer_block", "user_id", "until_on")


def _create_requirements() -> None:
    op.create_table(
        "requirement_setting",
        sa.Column("requirement", _one_of(REQUIREMENTS, "requirement"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("valid_months", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("requirement", name=op.f("pk_requirement_setting")),
    )
    op.create_table(
        "volunteer_requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("requirement", _one_of(REQUIREMENTS, "requirement"), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=True),
        _of_a_user("volunteer_requirement"),
        _of_a_user("volunteer_requirement", "seen_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_requirement")),
        sa.UniqueConstraint(
            "user_id",
            "requirement",
            name=op.f("uq_volunteer_requirement_user_id_requirement"),
        ),
    )
    _index("volunteer_requirement", "review_by")


def _create_history() -> None:
    op.create_table(
        "volunteer_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("stage", _one_of(STAGES, "volunteerstage"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        _of_a_user("volunteer_change"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_change")),
    )
    _index("volunteer_change", "user_id", "recorded_at")
    op.create_table(
        "talk_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("talked_by", sa.Integer(), nullable=True),
        sa.Column("talked_at", sa.DateTime(timezone=True), nullable=True),
        _of_a_user("talk_wish"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_wish")),
    )
    is_open = sa.text("talked_at IS NULL")
    op.create_index(
        op.f("ix_talk_wish_user_id"),
        "talk_wish",
        ["user_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    _index("talk_wish", "talked_at", "asked_at")


def _one_of(words: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(
        *words, name=name, native_enum=False, create_constraint=True, length=40
    )


def _of_a_user(table: str, column: str = "user_id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_user")
    return sa.ForeignKeyConstraint([column], ["user.id"], name=name)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
