"""People of the example without a volunteer, refusals, and a volunteer who leaves."""

from datetime import date, timedelta

from sqlalchemy import case, update

from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.operations.demo import people, profiles, proportions, year
from thuis_app.operations.demo.people import DemoVillage, open_day
from thuis_app.operations.demo.writer import Writer
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.models import Volunteer, VolunteerChange
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matches.rules import Rhythm
from thuis_app.visiting.matching.rules import (
    MatchRequestState,
    RefusalReason,
    RefusedBy,
)

WAITING, SAID_YES, JUST_INTRODUCED = 5, 15, 4
LEAVES = 6
NOES = (
    (RefusedBy.VOLUNTEER, RefusalReason.TIMES, "Werkt op dinsdag en donderdag."),
    (RefusedBy.PERSON, RefusalReason.NO_CLICK, "Liever iemand die van stilte houdt."),
    (RefusedBy.VOLUNTEER, RefusalReason.NOT_NOW, "Verhuist deze maand."),
)


def waiting(writer: Writer, village: DemoVillage, many: int) -> None:
    """Some who said yes to being visited, and for whom nobody was found yet."""
    each = proportions.PEOPLE_A_COORDINATOR // WAITING
    for number in range(many):
        area = village.area_of(number, each)
        contact_id = people.person(
            writer,
            village,
            Stage.PARTICIPANT,
            area,
        )
        since = village.today - timedelta(days=SAID_YES)
        people.agreements(writer, village, contact_id, area[0], since)
        _refused_before(writer, village, contact_id, area[0], number % WAITING)
        if number % WAITING == len(NOES):
            _asked(writer, village, contact_id, area[0], number // WAITING)
        if number % WAITING == JUST_INTRODUCED:
            _introduced(writer, village, contact_id, area[0])


def _introduced(
    writer: Writer, village: DemoVillage, contact_id: int, area_id: int
) -> None:
    """A volunteer who was asked and said yes: they meet for the first time soon."""
    near = village.near(area_id)
    volunteer_id = near[contact_id % len(near)][0]
    answered = village.open_days_ago(2)
    _request(writer, village, (contact_id, volunteer_id), area_id, answered)
    year.introduced(writer, contact_id, volunteer_id, answered)


def leaving(village: DemoVillage) -> None:
    """Of every hundred or so one volunteer who stops; their people are handed over."""
    for user_id, _name, _area in village.volunteers[LEAVES :: profiles.AMONG]:
        _leave(user_id)
    db.session.flush()


def _leave(user_id: int) -> None:
    profile = db.session.get_one(Volunteer, user_id)
    since = clock.today() - timedelta(days=6)
    profile.stage, profile.stage_since = VolunteerStage.LEAVING, since
    step = VolunteerChange(user_id=user_id, stage=profile.stage, since=since)
    step.recorded_by = user_id
    db.session.add(step)


def have_room() -> None:
    """Most visit as many as they like; of every five one would visit two more."""
    wants = case((Volunteer.user_id % 5 == 0, 2), else_=0)
    db.session.execute(update(Volunteer).values(most_people=Volunteer.people + wants))


def _refused_before(
    writer: Writer, village: DemoVillage, contact_id: int, area_id: int, number: int
) -> None:
    if number >= len(NOES):
        return
    by, because, note = NOES[number]
    near = village.near(area_id)
    writer.add(
        "match_refusal",
        contact_id=contact_id,
        volunteer_id=near[number % len(near)][0],
        refused_by=by.value,
        because=because.value,
        refused_on=village.today - timedelta(days=9 + number),
        recorded_by=village.coordinator_of(area_id),
        note=note,
    )


def _asked(
    writer: Writer, village: DemoVillage, contact_id: int, area_id: int, number: int
) -> None:
    """A volunteer who was asked and did not answer yet; first the one to look as."""
    volunteer_id = village.volunteers[number % len(village.volunteers)][0]
    _request(writer, village, (contact_id, volunteer_id), area_id, None)


def _request(
    writer: Writer,
    village: DemoVillage,
    who: tuple[int, int],
    area_id: int,
    answered: date | None,
) -> None:
    state = MatchRequestState.ACCEPTED if answered else MatchRequestState.ASKED
    asked = village.today - timedelta(days=1)
    writer.add(
        "match_request",
        contact_id=who[0],
        volunteer_id=who[1],
        state=state.value,
        rhythm=Rhythm.FORTNIGHTLY.value,
        asked_by=village.coordinator_of(area_id),
        asked_on=open_day(answered - timedelta(days=2)) if answered else asked,
        answered_on=answered,
    )
