"""The calls of the example: a few lately, some with something still to be done."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from sqlalchemy import select

from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.operations.demo.people import DemoVillage, open_day
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.notes.models import Note
from thuis_app.people.notes.rules import Direction, FollowUpDetails, NoteChannel
from thuis_app.people.tasks.rules import NewTask, TaskKind

AMONG, DAYS_AHEAD = 12, 23
"""Of so many participants one was called about lately."""

CALLS = (
    (
        *(NoteChannel.TELEPHONE, Direction.INCOMING, "Dochter Annie"),
        "Gevallen in de keuken, niets gebroken. De huisarts weet het.",
    ),
    (
        *(NoteChannel.TELEPHONE, Direction.INCOMING, ""),
        "Vroeg hoe laat het café begint. Gezegd: om tien uur.",
    ),
    (
        *(NoteChannel.TELEPHONE, Direction.OUTGOING, "Assistente van de huisarts"),
        "Bezoek kan beter na de thuiszorg, dus vanaf elf uur.",
    ),
    (
        *(NoteChannel.DOOR, Direction.INCOMING, "Buurman"),
        "Geeft de planten water tot het eind van de week.",
    ),
)
FOLLOW_UPS = {
    CALLS[0][-1]: "Bellen hoe het gaat na de val",
    CALLS[3][-1]: "Vragen wie daarna de planten water geeft",
}


def calls(writer: Writer, village: DemoVillage) -> None:
    """Write down a call about one of so many participants."""
    db.session.flush()
    people = select(Contact.id, Contact.area_id).order_by(Contact.id)
    found = db.session.execute(people.where(Contact.stage == Stage.PARTICIPANT)).all()
    for number, (contact_id, area_id) in enumerate(found[::AMONG]):
        channel, direction, with_whom, text = CALLS[number % len(CALLS)]
        on = open_day(village.today - timedelta(days=1 + number % 5))
        writer.add(
            "note",
            contact_id=contact_id,
            text=text,
            with_whom=with_whom,
            channel=channel.value,
            direction=direction.value,
            said_on=on,
            written_by=village.coordinator_of(area_id),
            written_at=clock.at(on, time(10, 30)),
        )
    writer.write()


def follow_ups(today: date) -> Iterator[NewTask]:
    """What is still to be done after these calls, today or in the days after."""
    wanted = select(Note, Contact.area_id).join(Contact, Contact.id == Note.contact_id)
    for note, area_id in db.session.execute(wanted.where(Note.text.in_(FOLLOW_UPS))):
        yield NewTask(
            kind=TaskKind.FOLLOW_UP,
            source=f"note:{note.id}",
            due_on=today + timedelta(days=note.id % DAYS_AHEAD),
            area_id=area_id,
            contact_id=note.contact_id,
            details=FollowUpDetails(FOLLOW_UPS[note.text]),
        )
