"""The tasks about volunteers and offerings in the rows of a release.

The same as `0022_tasks_of_volunteers` and `0058_attendance_tasks` make, said in another
way.
"""

from collections.abc import Iterator

from tests.house.releases.kept import Meaning, Row
from tests.house.releases.tasks import after, day_of, task_row, today

LEFT, APPLIED = "left", "applied"


def of_volunteers(rows: Meaning) -> list[Row]:
    """The tasks without their id and the moment at which they were opened."""
    areas = _areas(rows)
    active = {row["id"] for row in rows["user"] if row["is_active"]}
    about = [*_talks(rows, active), *_papers(rows, active), *_hours(rows)]
    kept = [one for one in about if one["volunteer_id"] in areas]
    placed = [one | {"area_id": areas[one["volunteer_id"]]} for one in kept]
    return placed + list(_offerings(rows))


def _areas(rows: Meaning) -> dict[int, int | None]:
    """The first village of each user who is a volunteer; None works in all."""
    held = [row for row in rows["user_role"] if not row["until"]]
    volunteers = {row["user_id"] for row in held if row["role"] == "volunteer"}
    everywhere = {row["id"] for row in rows["user"] if row["all_areas"]}
    works: dict[int, list[int]] = {}
    for row in rows["user_area"]:
        works.setdefault(row["user_id"], []).append(row["area_id"])
    return {
        user: None if user in everywhere else min(works.get(user, []), default=None)
        for user in volunteers
    }


def _talks(rows: Meaning, active: set[int]) -> Iterator[Row]:
    for row in rows["talk_wish"]:
        if not row["talked_at"] and row["user_id"] in active:
            since = day_of(row["asked_at"])
            yield _talk(row["id"], row["user_id"], since, is_first=False)
    for row in rows["volunteer"]:
        is_new = row["stage"] == APPLIED and not row["talked_on"]
        if is_new and row["user_id"] in active:
            source, since = f"first:{row['user_id']}", row["stage_since"]
            yield _talk(source, row["user_id"], since, is_first=True)


def _talk(source: int | str, user_id: int, since: str, *, is_first: bool) -> Row:
    task = task_row("talk", source, since, None, {"since": since, "is_first": is_first})
    return task | {"volunteer_id": user_id}


def _papers(rows: Meaning, active: set[int]) -> Iterator[Row]:
    left = {row["user_id"] for row in rows["volunteer"] if row["stage"] == LEFT}
    settings = rows["requirement_setting"]
    spared = {row["requirement"] for row in settings if not row["is_required"]}
    for row in rows["volunteer_requirement"]:
        user_id, paper, ends = row["user_id"], row["requirement"], row["review_by"]
        if ends and user_id in active - left and paper not in spared:
            shown = {"requirement": paper, "review_by": ends}
            task = task_row(
                "paper", f"{user_id}:{paper}", after(ends, -30), None, shown
            )
            yield task | {"volunteer_id": user_id}


def _hours(rows: Meaning) -> Iterator[Row]:
    waiting: dict[int, list[str]] = {}
    for row in rows["claim"]:
        if row["state"] == "claimed":
            waiting.setdefault(row["user_id"], []).append(row["written_at"])
    for user_id, written in waiting.items():
        task = task_row("hours", user_id, day_of(min(written)), None, {})
        yield task | {"volunteer_id": user_id, "number": len(written)}


def _offerings(rows: Meaning) -> Iterator[Row]:
    serves: dict[int, list[int]] = {}
    for row in rows["offering_area"]:
        serves.setdefault(row["offering_id"], []).append(row["area_id"])
    for row in rows["offering"]:
        mine = [] if row["all_areas"] else serves.get(row["id"], [])
        seen = row["confirmed_on"]
        due_on = after(seen, 91) if seen else today()
        shown = {"name": row["name"], "confirmed_on": seen}
        task = task_row("offering", row["id"], due_on, None, shown)
        area_id = mine[0] if len(mine) == 1 else None
        if row["is_active"]:
            yield task | {"offering_id": row["id"], "area_id": area_id}


def of_trainings(rows: Meaning) -> list[Row]:
    """A task for each training of which it is not recorded who came."""
    attendances = rows["training_attendance"]
    waiting = {row["training_id"] for row in attendances if row["state"] == "signed_up"}
    return [
        task_row(
            "attendance",
            row["id"],
            after(row["held_on"], 1),
            None,
            {"title": row["title"], "on": row["held_on"]},
        )
        | {"area_id": row["area_id"]}
        for row in rows["training"]
        if row["id"] in waiting and row["state"] != "cancelled"
    ]
