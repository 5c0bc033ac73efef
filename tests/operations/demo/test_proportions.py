"""The example of any size has the proportions of a foundation as they are."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import emptied
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import Base, db
from thuis_app.directory.offerings.models import Offering
from thuis_app.directory.rooms.models import Room, RoomPart
from thuis_app.operations.demo.fill import fill
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.trainings.models import Training
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import OPEN
from thuis_app.visiting.visits.models import Visit
from thuis_app.visiting.visits.rules import VisitState

SMALL, LARGE = 157, 1_500
NORTHERN = "coordinator.noord@thuis.example"


@pytest.fixture(scope="module", params=[SMALL, LARGE])
def people(request: pytest.FixtureRequest, app: Flask) -> Iterator[int]:
    """An example of so many people."""
    with emptied(app):
        fill(request.param, 1, "licht in het dorp")
        db.session.commit()
        yield request.param


def count(model: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def visits_between(first: date, end: date) -> int:
    query = select(func.count(Visit.id)).where(
        Visit.state == VisitState.REPORTED,
        Visit.starts_at >= clock.at(first, time()),
        Visit.starts_at < clock.at(end, time()),
    )
    return db.session.scalar(query) or 0


def people_of(coordinator_id: int) -> int:
    areas = select(UserArea.area_id).where(UserArea.user_id == coordinator_id)
    query = select(func.count(Contact.id)).where(Contact.area_id.in_(areas))
    return db.session.scalar(query) or 0


def coordinators_of_towns() -> list[int]:
    """The coordinators of villages of their own, but for the one in the north."""
    own = User.has_role(Role.COORDINATOR), ~User.all_areas, User.email != NORTHERN
    return list(db.session.scalars(select(User.id).where(*own)))


def test_no_volunteer_visits_more_than_seven_people(people: int) -> None:
    visited = select(Match.volunteer_id, func.count(Match.contact_id.distinct()))
    rows = db.session.execute(
        visited.where(Match.state.in_(OPEN)).group_by(Match.volunteer_id)
    ).all()

    assert max(number for _volunteer, number in rows) <= 7
    assert sum(number for _volunteer, number in rows) >= people / 2
    kept = select(func.max(Volunteer.people))
    assert db.session.scalar(kept) == max(number for _volunteer, number in rows)


def test_no_volunteer_has_more_than_seven_ended_visits_to_people(people: int) -> None:
    ended = select(func.count()).where(Match.state.not_in(OPEN))

    assert max(db.session.scalars(ended.group_by(Match.volunteer_id))) <= 7


def test_a_coordinator_beside_those_of_all_has_some_1300_people(people: int) -> None:
    own = [people_of(one) for one in coordinators_of_towns()]

    assert len(own) == (0 if people == SMALL else 2)
    assert all(number <= 1_400 for number in own)


def test_every_village_of_a_large_foundation_has_one_coordinator_of_its_own(
    people: int,
) -> None:
    own = coordinators_of_towns()
    areas = select(UserArea.area_id).where(UserArea.user_id.in_(own))
    in_charge = sorted(db.session.scalars(areas))

    everywhere = sorted(db.session.scalars(select(Area.id)))
    assert in_charge == ([] if people == SMALL else everywhere)


def test_a_person_is_visited_from_their_own_village_when_it_has_volunteers(
    people: int,
) -> None:
    pairs = db.session.execute(
        select(Contact.area_id, UserArea.area_id)
        .select_from(Match)
        .join(Contact, Contact.id == Match.contact_id)
        .join(UserArea, UserArea.user_id == Match.volunteer_id)
    ).all()
    near = sum(home == theirs for home, theirs in pairs)

    assert people == SMALL or near >= 0.95 * len(pairs)


def test_every_village_has_people_to_reach_and_people_who_are_visited(
    people: int,
) -> None:
    for stage in (Stage.OUTREACH, Stage.PARTICIPANT):
        villages = select(Contact.area_id).where(Contact.stage == stage)
        found = set(db.session.scalars(villages))
        assert people == SMALL or len(found) == count(Area), stage


def test_every_room_has_four_to_eight_places(people: int) -> None:
    places = set(db.session.scalars(select(RoomPart.places)))

    assert places == ({4} if people == SMALL else {4, 6, 8})


def test_rooms_offerings_and_trainings_grow_with_the_people(people: int) -> None:
    found = (count(Area), count(Room), count(Offering), count(Training))

    assert found == ((30, 15, 9, 8) if people == SMALL else (32, 17, 14, 16))


def test_a_year_has_some_percent_more_visits_than_the_year_before(
    people: int,
) -> None:
    today, year = clock.today(), timedelta(days=365)
    now = visits_between(today - year, today)
    then = visits_between(today - 2 * year, today - year)

    assert 1.02 * then < now < 1.15 * then


def test_a_moment_of_the_example_is_written_as_any_other(people: int) -> None:
    """SQLite compares text: the same moment written in another way is another."""
    visit = db.session.scalars(select(Visit).limit(1)).one()
    same = select(Visit.id).where(Visit.starts_at == visit.starts_at)

    assert visit.id in db.session.scalars(same).all()
