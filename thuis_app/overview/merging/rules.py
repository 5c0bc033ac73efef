"""Which of two records of a person stays, what is chosen of each, and the undo."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken

UNDO = timedelta(days=7)


class MergeSide(StrEnum):
    """Whose data stay: of the record that was opened, of the other, or of both."""

    ONE = "one"
    OTHER = "other"
    BOTH = "both"


class MergeField(StrEnum):
    """What is chosen of two records; the columns of each go together."""

    SALUTATION = "salutation"
    CALLED_NAME = "called_name"
    INITIALS = "initials"
    LAST_NAME = "last_name"
    HOME = "home"
    BIRTH = "birth"
    LANGUAGE = "language"
    APPROACH = "approach"
    SPEAKS = "speaks"
    INTERESTS = "interests"
    TIMES = "times"
    PETS = "pets"
    SMOKES = "smokes"


COLUMNS: Mapping[MergeField, tuple[str, ...]] = {
    MergeField.SALUTATION: ("salutation",),
    MergeField.CALLED_NAME: ("called_name",),
    MergeField.INITIALS: ("initials",),
    MergeField.LAST_NAME: ("prefix", "last_name"),
    MergeField.HOME: ("street", "house_number", "postcode", "area_id"),
    MergeField.BIRTH: ("birth_date", "birth_year"),
    MergeField.LANGUAGE: ("language",),
    MergeField.APPROACH: ("approach",),
    MergeField.SPEAKS: ("speaks",),
    MergeField.INTERESTS: ("interests",),
    MergeField.TIMES: ("times",),
    MergeField.PETS: ("has_pets",),
    MergeField.SMOKES: ("smokes",),
}

JOINED = frozenset(
    {
        *(MergeField.APPROACH, MergeField.SPEAKS),
        *(MergeField.INTERESTS, MergeField.TIMES),
    }
)
"""What may stay of both."""

Known = Mapping[str, Any]


class MergeAuditEvent(AuditEvent):
    MERGED = "person.merged"
    UNDONE = "person.merge_undone"
    KEPT_APART = "person.kept_apart"
    OPENED = "person.merge_opened"
    LISTED = "person.doubles_listed"


def who_stays(one_id: int, other_id: int) -> int:
    """The id of the record that stays: the newer one.

    SQLite gives the highest id that was deleted to the next row, and what was written
    of one person would then lead to another.
    """
    return max(one_id, other_id)


def pair(one_id: int, other_id: int) -> tuple[int, int]:
    """Two ids, the lower first."""
    return min(one_id, other_id), max(one_id, other_id)


def differs(field: MergeField, one: Known, other: Known) -> bool:
    """Whether there is something to choose: both know it, and not the same."""
    return (
        has(field, one) and has(field, other) and _of(field, one) != _of(field, other)
    )


def has(field: MergeField, known: Known) -> bool:
    """Whether something of this is known; the village always is, a street may not."""
    if field is MergeField.HOME:
        return bool(known["street"] or known["postcode"])
    return any(_of(field, known).values())


def proposed(field: MergeField, one: Known, other: Known) -> MergeSide:
    """What is chosen at first: both where that can be, and who knows something."""
    if field in JOINED and differs(field, one, other):
        return MergeSide.BOTH
    return (
        MergeSide.ONE if has(field, one) or not has(field, other) else MergeSide.OTHER
    )


def chosen(
    sides: Mapping[MergeField, MergeSide], one: Known, other: Known
) -> dict[str, Any]:
    """The columns of the record that stays."""
    found: dict[str, Any] = {}
    for field in MergeField:
        side = sides.get(field) or proposed(field, one, other)
        found |= _both(field, one, other) if side is MergeSide.BOTH else {}
        if side is not MergeSide.BOTH:
            found |= _of(field, one if side is MergeSide.ONE else other)
    return found


def may_undo(merged_at: datetime, now: datetime) -> bool:
    """Whether a merge was so short ago that it can be undone."""
    return now - merged_at <= UNDO


def check_undo(
    merged_at: datetime, now: datetime, *, is_undone: bool, is_last: bool
) -> None:
    """Refuse to undo twice, after a week, or before a later merge is undone."""
    if is_undone or not may_undo(merged_at, now):
        raise RuleBroken("merge.too_late")
    if not is_last:
        raise RuleBroken("merge.merged_again")


def _of(field: MergeField, known: Known) -> dict[str, Any]:
    return {name: known[name] for name in COLUMNS[field]}


def _both(field: MergeField, one: Known, other: Known) -> dict[str, Any]:
    [name] = COLUMNS[field]
    mine, theirs = one[name], other[name]
    if isinstance(mine, str):
        return {name: f"{mine.rstrip('.')}. {theirs}"}
    return {name: mine | theirs}
