"""What has to happen for a person is a task, and no longer one string per person

Each open thing gets a task as its feature would open it on the day of the upgrade, with
the day that the line of the person showed before. The next step of a person is then
copied from their first task. No task is opened for people who may not be approached,
but for a report from a tablet: none of these may be lost.

Going back, the line of a person shows their first task that had a code before.

Revision ID: 0021_tasks
Revises: 0020_sets
"""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0021_tasks"
down_revision = "0020_sets"
branch_labels = None
depends_on = None

Values = dict[str, Any]
Step = tuple[str, date]

BATCH = 5_000
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NO_STEP = date.max
IS_OPEN = sa.text("closed_at IS NULL")
STOPPED = ("no_contact", "moved", "deceased")
REFERRAL_OPEN = ("proposed", "agreed", "sent", "received", "no_place", "started")
RESPITE_OPEN = ("asked", "clarified", "placed")
BOOKED = ("held", "confirmed", "attended")
KINDS = (
    *("inform", "signal", "reopened", "attempt", "resting", "absent", "report"),
    *("waiting", "first_meeting", "plan_visit", "first_month", "visit", "tablet"),
    *("wish", "referral", "respite_talk", "respite_place", "respite_answer"),
    *("respite_presence", "respite_next"),
)
RANKS = {kind: place + 100 for place, kind in enumerate(KINDS)} | {"inform": 0}
NO_STEPS = ("inform", "report", "tablet", "wish")
"""What is to be done for a person, and is no next contact with them."""
URGENT = 100
"""What is urgent has a rank that is so much lower."""

RESPITE_CODES = {
    "respite:talk": "respite_talk",
    "respite:call": "respite_place",
    "respite:answer": "respite_answer",
    "respite:presence": "respite_presence",
}
CODES = {
    "resting": "resting",
    "visit": "visit",
    "plan_visit": "visit",
    "waiting": "match",
    "reopened": "reopened",
    **{kind: code for code, kind in RESPITE_CODES.items()},
}
"""The code that a kind had; those of an attempt and of a referral said more."""


INT, TEXT, DAY, BOOL = sa.Integer(), sa.String(), sa.Date(), sa.Boolean()
MOMENT = sa.DateTime(timezone=True)


def _table(name: str, columns: Mapping[Any, str]) -> sa.TableClause:
    """A table with columns of these types, as far as they are needed here."""
    named = [(one, kind) for kind, names in columns.items() for one in names.split()]
    return sa.table(name, *(sa.column(one, kind) for one, kind in named))


TASK = _table(
    "task",
    {
        TEXT: "id kind source details delayed_because closing_note",
        INT: "contact_id volunteer_id area_id rank number",
        DAY: "due_on planned_on",
        MOMENT: "opened_at closed_at",
    },
)
CONTACT = _table(
    "contact",
    {
        INT: "id area_id next_step_number",
        TEXT: "stage called_name initials prefix last_name next_step",
        DAY: "inform_by informed_on next_step_on",
    },
)
PLAN = _table(
    "outreach_plan",
    {
        INT: "contact_id attempts",
        BOOL: "is_open resting",
        TEXT: "channel day_part reason resting_because",
        DAY: "next_on",
    },
)
SIGNAL = _table(
    "signal",
    {INT: "id area_id", TEXT: "state who noticed reporter", MOMENT: "received_at"},
)
MATCH = _table(
    "match",
    {INT: "id contact_id volunteer_id", TEXT: "state", DAY: "started_on"},
)
VISIT = _table(
    "visit",
    {INT: "id contact_id volunteer_id match_id", TEXT: "state", MOMENT: "starts_at"},
)
REPORT = _table(
    "tablet_report",
    {INT: "id user_id visit_id", TEXT: "state reason", MOMENT: "received_at"},
)
REFERRAL = _table(
    "referral",
    {INT: "id contact_id offering_id", TEXT: "state", DAY: "state_since due_on"},
)
WISH = _table(
    "wish",
    {INT: "id contact_id", TEXT: "side subject words state", DAY: "heard_on"},
)
OFFERING = _table("offering", {INT: "id", TEXT: "name"})
REQUEST = _table(
    "respite_request",
    {
        INT: "id carer_id cared_for_id",
        TEXT: "state wanted_for urgency",
        DAY: "asked_on talked_on call_by",
    },
)
BOOKING = _table(
    "booking",
    {INT: "id request_id", TEXT: "state", DAY: "booked_on", MOMENT: "held_until"},
)
ABOUT = (CONTACT.c.id.label("contact_id"), CONTACT.c.area_id)
"""For whom, and in which village."""

