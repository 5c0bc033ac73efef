"""People of the example without a volunteer, refusals, and a volunteer who leaves."""

from datetime import timedelta

from sqlalchemy import case, select, update

from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.operations.demo import people
from thuis_app.operations.demo.people import DemoVillage
from thuis_app.operations.demo.writer import Writer
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.models import Volunteer, VolunteerChange
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matching.rules import RefusalReason, RefusedBy

WAITING = 5
LEAVES = "v6@thuis.example"
NOES = (
    (RefusedBy.VOLUNTEER, RefusalReason.TIMES, "Werkt op dinsdag en donderdag."),
    (RefusedBy.PERSON, RefusalReason.NO_CLICK, "Liever iemand die van stilte houdt."),
    (RefusedBy.VOLUNTEER, RefusalReason.NOT_NOW, "Verhuist deze maand."),
)


def waiting(writer: Writer, village: DemoVillage) -> None:
    """Some who said yes to being visited, and for whom nobody was found yet."""
    for number in range(WAITING):
        on = village.today + timedelta(days=number * 3 - 2)
        contact_id = people.person(
            writer,
            village,
            Stage.PARTICIPANT,
            village.areas[number % 3],
            next_step_on=on,
            next_step="match",
        )
        people.agreements(writer, village, contact_id, village.coordinators[0])
        _refused_before(writer, village, contact_id, number)


def leaving() -> None:
    """One volunteer who stops, and whose people are to be handed over."""
    user = db.session.scalar(select(User).where(User.email == LEAVES))
    if user is None:
        return
    profile = db.session.get_one(Volunteer, user.id)
    since = clock.today() - timedelta(days=6)
    profile.stage, profile.stage_since = VolunteerStage.LEAVING, since
    step = VolunteerChange(user_id=user.id, stage=profile.stage, since=since)
    step.recorded_by = user.id
    db.session.add(step)
    db.session.flush()


def have_room() -> None:
    """Most visit as many as they like; of every five one would visit two more."""
    wants = case((Volunteer.user_id % 5 == 0, 2), else_=0)
    db.session.execute(update(Volunteer).values(most_people=Volunteer.people + wants))


def _refused_before(
    writer: Writer, village: DemoVillage, contact_id: int, number: int
) -> None:
    if number >= len(NOES):
        return
    by, because, note = NOES[number]
    writer.add(
        "match_refusal",
        contact_id=contact_id,
        volunteer_id=village.volunteers[number][0],
        refused_by=by.value,
        because=because.value,
        refused_on=village.today - timedelta(days=9 + number),
        recorded_by=village.coordinators[0],
        note=note,
    )
