"""What is to be done about volunteers and offerings is a task too

Revision ID: 0022_tasks_of_volunteers
Revises: 0021_tasks
"""

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0022_tasks_of_volunteers"
down_revision = "0021_tasks"
branch_labels = None
depends_on = None

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
RANKS = {"talk": 121, "paper": 122, "hours": 123, "offering": 124}
ASKED_AHEAD = timedelta(days=30)
STALE_AFTER = timedelta(days=91)

Row = dict[str, Any]


def _table(name: str, /, **columns: Any) -> sa.TableClause:
    return sa.table(name, *(sa.column(one, kind) for one, kind in columns.items()))


MOMENT = sa.DateTime(timezone=True)
USER = _table("user", id=sa.Integer(), all_areas=sa.Boolean(), is_active=sa.Boolean())
USER_ROLE = _table("user_role", user_id=sa.Integer(), role=sa.String(), until=sa.Date())
USER_AREA = _table("user_area", user_id=sa.Integer(), area_id=sa.Integer())
VOLUNTEER = _table(
    "volunteer",
    user_id=sa.Integer(),
    stage=sa.String(),
    stage_since=sa.Date(),
    talked_on=sa.Date(),
)
TALK_WISH = _table(
    "talk_wish",
    id=sa.Integer(),
    user_id=sa.Integer(),
    asked_at=MOMENT,
    talked_at=MOMENT,
)
REQUIREMENT = _table(
    "volunteer_requirement",
    user_id=sa.Integer(),
    requirement=sa.String(),
    review_by=sa.Date(),
)
SETTING = _table(
    "requirement_setting", requirement=sa.String(), is_required=sa.Boolean()
)
CLAIM = _table("claim", user_id=sa.Integer(), state=sa.String(), written_at=MOMENT)
OFFERING = _table(
    "offering",
    id=sa.Integer(),
    name=sa.String(),
    all_areas=sa.Boolean(),
    confirmed_on=sa.Date(),
    is_active=sa.Boolean(),
)
OFFERING_AREA = _table("offering_area", offering_id=sa.Integer(), area_id=sa.Integer())
TASK = _table(
    "task",
    id=sa.String(),
    kind=sa.String(),
    source=sa.String(),
    volunteer_id=sa.Integer(),
    offering_id=sa.Integer(),
    area_id=sa.Integer(),
    due_on=sa.Date(),
    rank=sa.Integer(),
    number=sa.Integer(),
    details=sa.String(),
    opened_at=MOMENT,
    delayed_because=sa.String(),
    closing_note=sa.String(),
)


def upgrade() -> None:
    """Open the tasks that stand in these tables now."""
    connection = op.get_bind()
    areas = _areas(connection)
    found = [
        *_talks(connection, areas),
        *_first_talks(connection, areas),
        *_papers(connection, areas),
        *_hours(connection, areas),
        *_offerings(connection),
    ]
    if found:
        connection.execute(TASK.insert(), found)


def downgrade() -> None:
    """Delete the tasks of these kinds; the tables they come from are as they were."""
    op.get_bind().execute(TASK.delete().where(TASK.c.kind.in_(list(RANKS))))


def _areas(connection: sa.Connection) -> dict[int, int | None]:
    """The village of each volunteer: the first of theirs; None works in all."""
    is_first = USER_AREA.c.user_id == USER.c.id
    first = sa.select(sa.func.min(USER_AREA.c.area_id)).where(is_first)
    query = sa.select(USER.c.id, USER.c.all_areas, first.scalar_subquery()).where(
        USER.c.id.in_(
            sa.select(USER_ROLE.c.user_id).where(
                USER_ROLE.c.role == "volunteer", USER_ROLE.c.until.is_(None)
            )
        )
    )
    rows = connection.execute(query)
    return {id: None if all_areas else area for id, all_areas, area in rows}


def _talks(connection: sa.Connection, areas: dict[int, int | None]) -> Iterator[Row]:
    query = (
        sa.select(TALK_WISH.c.id, TALK_WISH.c.user_id, TALK_WISH.c.asked_at)
        .join(USER, USER.c.id == TALK_WISH.c.user_id)
        .where(TALK_WISH.c.talked_at.is_(None), USER.c.is_active)
    )
    for id, user_id, asked_at in connection.execute(query).all():
        if user_id in areas:
            since = _day(asked_at)
            details = {"since": since.isoformat(), "is_first": False}
            yield _task("talk", id, since, areas, user_id, details)