MAY_COME = CONTACT.c.stage.not_in(STOPPED)
FIRST = (sa.func.coalesce(TASK.c.planned_on, TASK.c.due_on), TASK.c.rank)
"""The order of the tasks of one person."""


def upgrade() -> None:
    _create_task()
    op.add_column("contact", sa.Column("next_step_number", sa.Integer(), nullable=True))
    connection, now = op.get_bind(), datetime.now(UTC)
    tasks = _tasks(connection, now, _day(now))
    while batch := list(islice(tasks, BATCH)):
        connection.execute(TASK.insert(), [one | {"opened_at": now} for one in batch])
    _show_first_tasks(connection)


def downgrade() -> None:
    _show_codes(op.get_bind())
    op.execute("ALTER TABLE contact DROP COLUMN next_step_number")
    op.drop_table("task")


def _create_task() -> None:
    op.create_table(
        "task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        *_about(),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delayed_because", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("closing_note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('done', 'dropped')", name=op.f("ck_task_outcome")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    _index("uq_task_kind_source", "kind", "source", unique=True)
    _index("ix_task_area_id_due_on", "area_id", "due_on", "rank")
    _index("ix_task_contact_id_open", "contact_id")
    op.create_index("ix_task_closed_by_closed_at", "task", ["closed_by", "closed_at"])


def _about() -> list[sa.Column[int]]:
    """For whom, where, and who does it: keys of rows in other tables."""
    keys = {
        "contact_id": "contact",
        "volunteer_id": "user",
        "offering_id": "offering",
        "room_id": "room",
        "area_id": "area",
        "owner_id": "user",
    }
    return [
        sa.Column(
            column,
            sa.Integer(),
            sa.ForeignKey(f"{table}.id", name=op.f(f"fk_task_{column}_{table}")),
            nullable=True,
        )
        for column, table in keys.items()
    ]


def _index(name: str, *columns: str, unique: bool = False) -> None:
    """An index of the open tasks alone."""
    op.create_index(
        name,
        "task",
        list(columns),
        unique=unique,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def _tasks(connection: sa.Connection, now: datetime, today: date) -> Iterator[Values]:
    """All that has to happen, as rows of `task`."""
    yield from _informs(connection)
    yield from _signals(connection)
    yield from _reopened(connection)
    yield from _attempts(connection)
    yield from _waiting(connection, today)
    yield from _visits_to_plan(connection, now, today)
    yield from _visits(connection, now)
    yield from _reports(connection)
    yield from _wishes(connection)
    yield from _referrals(connection)
    yield from _respite(connection, today)


def _task(
    kind: str, source: int | str, due_on: date, row: Any, details: Values, **more: Any
) -> Values:
    """A row of `task`; `row` says for whom and where."""
    known = {name: row.get(name) for name in ("contact_id", "volunteer_id", "area_id")}
    return {
        "id": uuid.uuid4().hex,
        "kind": kind,
        "source": str(source),
        "due_on": due_on,
        "planned_on": None,
        "rank": RANKS[kind],
        "number": None,
        "details": json.dumps(details, default=_plain),
        "delayed_because": "",
        "closing_note": "",
        **known,
        **more,
    }


def _informs(connection: sa.Connection) -> Iterator[Values]:
    query = sa.select(*ABOUT, CONTACT.c.inform_by).where(
        CONTACT.c.inform_by.is_not(None), CONTACT.c.informed_on.is_(None), MAY_COME
    )
    for row in _rows(connection, query):
        due_on = _days_after(row["inform_by"], -14)
        yield _task("inform", row["contact_id"], due_on, row, _told(row))


def _signals(connection: sa.Connection) -> Iterator[Values]:
    query = sa.select(SIGNAL).where(SIGNAL.c.state == "new")
    for row in _rows(connection, query):
        shown = {name: row[name] for name in ("who", "reporter", "noticed")}
        yield _task("signal", row["id"], _day(row["received_at"]), row, shown)


def _reopened(connection: sa.Connection) -> Iterator[Values]:
    query = sa.select(*ABOUT, CONTACT.c.inform_by, CONTACT.c.next_step_on).where(
        CONTACT.c.next_step == "reopened", MAY_COME
    )
    for row in _rows(connection, query):
        source, due_on = row["contact_id"], row["next_step_on"]
        yield _task("reopened", source, due_on, row, _told(row))


def _attempts(connection: sa.Connection) -> Iterator[Values]:
    query = sa.select(*ABOUT, *(one for one in PLAN.c if one.name != "contact_id"))
    theirs = CONTACT.c.id == PLAN.c.contact_id
    names = ("channel", "day_part", "reason", "resting_because")
    for row in _rows(connection, query.where(theirs, PLAN.c.is_open, MAY_COME)):
        kind = "resting" if row["resting"] else "attempt"
        shown = {name: row[name] for name in names}
        number = {"number": row["attempts"] + 1}
        yield _task(kind, row["contact_id"], row["next_on"], row, shown, **number)


def _waiting(connection: sa.Connection, today: date) -> Iterator[Values]:
    """Who takes part, and whom nobody visits; and for whom somebody was looked for."""
    is_matched = _exists(MATCH, MATCH.c.contact_id == CONTACT.c.id, _stands())
    is_sought = CONTACT.c.next_step == "match"
    lacks = sa.and_(CONTACT.c.stage == "participant", ~is_matched)
    query = sa.select(
        *(*ABOUT, CONTACT.c.inform_by, CONTACT.c.next_step, CONTACT.c.next_step_on)
    ).where(sa.or_(is_sought, lacks), MAY_COME)
    for row in _rows(connection, query):
        due_on = row["next_step_on"] if row["next_step"] == "match" else today
        yield _task("waiting", row["contact_id"], due_on, row, _told(row))


def _visits_to_plan(
    connection: sa.Connection, now: datetime, today: date
) -> Iterator[Values]:
    """Matches that stand, and in which no visit is still to come.

    The visits to come are read once: asked for each match, SQLite would go through all.
    """
    is_visited = _exists(VISIT, VISIT.c.match_id == MATCH.c.id)
    ahead = sa.select(VISIT.c.match_id).where(
        VISIT.c.state == "planned",
        VISIT.c.starts_at > now,
        VISIT.c.match_id.is_not(None),
    )
    query = sa.select(
        *(*ABOUT, MATCH.c.id, MATCH.c.state, MATCH.c.started_on, MATCH.c.volunteer_id),
        is_visited.label("is_visited"),
    ).where(
        CONTACT.c.id == MATCH.c.contact_id,
        *(_stands(), MAY_COME, MATCH.c.id.not_in(ahead)),
    )
    for row in _rows(connection, query):
        due_on = _days_after(today, 28 if row["state"] == "paused" else 7)
        if not row["is_visited"]:
            due_on = row["started_on"]
        yield _task("plan_visit", row["id"], due_on, row, {})


def _visits(connection: sa.Connection, now: datetime) -> Iterator[Values]:
    """Visits to make or to report; in a match that ended only those to report."""
    has_ended = _exists(MATCH, MATCH.c.id == VISIT.c.match_id, ~_stands())
    query = sa.select(
        *(*ABOUT, VISIT.c.id, VISIT.c.volunteer_id, VISIT.c.starts_at)
    ).where(
        CONTACT.c.id == VISIT.c.contact_id,
        *(VISIT.c.state == "planned", MAY_COME),
        sa.or_(VISIT.c.starts_at <= now, ~has_ended),
    )
    for row in _rows(connection, query):
        day = _day(row["starts_at"])
        due_on = _days_after(day, 2)
        yield _task("visit", row["id"], due_on, row, {}, planned_on=day)


def _reports(connection: sa.Connection) -> Iterator[Values]:
    user = REPORT.c.user_id.label("volunteer_id")
    query = sa.select(
        *(*ABOUT, user, REPORT.c.id, REPORT.c.reason, REPORT.c.received_at),
        VISIT.c.starts_at,
    ).where(
        REPORT.c.state == "waiting",
        *(VISIT.c.id == REPORT.c.visit_id, CONTACT.c.id == VISIT.c.contact_id),
    )
    for row in _rows(connection, query):
        shown = {"starts_at": _utc(row["starts_at"])}
        if row["reason"] is not None:
            shown = {"reason": row["reason"], **shown}
        yield _task("tablet", row["id"], _day(row["received_at"]), row, shown)


def _wishes(connection: sa.Connection) -> Iterator[Values]:
    query = sa.select(*ABOUT, WISH.c.id, WISH.c.subject, WISH.c.words, WISH.c.heard_on)
    mine = CONTACT.c.id == WISH.c.contact_id
    is_open = WISH.c.side == "wish", WISH.c.state == "open"
    for row in _rows(connection, query.where(mine, *is_open, MAY_COME)):
        shown = {"subject": row["subject"], "words": row["words"]}
        yield _task("wish", row["id"], _days_after(row["heard_on"], 7), row, shown)


def _referrals(connection: sa.Connection) -> Iterator[Values]:
    query = sa.select(
        *(*ABOUT, REFERRAL.c.id, REFERRAL.c.due_on, OFFERING.c.name, REFERRAL.c.state),
        REFERRAL.c.state_since,
    ).where(
        *(CONTACT.c.id == REFERRAL.c.contact_id, MAY_COME),
        OFFERING.c.id == REFERRAL.c.offering_id,
        *(REFERRAL.c.state.in_(REFERRAL_OPEN), REFERRAL.c.due_on.is_not(None)),
    )
    for row in _rows(connection, query):
        shown = {"offering": row["name"], "state": row["state"]}
        shown["since"] = row["state_since"]
        yield _task("referral", row["id"], row["due_on"], row, shown)


def _respite(connection: sa.Connection, today: date) -> Iterator[Values]:
    """One for the carer, and one for who is cared for where that is elsewhere."""
    requests = _requests(connection)
    for number, (kind, due_on) in _respite_steps(connection, requests, today).items():
        row = requests[number]
        names = (row["called_name"] or row["initials"], row["prefix"], row["last_name"])
        shown = {
            "cared_for": " ".join(filter(None, names)),
            "wanted_for": row["wanted_for"],
            "asked_on": row["asked_on"],
        }
        rank = RANKS[kind] - (URGENT if row["urgency"] == "soon" else 0)
        areas = {row["carer_id"]: row["carer_area"]}
        if row["area_id"] != row["carer_area"]:
            areas[row["cared_for_id"]] = row["area_id"]
        for person, area_id in areas.items():
            about = {"contact_id": person, "area_id": area_id}
            source = f"{number}:{person}"
            yield _task(kind, source, due_on, about, shown, rank=rank)


def _requests(connection: sa.Connection) -> dict[int, Values]:
    """The open requests, with the carer, and the name of the one who is cared for."""
    carer = sa.alias(CONTACT, "carer")
    query = sa.select(
        REQUEST,
        carer.c.area_id.label("carer_area"),
        carer.c.next_step,
        carer.c.next_step_on,
        *(CONTACT.c.area_id, CONTACT.c.called_name, CONTACT.c.initials),
        *(CONTACT.c.prefix, CONTACT.c.last_name),
    ).where(
        REQUEST.c.state.in_(RESPITE_OPEN),
        *(carer.c.id == REQUEST.c.carer_id, carer.c.stage.not_in(STOPPED)),
        *(CONTACT.c.id == REQUEST.c.cared_for_id, MAY_COME),
    )
    found = connection.execute(query.order_by(REQUEST.c.id)).mappings()
    return {row["id"]: dict(row) for row in found}


def _respite_steps(
    connection: sa.Connection, requests: Mapping[int, Values], today: date
) -> dict[int, Step]:
    """What is next for each request, which is what the line of the carer showed.

    The line said nothing of the request: it is the latest with such a step that day,
    or else with such a step.
    """
    given = _bookings(connection)
    known = {
        number: _possible(row, given.get(number, []), today)
        for number, row in requests.items()
    }
    chosen = {number: steps[0] for number, steps in known.items()}
    theirs: dict[int, list[int]] = {}
    for number, row in requests.items():
        theirs.setdefault(row["carer_id"], []).append(number)
    for numbers in theirs.values():
        line = requests[numbers[0]]
        kind, day = RESPITE_CODES.get(line["next_step"]), line["next_step_on"]
        same = [one for one in numbers if (kind, day) in known[one]]
        like = [one for one in numbers if kind in dict(known[one])]
        for number in (same or like)[-1:]:
            chosen[number] = (str(kind), day)
    return chosen


def _bookings(connection: sa.Connection) -> dict[int, list[Values]]:
    """The places given to open requests, by request, the first day first."""
    query = sa.select(BOOKING).where(
        BOOKING.c.request_id == REQUEST.c.id,
        *(REQUEST.c.state.in_(RESPITE_OPEN), BOOKING.c.state.in_(BOOKED)),
    )
    found: dict[int, list[Values]] = {}
    for row in _rows(connection, query.order_by(BOOKING.c.booked_on, BOOKING.c.id)):
        found.setdefault(row["request_id"], []).append(row)
    return found


def _possible(row: Values, given: Iterable[Values], today: date) -> list[Step]:
    """What may be next for a request, the likeliest first."""
    if row["state"] == "asked":
        return [("respite_talk", row["asked_on"])]
    days: dict[str, list[date]] = {state: [] for state in BOOKED}
    for one in given:
        until = one["held_until"] if one["state"] == "held" else None
        days[one["state"]].append(_day(until) if until else one["booked_on"])
    presence = [("respite_presence", day) for day in days["confirmed"]]
    steps = [one for one in presence if one[1] < today]
    steps += [("respite_answer", day) for day in days["held"]]
    steps += [one for one in presence if one[1] >= today]
    if row["state"] == "placed":
        steps += [("respite_next", day) for day in days["attended"][-1:]]
    call_on = row["call_by"] or row["talked_on"] or today
    return [*steps, ("respite_place", call_on)]


def _show_first_tasks(connection: sa.Connection) -> None:
    """Copy the first open task of each person to their row, or that there is none."""
    shown = {"next_step_on": NO_STEP, "next_step": "", "next_step_number": None}
    connection.execute(CONTACT.update().values(shown).where(_has_step()))
    is_step = TASK.c.kind.not_in(NO_STEPS)
    first = _first_of(sa.select(*_ordered(TASK.c.id)).where(IS_OPEN, is_step))
    connection.execute(
        CONTACT.update()
        .values(
            next_step_on=first.c.shown_on,
            next_step=first.c.kind,
            next_step_number=first.c.number,
        )
        .where(CONTACT.c.id == first.c.contact_id, first.c.place == 1)
    )


def _show_codes(connection: sa.Connection) -> None:
    """The code of the first open task that had one; of several that came with one
    statement on one day it is that of the oldest thing."""
    oldest = sa.func.length(TASK.c.source), TASK.c.source
    coded = TASK.c.kind.in_([*CODES, "attempt", "referral"])
    first = _first_of(sa.select(*_ordered(*oldest)).where(IS_OPEN, coded))
    none = {"next_step_on": NO_STEP, "next_step": ""}
    connection.execute(CONTACT.update().values(none).where(_has_step()))
    changed = CONTACT.update().where(CONTACT.c.id == sa.bindparam("contact"))
    changed = changed.values(
        next_step=sa.bindparam("code"), next_step_on=sa.bindparam("shown")
    )
    rows = _rows(connection, sa.select(first).where(first.c.place == 1))
    while batch := list(islice(rows, BATCH)):
        connection.execute(changed, [_shown(row) for row in batch])


def _shown(row: Values) -> Values:
    return {"contact": row["contact_id"], "code": _code(row), "shown": row["shown_on"]}


def _code(row: Values) -> str:
    """The code that a task had, such as 'attempt:3:door:morning' or 'referral:sent'."""
    if row["kind"] in CODES:
        return CODES[row["kind"]]
    shown = json.loads(row["details"])
    if row["kind"] == "referral":
        return f"referral:{shown['state']}"
    return f"attempt:{row['number']}:{shown['channel']}:{shown['day_part']}"


def _ordered(*last: Any) -> list[Any]:
    """What the line of a person shows of a task, and its place among all of theirs."""
    order = [*FIRST, *last]
    place = sa.func.row_number().over(partition_by=TASK.c.contact_id, order_by=order)
    shown = FIRST[0].label("shown_on"), TASK.c.number, TASK.c.details
    return [TASK.c.contact_id, TASK.c.kind, *shown, place.label("place")]


def _first_of(query: sa.Select[Any]) -> sa.Subquery:
    return query.where(TASK.c.contact_id.is_not(None)).subquery("first")


def _has_step() -> sa.ColumnElement[bool]:
    return sa.or_(CONTACT.c.next_step != "", CONTACT.c.next_step_on != NO_STEP)


def _stands() -> sa.ColumnElement[bool]:
    return MATCH.c.state != "ended"


def _exists(table: sa.TableClause, *conditions: Any) -> sa.Exists:
    return sa.exists().select_from(table).where(*conditions)


def _rows(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Values]:
    """The rows of a query, some thousands at a time."""
    found = connection.execute(query, execution_options={"yield_per": BATCH})
    for row in found.mappings():
        yield dict(row)


def _plain(value: date) -> str:
    return value.isoformat()


def _told(row: Values) -> Values:
    return {"inform_by": row["inform_by"]}


def _utc(moment: datetime) -> datetime:
    """SQLite keeps moments in UTC, without their zone."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(moment: datetime) -> date:
    """The date in the village; there is none after the last that can be written."""
    try:
        return _utc(moment).astimezone(AMSTERDAM).date()
    except OverflowError:
        return _utc(moment).date()


def _days_after(day: date, days: int) -> date:
    """So many days later, as far as days can be written."""
    last = date.max.toordinal()
    return date.fromordinal(min(max(day.toordinal() + days, 1), last))
