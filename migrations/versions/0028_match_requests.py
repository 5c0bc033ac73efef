"""Keep whom a volunteer was asked to visit, and the day of a first meeting

A match that stands as introduced stays so, with the day of its first visit, where there
is one. Going back, whoever waits for an answer waits for a volunteer.

Revision ID: 0028_match_requests
Revises: 0025_no_address
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0028_match_requests"
down_revision = "0025_no_address"
branch_labels = None
depends_on = None

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
IS_ASKED = sa.text("state = 'asked'")
MATCH = sa.table(
    "match",
    sa.column("id", sa.Integer()),
    sa.column("state", sa.String()),
    sa.column("first_meeting_on", sa.Date()),
)
VISIT = sa.table(
    "visit",
    sa.column("match_id", sa.Integer()),
    sa.column("state", sa.String()),
    sa.column("starts_at", sa.DateTime(timezone=True)),
)
TASK = sa.table(
    "task",
    *(sa.column(name, sa.String()) for name in ("id", "kind", "source", "details")),
    sa.column("contact_id", sa.Integer()),
    sa.column("rank", sa.Integer()),
    sa.column("closed_at", sa.DateTime(timezone=True)),
)
CONTACT = sa.table(
    "contact", sa.column("id", sa.Integer()), sa.column("next_step", sa.String())
)
WAITING_RANK = 107


def upgrade() -> None:
    op.create_table(
        "match_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            _one_of("matchrequeststate", "asked", "accepted", "refused", "withdrawn"),
            nullable=False,
        ),
        sa.Column("kind", _one_of("matchkind", "home_visit", "buddy"), nullable=False),
        sa.Column(
            "rhythm",
            _one_of("rhythm", "weekly", "fortnightly", "monthly"),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("override_because", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("asked_with", sa.Integer(), nullable=True),
        _points("asked_by", "user"),
        _points("asked_with", "match_request"),
        _points("contact_id", "contact"),
        _points("volunteer_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_request")),
    )
    for columns in (["contact_id"], ["volunteer_id", "state"]):
        name = op.f("ix_match_request_" + "_".join(columns))
        op.create_index(name, "match_request", columns)
    op.create_index(
        "uq_match_request_asked",
        "match_request",
        ["contact_id", "volunteer_id"],
        unique=True,
        sqlite_where=IS_ASKED,
        postgresql_where=IS_ASKED,
    )
    op.add_column("match", sa.Column("first_meeting_on", sa.Date(), nullable=True))
    _note_first_meetings()


def downgrade() -> None:
    _answers_become_waiting()
    op.drop_column("match", "first_meeting_on")
    op.drop_table("match_request")


def _note_first_meetings() -> None:
    """The day of the first visit of each match that stands as introduced."""
    connection = op.get_bind()
    first = (
        sa.select(VISIT.c.match_id, sa.func.min(VISIT.c.starts_at))
        .join(MATCH, MATCH.c.id == VISIT.c.match_id)
        .where(MATCH.c.state == "introduced", VISIT.c.state != "cancelled")
        .group_by(VISIT.c.match_id)
    )
    for match_id, starts_at in connection.execute(first).all():
        mine = MATCH.update().where(MATCH.c.id == match_id)
        connection.execute(mine.values(first_meeting_on=_day(starts_at)))


def _answers_become_waiting() -> None:
    """There is one open task of a kind for a person: the first of theirs stays."""
    connection, answer = op.get_bind(), TASK.c.kind == "match_answer"
    other = TASK.alias()
    theirs = other.c.contact_id == TASK.c.contact_id, other.c.closed_at.is_(None)
    waits = sa.select(other.c.id).where(*theirs, other.c.kind == "waiting").exists()
    earlier = (
        sa.select(other.c.id)
        .where(*theirs, other.c.kind == "match_answer", other.c.id < TASK.c.id)
        .exists()
    )
    is_second = sa.or_(waits, earlier) & TASK.c.closed_at.is_(None)
    second = connection.scalars(sa.select(TASK.c.id).where(answer, is_second)).all()
    connection.execute(TASK.delete().where(TASK.c.id.in_(second)))
    kept = {"kind": "waiting", "rank": WAITING_RANK, "details": "{}"}
    source = sa.cast(TASK.c.contact_id, sa.String())
    connection.execute(TASK.update().where(answer).values(**kept, source=source))
    shown = CONTACT.update().where(CONTACT.c.next_step == "match_answer")
    connection.execute(shown.values(next_step="waiting"))


def _day(moment: datetime) -> date:
    """The date in the village; SQLite keeps moments in UTC, without their zone."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(AMSTERDAM).date()


def _one_of(name: str, *members: str) -> sa.Enum:
    return sa.Enum(
        *members, name=name, native_enum=False, create_constraint=True, length=40
    )


def _points(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_match_request_{column}_{table}")
    return sa.ForeignKeyConstraint([column], [f"{table}.id"], name=name)
