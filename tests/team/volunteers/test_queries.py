import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart
from thuis_app.organisation.accounts.models import User
from thuis_app.team.volunteers import queries
from thuis_app.team.volunteers.models import (
    TalkWish,
    Volunteer,
    VolunteerBlock,
    VolunteerChange,
    VolunteerRow,
    VolunteerTime,
)
from thuis_app.team.volunteers.rules import VolunteerStage

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def actor() -> Actor:
    return make.actor(make.coordinator())


def names(found: tuple[list[VolunteerRow], int | None]) -> list[str]:
    return [someone.user.name for someone in found[0]]


def test_volunteers_stand_in_order_of_name_25_at_a_time(actor: Actor) -> None:
    for number in range(27):
        make.volunteer(name=f"Name {number // 2:02}")

    first = queries.in_order(actor)
    second = queries.in_order(actor, after=first.after)

    together = [one.user.id for one in first[0] + second[0]]
    assert (len(first[0]), len(second[0]), second[1]) == (25, 2, None)
    assert len(set(together)) == 27
    assert names(first) == sorted(names(first))


def test_they_are_found_by_name_and_by_village(actor: Actor) -> None:
    here = make.area()
    make.volunteer(here, name="Emine Özdemir")
    make.volunteer(here, name="Griet Bos")
    make.volunteer(make.area(), name="Emine Elders")

    assert names(queries.in_order(actor, search="OZDEMIR")) == ["Emine Özdemir"]
    assert names(queries.in_order(actor, search="!!")) == []
    found = names(
        queries.in_order(actor, search="emine", area_ids=frozenset({here.id}))
    )
    assert found == ["Emine Özdemir"]


def test_a_volunteer_is_shown_with_their_villages(actor: Actor) -> None:
    volunteer = make.volunteer(make.area("Winsum"), make.area("Baflo"))

    assert queries.get(actor, volunteer.id).villages == ("Baflo", "Winsum")


def test_who_left_is_not_in_the_list(actor: Actor) -> None:
    gone, ended = make.volunteer(), make.volunteer(is_active=False)
    profile = db.session.get_one(Volunteer, gone.id)
    profile.stage = VolunteerStage.LEFT
    db.session.commit()

    assert names(queries.in_order(actor)) == []
    assert names(queries.in_order(actor, stage=VolunteerStage.LEFT)) == [gone.name]
    for user in (gone, ended):
        assert queries.get(actor, user.id).user == user


def test_an_account_without_a_card_is_a_volunteer_too(actor: Actor) -> None:
    user: User = make.user()

    someone = queries.get(actor, user.id)

    assert (someone.profile.people, someone.profile.most_people) == (0, 2)


def test_a_coordinator_chooses_between_their_own_villages() -> None:
    here = make.area()
    make.area()

    found = queries.villages(make.actor(make.coordinator(here)))

    assert [area.id for area in found] == [here.id]
    assert list(queries.villages(make.actor(make.volunteer(here)))) == []


def test_what_a_card_holds_is_for_oneself_and_ones_coordinators() -> None:
    here, today = make.area(), clock.today()
    who = make.volunteer(here)
    make.saved(VolunteerTime(user_id=who.id, weekday=0, day_part=DayPart.MORNING))
    make.saved(VolunteerBlock(user_id=who.id, from_on=today, until_on=today))
    make.saved(TalkWish(user_id=who.id, asked_by=who.id))
    stage, since = VolunteerStage.ACTIVE, {"since": today, "recorded_by": who.id}
    make.saved(VolunteerChange(user_id=who.id, stage=stage, **since))
    strangers = make.volunteer(here), make.coordinator(make.area()), make.user()

    def found(user: User) -> list[bool]:
        asker = make.actor(user)
        wanted = queries.times, queries.blocks, queries.changes, queries.open_talk
        kept = queries.standing(asker, who.id).kept
        return [bool(query(asker, who.id)) for query in wanted] + [bool(kept)]

    assert found(who) == found(make.coordinator(here)) == [True] * 5
    for stranger in strangers:
        assert found(stranger) == [False] * 5