def _first_talks(
    connection: sa.Connection, areas: dict[int, int | None]
) -> Iterator[Row]:
    query = (
        sa.select(VOLUNTEER.c.user_id, VOLUNTEER.c.stage_since)
        .join(USER, USER.c.id == VOLUNTEER.c.user_id)
        .where(VOLUNTEER.c.stage == "applied", VOLUNTEER.c.talked_on.is_(None))
        .where(USER.c.is_active)
    )
    for user_id, since in connection.execute(query).all():
        if user_id in areas:
            details = {"since": since.isoformat(), "is_first": True}
            yield _task("talk", f"first:{user_id}", since, areas, user_id, details)


def _papers(connection: sa.Connection, areas: dict[int, int | None]) -> Iterator[Row]:
    left = sa.select(VOLUNTEER.c.user_id).where(VOLUNTEER.c.stage == "left")
    spared = sa.select(SETTING.c.requirement).where(SETTING.c.is_required.is_(False))
    query = (
        sa.select(
            REQUIREMENT.c.user_id, REQUIREMENT.c.requirement, REQUIREMENT.c.review_by
        )
        .join(USER, USER.c.id == REQUIREMENT.c.user_id)
        .where(REQUIREMENT.c.review_by.is_not(None), USER.c.is_active)
        .where(REQUIREMENT.c.user_id.not_in(left))
        .where(REQUIREMENT.c.requirement.not_in(spared))
    )
    for user_id, paper, review_by in connection.execute(query).all():
        if user_id in areas:
            source, due_on = f"{user_id}:{paper}", review_by - ASKED_AHEAD
            details = {"requirement": paper, "review_by": review_by.isoformat()}
            yield _task("paper", source, due_on, areas, user_id, details)


def _hours(connection: sa.Connection, areas: dict[int, int | None]) -> Iterator[Row]:
    first = sa.func.min(CLAIM.c.written_at, type_=MOMENT)
    query = (
        sa.select(CLAIM.c.user_id, sa.func.count(), first)
        .where(CLAIM.c.state == "claimed")
        .group_by(CLAIM.c.user_id)
    )
    for user_id, number, written_at in connection.execute(query).all():
        if user_id in areas:
            row = _task("hours", user_id, _day(written_at), areas, user_id, {})
            yield row | {"number": number}


def _offerings(connection: sa.Connection) -> Iterator[Row]:
    served: dict[int, list[int]] = {}
    for id, area_id in connection.execute(sa.select(OFFERING_AREA)).all():
        served.setdefault(id, []).append(area_id)
    in_use = sa.select(OFFERING).where(OFFERING.c.is_active)
    for row in connection.execute(in_use).all():
        mine = [] if row.all_areas else served.get(row.id, [])
        seen = row.confirmed_on
        due_on = seen + STALE_AFTER if seen else _day(datetime.now(UTC))
        details = {"name": row.name, "confirmed_on": seen and seen.isoformat()}
        area_id = mine[0] if len(mine) == 1 else None
        about = {"offering_id": row.id, "area_id": area_id}
        yield _open("offering", row.id, due_on, details) | about


def _task(
    kind: str,
    source: int | str,
    due_on: date,
    areas: dict[int, int | None],
    user_id: int,
    details: Row,
) -> Row:
    about = {"volunteer_id": user_id, "area_id": areas[user_id]}
    return _open(kind, source, due_on, details) | about


def _open(kind: str, source: int | str, due_on: date, details: Row) -> Row:
    """An open task, with the same columns for each kind."""
    return {
        "id": uuid.uuid4().hex,
        "kind": kind,
        "source": str(source),
        "volunteer_id": None,
        "offering_id": None,
        "area_id": None,
        "due_on": due_on,
        "rank": RANKS[kind],
        "number": None,
        "details": json.dumps(details),
        "opened_at": datetime.now(UTC),
        "delayed_because": "",
        "closing_note": "",
    }


def _day(moment: datetime) -> date:
    """The date in the village; SQLite keeps moments in UTC, without their zone."""
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return known.astimezone(AMSTERDAM).date()
