"""What a report counts in the rows of a release, reckoned without the database."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from tests.house.releases.kept import Meaning, Row
from thuis_app.core import clock

UNANSWERED = {"nobody_home", "heard_somebody"}


def summaries_of(rows: Meaning) -> Meaning:
    """The tables of summaries that these rows ask for."""
    numbers = Counter[tuple[str, str]]()
    first: dict[tuple[int, int], str] = {}
    for figure, day, people in _happened(rows):
        if figure:
            numbers[figure, day] += 1
        for one in people:
            key = one, int(day[:4])
            first[key] = min(day, first.get(key, day))
    villages = {row["id"]: row["area_id"] for row in rows["contact"]}
    return {
        "report_day_count": [
            {"figure": figure, "day": day, "number": number}
            for (figure, day), number in numbers.items()
        ],
        "report_person_reached": [
            {"contact_id": who, "year": year, "first_on": on, "area_id": villages[who]}
            for (who, year), on in first.items()
        ],
    }


def _happened(rows: Meaning) -> Iterator[tuple[str, str, list[int]]]:
    """What is counted, on which day, and whom it reached."""
    for row in rows["attempt"]:
        is_reached = row["outcome"] not in UNANSWERED
        people = [row["contact_id"]] if is_reached else []
        yield "attempts", row["made_on"], people
    yield from _visits(rows)
    yield from _steps(rows)
    requests = {row["id"]: row for row in rows["respite_request"]}
    for row in rows["booking"]:
        if row["state"] == "attended":
            request = requests[row["request_id"]]
            people = [request["carer_id"], request["cared_for_id"]]
            yield "half_days", row["booked_on"], people


def _visits(rows: Meaning) -> Iterator[tuple[str, str, list[int]]]:
    made = {
        row["visit_id"]
        for row in rows["visit_report"]
        if row["is_current"] and row["happened"] == "yes"
    }
    for row in rows["visit"]:
        if row["state"] == "reported" and row["id"] in made:
            yield "visits", _day(row, "starts_at"), [row["contact_id"]]


def _steps(rows: Meaning) -> Iterator[tuple[str, str, list[int]]]:
    people = {row["id"]: row["contact_id"] for row in rows["referral"]}
    landed = set[tuple[int, str]]()
    for row in sorted(rows["referral_step"], key=lambda row: str(row["taken_at"])):
        day, referral = _day(row, "taken_at"), row["referral_id"]
        if row["state"] in ("started", "landed"):
            yield "", day, [people[referral]]
        if row["state"] == "landed" and (referral, day[:4]) not in landed:
            landed.add((referral, day[:4]))
            yield "landed", day, []


def _day(row: Row, column: str) -> str:
    return clock.local(datetime.fromisoformat(row[column])).date().isoformat()
