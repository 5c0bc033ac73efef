"""The tasks that stand for what has to happen in the rows of a release.

The same as `0021_tasks` makes, said in another way: from the rows of one person after
another, in plain values.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tests.house.releases.kept import Meaning, Row
from thuis_app.core import clock
from thuis_app.people.contacts.rules import STOPPED
from thuis_app.people.tasks.rules import TaskKind, rank_of
from thuis_app.support.referrals.rules import OPEN as OPEN_REFERRALS
from thuis_app.support.respite.rules import OPEN as OPEN_REQUESTS

NO_STEP = "9999-12-31"
NO_STEPS = ("inform", "report", "tablet", "wish")
BOOKINGS = {"held": "respite_answer", "confirmed": "respite_presence"}
RESPITE = {
    "respite:talk": "respite_talk",
    "respite:call": "respite_place",
    "respite:answer": "respite_answer",
    "respite:presence": "respite_presence",
}
EMPTY = (
    *("volunteer_id", "offering_id", "room_id", "area_id", "owner_id", "number"),
    *("planned_on", "closed_at", "closed_by", "outcome"),
)
OLD_CODES = {
    "resting": "resting",
    "visit": "visit",
    "plan_visit": "visit",
    "waiting": "match",
    "reopened": "reopened",
    **{kind: code for code, kind in RESPITE.items()},
}


def kinds_of_code(code: str) -> set[str]:
    """The kinds of tasks that mean what a step of a person meant."""
    if code in RESPITE:
        return {RESPITE[code]}
    first = code.split(":")[0]
    return {"visit": {"visit", "plan_visit"}, "match": {"waiting"}}.get(first, {first})


def tasks_of(rows: Meaning) -> list[Row]:
    """The tasks without their id and the moment at which they were opened."""
    people = {row["id"]: row for row in rows["contact"]}
    may_come = {one for one in people if people[one]["stage"] not in STOPPED}
    found = [*_of_people(rows, people), *_of_visits(rows), *_of_referrals(rows)]
    found += [*_of_respite(rows, people), *_of_wishes(rows)]
    kept = [one for one in found if one["contact_id"] in may_come]
    others = [*_of_signals(rows), *_of_tablets(rows)]
    return [_located(one, people) for one in kept + others]


def shown_on(task: Row) -> str:
    """The day on which the line of a person shows it."""
    return str(task["planned_on"] or task["due_on"])


def first_tasks(tasks: list[Row]) -> dict[int, Row]:
    """What comes first for each person."""
    ordered = sorted(
        tasks,
        key=lambda one: (shown_on(one), one["rank"], len(one["source"]), one["source"]),
        reverse=True,
    )
    steps = [one for one in ordered if one["kind"] not in NO_STEPS]
    return {one["contact_id"]: one for one in steps if one["contact_id"]}


def code_of(task: Row) -> str:
    """The step that a task was before there were tasks; '' where it was none."""
    shown = json.loads(task["details"])
    if task["kind"] == "attempt":
        return f"attempt:{task['number']}:{shown['channel']}:{shown['day_part']}"
    if task["kind"] == "referral":
        return f"referral:{shown['state']}"
    return OLD_CODES.get(task["kind"], "")


def _of_people(rows: Meaning, people: dict[int, Row]) -> Iterator[Row]:
    visited = {row["contact_id"] for row in rows["match"] if row["state"] != "ended"}
    for number, row in people.items():
        by = {"inform_by": row["inform_by"]}
        step, on = row["next_step"], row["next_step_on"]
        if row["inform_by"] and not row["informed_on"]:
            yield task_row("inform", number, after(row["inform_by"], -14), number, by)
        if step == "reopened":
            yield task_row("reopened", number, on, number, by)
        if step == "match":
            yield task_row("waiting", number, on, number, by)
        elif row["stage"] == "participant" and number not in visited:
            yield task_row("waiting", number, today(), number, by)
    for row in rows["outreach_plan"]:
        names = ("channel", "day_part", "reason", "resting_because")
        shown = {name: row[name] for name in names}
        kind = "resting" if row["resting"] else "attempt"
        known = kind, row["contact_id"], row["next_on"], row["contact_id"], shown
        if row["is_open"]:
            yield task_row(*known) | {"number": row["attempts"] + 1}


def _of_visits(rows: Meaning) -> Iterator[Row]:
    now = clock.now()
    planned = [row for row in rows["visit"] if row["state"] == "planned"]
    ahead = [row for row in planned if datetime.fromisoformat(row["starts_at"]) > now]
    ended = {row["id"] for row in rows["match"] if row["state"] == "ended"}
    for row in planned:
        if row in ahead and row["match_id"] in ended:
            continue
        day = day_of(row["starts_at"])
        task = task_row("visit", row["id"], after(day, 2), row["contact_id"], {})
        yield task | {"planned_on": day, "volunteer_id": row["volunteer_id"]}
    to_come = {row["match_id"] for row in ahead}
    begun = {row["match_id"] for row in rows["visit"]}
    for row in rows["match"]:
        if row["id"] in ended | to_come:
            continue
        due_on = after(today(), 28 if row["state"] == "paused" else 7)
        due_on = due_on if row["id"] in begun else row["started_on"]
        task = task_row("plan_visit", row["id"], due_on, row["contact_id"], {})
        yield task | {"volunteer_id": row["volunteer_id"]}


def _of_wishes(rows: Meaning) -> Iterator[Row]:
    for row in rows["wish"]:
        if (row["side"], row["state"]) == ("wish", "open"):
            shown = {"subject": row["subject"], "words": row["words"]}
            due_on = after(row["heard_on"], 7)
            yield task_row("wish", row["id"], due_on, row["contact_id"], shown)


def _of_referrals(rows: Meaning) -> Iterator[Row]:
    names = {row["id"]: row["name"] for row in rows["offering"]}
    for row in rows["referral"]:
        offering, due_on = names[row["offering_id"]], row["due_on"]
        shown = {"offering": offering, "state": row["state"]}
        shown["since"] = row["state_since"]
        if due_on and row["state"] in OPEN_REFERRALS:
            yield task_row("referral", row["id"], due_on, row["contact_id"], shown)


def _of_respite(rows: Meaning, people: dict[int, Row]) -> Iterator[Row]:
    for row in rows["respite_request"]:
        carer, cared_for = people[row["carer_id"]], people[row["cared_for_id"]]
        if row["state"] not in OPEN_REQUESTS or {
            *(carer["stage"], cared_for["stage"])
        } & set(STOPPED):
            continue
        given = [one for one in rows["booking"] if one["request_id"] == row["id"]]
        kind, due_on = _respite_step(row, given, carer)
        name = [cared_for["called_name"] or cared_for["initials"]]
        name += [cared_for["prefix"], cared_for["last_name"]]
        shown = {"cared_for": " ".join(part for part in name if part)}
        shown |= {one: row[one] for one in ("wanted_for", "asked_on")}
        for person in (carer, cared_for):
            if person is carer or carer["area_id"] != cared_for["area_id"]:
                source = f"{row['id']}:{person['id']}"
                task = task_row(kind, source, due_on, person["id"], shown)
                is_urgent = row["urgency"] == "soon"
                yield task | {"rank": rank_of(TaskKind(kind), is_urgent=is_urgent)}


def _respite_step(row: Row, given: list[Row], carer: Row) -> tuple[str, str]:
    """What the line of the carer says, or what the bookings of the request say.

    In a kept release no carer with a step for respite has a second request.
    """
    if carer["next_step"] in RESPITE:
        return RESPITE[carer["next_step"]], carer["next_step_on"]
    if row["state"] == "asked":
        return "respite_talk", row["asked_on"]
    booked = [one for one in given if one["state"] in BOOKINGS]
    for one in sorted(booked, key=_turn):
        until = one["held_until"]
        return BOOKINGS[one["state"]], day_of(until) if until else one["booked_on"]
    used = [one["booked_on"] for one in given if one["state"] == "attended"]
    if used and row["state"] == "placed":
        return "respite_next", max(used)
    return "respite_place", row["call_by"] or row["talked_on"] or today()


def _turn(booking: Row) -> tuple[bool, bool, str]:
    """First who came or not, then what was asked, then who will come."""
    is_held, on = booking["state"] == "held", str(booking["booked_on"])
    return is_held or on >= today(), not is_held, on


def _of_signals(rows: Meaning) -> Iterator[Row]:
    for row in rows["signal"]:
        shown = {name: row[name] for name in ("who", "reporter", "noticed")}
        task = task_row("signal", row["id"], day_of(row["received_at"]), None, shown)
        if row["state"] == "new":
            yield task | {"area_id": row["area_id"]}


def _of_tablets(rows: Meaning) -> Iterator[Row]:
    visits = {row["id"]: row for row in rows["visit"]}
    for row in rows["tablet_report"]:
        visit = visits[row["visit_id"]]
        shown = {"reason": row["reason"], "starts_at": visit["starts_at"]}
        day, number = day_of(row["received_at"]), visit["contact_id"]
        if row["state"] == "waiting":
            task = task_row("tablet", row["id"], day, number, shown)
            yield task | {"volunteer_id": row["user_id"]}


def task_row(
    kind: str, source: int | str, due_on: str, contact_id: int | None, shown: Row
) -> Row:
    """An open task, for nobody yet."""
    return dict.fromkeys(EMPTY) | {
        "kind": kind,
        "source": str(source),
        "contact_id": contact_id,
        "due_on": due_on,
        "rank": rank_of(TaskKind(kind)),
        "details": json.dumps(shown),
        "delayed_because": "",
        "closing_note": "",
    }


def _located(task: Row, people: dict[int, Row]) -> Row:
    known = people.get(task["contact_id"])
    return task | ({"area_id": known["area_id"]} if known else {})


def day_of(moment: str) -> str:
    """The day in the village."""
    return clock.local(datetime.fromisoformat(moment)).date().isoformat()


def today() -> str:
    """The day of the migration."""
    return clock.today().isoformat()


def after(day: str, days: int) -> str:
    """So many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
