"""What a report counts is kept by the day, and of people the first day of each year

Both tables are filled from what happened so far. The index of the attempts about a
person holds the outcome too, so that who was reached before is read from it alone.

Revision ID: 0023_report_summaries
Revises: 0022_tasks_of_volunteers
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0023_report_summaries"
down_revision = "0022_tasks_of_volunteers"
branch_labels = None
depends_on = None

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BATCH = 5_000
FIGURES = ("attempts", "visits", "landed", "half_days")
REACHED = ("talk_at_door", "not_now", "refused", "appointment", "good_talk")
BEGUN = ("started", "landed")

Row = dict[str, Any]
MOMENT = sa.DateTime(timezone=True)
DAY, INT, TEXT, BOOL = sa.Date(), sa.Integer(), sa.String(), sa.Boolean()


def _table(name: str, /, **columns: Any) -> sa.TableClause:
    return sa.table(name, *(sa.column(one, kind) for one, kind in columns.items()))


CONTACT = _table("contact", id=INT, area_id=INT)
ATTEMPT = _table("attempt", contact_id=INT, made_on=DAY, outcome=TEXT)
VISIT = _table("visit", id=INT, contact_id=INT, state=TEXT, starts_at=MOMENT)
REPORT = _table("visit_report", visit_id=INT, is_current=BOOL, happened=TEXT)
REFERRAL = _table("referral", id=INT, contact_id=INT)
STEP = _table("referral_step", referral_id=INT, state=TEXT, taken_at=MOMENT)
BOOKING = _table("booking", request_id=INT, booked_on=DAY, state=TEXT)
REQUEST = _table("respite_request", id=INT, carer_id=INT, cared_for_id=INT)


def upgrade() -> None:
    _create_day_counts()
    _create_people_reached()
    _fill(op.get_bind())
    op.create_index(
        op.f("ix_report_person_reached_area_id_first_on"),
        "report_person_reached",
        ["area_id", "first_on"],
    )
    op.create_index(
        op.f("ix_attempt_contact_id_made_on_outcome"),
        "attempt",
        ["contact_id", "made_on", "outcome"],
    )
    op.drop_index(op.f("ix_attempt_contact_id_made_on"), "attempt")


def downgrade() -> None:
    op.create_index(
        op.f("ix_attempt_contact_id_made_on"), "attempt", ["contact_id", "made_on"]
    )
    op.drop_index(op.f("ix_attempt_contact_id_made_on_outcome"), "attempt")
    op.drop_table("report_person_reached")
    op.drop_table("report_day_count")


def _create_day_counts() -> None:
    figure = sa.Enum(
        *FIGURES, name="figure", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "report_day_count",
        sa.Column("figure", figure, nullable=False),
        sa.Column("day", DAY, nullable=False),
        sa.Column("number", INT, nullable=False),
        sa.PrimaryKeyConstraint("figure", "day", name=op.f("pk_report_day_count")),
    )


def _create_people_reached() -> None:
    op.create_table(
        "report_person_reached",
        sa.Column("contact_id", INT, nullable=False),
        sa.Column("year", INT, autoincrement=False, nullable=False),
        sa.Column("first_on", DAY, nullable=False),
        sa.Column("area_id", INT, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
            name=op.f("fk_report_person_reached_area_id_area"),
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_report_person_reached_contact_id_contact"),
        ),
        sa.PrimaryKeyConstraint(
            "contact_id", "year", name=op.f("pk_report_person_reached")
        ),
    )


def _fill(connection: sa.Connection) -> None:
    numbers, first = _counted(connection)
    of_days = _table("report_day_count", figure=TEXT, day=DAY, number=INT)
    days = (
        {"figure": figure, "day": day, "number": number}
        for (figure, day), number in numbers.items()
    )
    _insert(connection, of_days, days)
    columns = {"contact_id": INT, "year": INT, "first_on": DAY, "area_id": INT}
    of_people = _table("report_person_reached", **columns)
    villages = {row.id: row.area_id for row in connection.execute(sa.select(CONTACT))}
    people = (
        {"contact_id": who, "year": year, "first_on": day, "area_id": villages[who]}
        for (who, year), day in first.items()
    )
    _insert(connection, of_people, people)


def _counted(
    connection: sa.Connection,
) -> tuple[Counter[tuple[str, date]], dict[tuple[int, int], date]]:
    """How much there was on each day, and of each person and year the first day."""
    numbers = Counter[tuple[str, date]]()
    first: dict[tuple[int, int], date] = {}
    landed: dict[tuple[int, int], date] = {}
    for figure, day, people in _happened(connection):
        if figure:
            numbers[figure, day] += 1
        for one in people:
            first[one, day.year] = min(day, first.get((one, day.year), day))
    for referral, day in _landed(connection):
        landed[referral, day.year] = min(day, landed.get((referral, day.year), day))
    numbers.update(("landed", day) for day in landed.values())
    return numbers, first


def _happened(
    connection: sa.Connection,
) -> Iterator[tuple[str, date, tuple[int, ...]]]:
    """What is counted, on which day, and the people whom it reached."""
    for row in _rows(connection, sa.select(ATTEMPT)):
        is_reached = row["outcome"] in REACHED
        yield "attempts", row["made_on"], (row["contact_id"],) if is_reached else ()
    visits = sa.select(VISIT.c.contact_id, VISIT.c.starts_at).where(
        REPORT.c.visit_id == VISIT.c.id,
        *(REPORT.c.is_current, REPORT.c.happened == "yes"),
        VISIT.c.state == "reported",
    )
    for row in _rows(connection, visits):
        yield "visits", _day(row["starts_at"]), (row["contact_id"],)
    steps = sa.select(REFERRAL.c.contact_id, STEP.c.taken_at).where(
        STEP.c.referral_id == REFERRAL.c.id, STEP.c.state.in_(BEGUN)
    )
    for row in _rows(connection, steps):
        yield "", _day(row["taken_at"]), (row["contact_id"],)
    bookings = sa.select(
        BOOKING.c.booked_on, REQUEST.c.carer_id, REQUEST.c.cared_for_id
    ).where(REQUEST.c.id == BOOKING.c.request_id, BOOKING.c.state == "attended")
    for row in _rows(connection, bookings):
        people = row["carer_id"], row["cared_for_id"]
        yield "half_days", row["booked_on"], people


def _landed(connection: sa.Connection) -> Iterator[tuple[int, date]]:
    steps = sa.select(STEP.c.referral_id, STEP.c.taken_at)
    for row in _rows(connection, steps.where(STEP.c.state == "landed")):
        yield row["referral_id"], _day(row["taken_at"])


def _insert(
    connection: sa.Connection, table: sa.TableClause, rows: Iterable[Row]
) -> None:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        connection.execute(table.insert(), batch)


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Row]:
    """The rows of a query, some thousands at a time."""
    found = connection.execute(query, execution_options={"yield_per": BATCH})
    yield from (dict(row) for row in found.mappings())


def _day(moment: datetime) -> date:
    """The date in the village; there is none after the last that can be written.

    SQLite keeps moments in UTC, without their zone.
    """
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return known.astimezone(AMSTERDAM).date()
    except OverflowError:
        return known.date()
