"""What coordinators of the example did in the past weeks, and today: closed tasks."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import cycle

from sqlalchemy import select

from thuis_app.core.database import db
from thuis_app.operations.demo.people import DemoVillage, at, open_day, working_days
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.tasks.rules import DONE_BY_HAND, TaskKind, TaskOutcome, rank_of

WORKING_DAYS, A_DAY, TODAY = 20, 3, 3
AS_MANY = 60
KINDS: dict[Stage, tuple[TaskKind, ...]] = {
    Stage.PARTICIPANT: (
        *(TaskKind.VISIT, TaskKind.REPORT, TaskKind.WISH, TaskKind.REFERRAL),
        *(TaskKind.FIRST_MONTH, TaskKind.PROMISE, TaskKind.ABSENT, TaskKind.TELL),
        *(TaskKind.FOLLOW_UP, TaskKind.TABLET, TaskKind.VOLUNTEER_LEFT),
        *(TaskKind.ROOM_CLOSED, TaskKind.TELL_OFFERING, TaskKind.LOST_SUPPORT),
        *(TaskKind.RESPITE_ANSWER, TaskKind.RESPITE_NEXT, TaskKind.MATCH_ANSWER),
        *(TaskKind.DAYS_OFF, TaskKind.REOPENED, TaskKind.WAITING),
        *(TaskKind.FIRST_VISIT, TaskKind.FIRST_VISIT_ANSWER, TaskKind.CALL_VOLUNTEER),
        *(TaskKind.REPEAT_QUESTION, TaskKind.SETTLE_HOURS),
    ),
    Stage.OUTREACH: (TaskKind.ATTEMPT, TaskKind.INFORM, TaskKind.ATTEMPT),
    Stage.ENDED: (TaskKind.CALL_AGAIN,),
    Stage.DECEASED: (TaskKind.CARD, TaskKind.FETCH_KEY),
}
"""What was done for people in each stage."""

WORDS = (
    "Gebeld, alles gaat goed.",
    "Afgesproken voor volgende week.",
    "",
    "Besproken met de vrijwilliger.",
    "",
    "De dochter weet het ook.",
    "",
)


def lately(writer: Writer, village: DemoVillage) -> None:
    """Close some tasks on each of the last working days, and some today."""
    queues = {stage: cycle(_people(stage)) for stage in KINDS if _people(stage)}
    kinds = cycle(_in_turn(queues))
    number = 0
    for day in _days(village):
        for _each in range(TODAY if day == village.today else A_DAY):
            stage, kind = next(kinds)
            _closed(writer, village, next(queues[stage]), kind, day, number)
            number += 1
    writer.write()


def _in_turn(queues: Iterable[Stage]) -> list[tuple[Stage, TaskKind]]:
    """Every kind once in a round, those of one stage between those of another."""
    found = [(stage, kind) for stage in queues for kind in KINDS[stage]]
    return found[::2] + found[1::2]


def _people(stage: Stage) -> list[tuple[int, int]]:
    rows = select(Contact.id, Contact.area_id).where(Contact.stage == stage)
    found = db.session.execute(rows.order_by(Contact.id).limit(AS_MANY))
    return [(row[0], row[1]) for row in found]


def _days(village: DemoVillage) -> list[date]:
    """The last working days, and today whatever day it is."""
    return [*working_days(village.today, WORKING_DAYS)[::-1], village.today]


def _closed(
    writer: Writer,
    village: DemoVillage,
    who: tuple[int, int],
    kind: TaskKind,
    day: date,
    number: int,
) -> None:
    contact_id, area_id = who
    is_by_hand = kind in DONE_BY_HAND
    opened = open_day(day - timedelta(days=number % 3))
    writer.add(
        "task",
        id=f"{village.random.getrandbits(128):032x}",
        kind=kind.value,
        source=str(contact_id),
        opened_at=at(opened, 8, 30),
        closed_at=_closed_at(village, day, number),
        closed_by=village.coordinator_of(area_id),
        outcome=TaskOutcome.DONE.value,
        closing_note=WORDS[number % len(WORDS)] if is_by_hand else "",
        contact_id=contact_id,
        volunteer_id=None,
        offering_id=None,
        room_id=None,
        area_id=area_id,
        due_on=opened,
        planned_on=None,
        rank=rank_of(kind),
        number=None,
        details="{}",
    )


def _closed_at(village: DemoVillage, day: date, number: int) -> datetime:
    """An hour of that day; of today the first, which is over at any moment."""
    return at(day, 0, 1) if day == village.today else at(day, 9 + number % 8, 15)
