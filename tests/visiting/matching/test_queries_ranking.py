"""What is read of volunteers and of a person, before the rules rank them."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from tests import make
from tests.house.test_statements import statements
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.affinities import Interest, SpokenLanguage
from thuis_app.core.database import db
from thuis_app.core.day_parts import DayPart, WeekPart
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.wishes.rules import Subject, WishState
from thuis_app.team.volunteers.models import (
    RequirementSetting,
    Volunteer,
    VolunteerBlock,
    VolunteerTime,
)
from thuis_app.team.volunteers.rules import Requirement
from thuis_app.visiting.matches.rules import EndReason, MatchState
from thuis_app.visiting.matching import queries
from thuis_app.visiting.matching.rules import Bar, MatchProposal, MatchReason, Near

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def area() -> Area:
    return make.area()


@pytest.fixture
def contact(area: Area) -> Contact:
    return make.contact(area=area)


@pytest.fixture
def actor() -> Actor:
    return make.actor(make.coordinator())


def volunteer(
    *areas: Area, name: str = "Griet", ready: bool = True, **profile: Any
) -> User:
    user = make.volunteer(*areas, name=name, ready=ready)
    row = db.session.get_one(Volunteer, user.id)
    for column, value in profile.items():
        setattr(row, column, value)
    db.session.commit()
    return user


def seen(actor: Actor, contact: Contact, user: User) -> MatchProposal:
    found = queries.proposal(actor, contact, user.id)
    assert found is not None
    return found


def reasons(proposal: MatchProposal) -> dict[MatchReason, Any]:
    said = proposal.speaks_for + proposal.speaks_against
    return {one.reason: one.about for one in said}


def test_the_volunteers_of_the_village_are_named_first(
    actor: Actor, area: Area, contact: Contact
) -> None:
    far = volunteer(make.area(), name="Aaltje")
    near = volunteer(area, name="Berend")
    busy = volunteer(area, name="Aafke", people=1)

    found = queries.proposals(actor, contact)

    assert [p.one.user_id for p in found] == [near.id, busy.id, far.id]
    assert MatchReason.ELSEWHERE in reasons(found[2])


def test_a_village_of_the_same_cluster_is_nearby(actor: Actor) -> None:
    here, there, other = (make.area() for _ in range(3))
    here.cluster = there.cluster = "Along the Reitdiep"
    db.session.commit()
    person = make.contact(area=here)

    nearness = [
        seen(actor, person, user).one.near
        for user in (volunteer(here, there), volunteer(there), volunteer(other))
    ]

    assert nearness == [Near.SAME_VILLAGE, Near.SAME_CLUSTER, Near.ELSEWHERE]


def test_villages_without_a_cluster_are_not_near_each_other(actor: Actor) -> None:
    person = make.contact(area=make.area())

    assert seen(actor, person, volunteer(make.area())).one.near is Near.ELSEWHERE


def test_what_was_before_is_among_the_reasons(
    actor: Actor, area: Area, contact: Contact
) -> None:
    user = volunteer(area, drives=True)
    ended = {"state": MatchState.ENDED, "ended_on": clock.today()}
    make.match(user, contact, ended_because=EndReason.NO_FIT, **ended)
    make.refusal(contact, user)
    make.refusal(make.contact(), user)

    found = seen(actor, contact, user)

    assert reasons(found).keys() >= {MatchReason.NO_FIT, MatchReason.REFUSED_BEFORE}
    assert len(found.one.refusals) == 1
    assert not found.one.visits_now


def test_what_a_person_likes_and_wishes_counts(actor: Actor, area: Area) -> None:
    person = make.contact(
        area=area,
        speaks=frozenset({SpokenLanguage.DUTCH, SpokenLanguage.GRONINGS}),
        interests=frozenset({Interest.MUSIC}),
        smokes=True,
    )
    make.wish(person, subject=Subject.GOING_OUT)
    make.wish(person, subject=Subject.EATING, state=WishState.DONE)
    user = volunteer(
        area,
        drives=True,
        languages=frozenset({SpokenLanguage.GRONINGS}),
        interests=frozenset({Interest.MUSIC, Interest.WALKING, Interest.COOKING}),
    )

    found = reasons(seen(actor, person, user))

    assert found[MatchReason.LANGUAGE] == {"gronings"}
    assert found[MatchReason.INTERESTS] == {"music", "walking"}
    assert MatchReason.RIDES in found
    away = volunteer(area, smoke_ok=False)
    assert seen(actor, person, away).bars == (Bar.SMOKE,)


def test_the_times_of_both_are_laid_beside_each_other(actor: Actor, area: Area) -> None:
    person = make.contact(
        area=area,
        times=frozenset({WeekPart.TUESDAY_MORNING, WeekPart.THURSDAY_AFTERNOON}),
    )
    user, other = volunteer(area), volunteer(area)
    for who, weekday, part in (
        (user, 1, DayPart.MORNING),
        (user, 2, DayPart.EVENING),
        (other, 1, DayPart.EVENING),
    ):
        make.saved(VolunteerTime(user_id=who.id, weekday=weekday, day_part=part))

    assert reasons(seen(actor, person, user))[MatchReason.TIMES_FIT] == {
        WeekPart.TUESDAY_MORNING
    }
    assert MatchReason.OTHER_TIMES in reasons(seen(actor, person, other))


@pytest.mark.parametrize(
    ("starts", "ends", "away"),
    [(-5, 9, True), (14, 60, True), (15, 60, False), (-9, -1, False)],
)
def test_somebody_is_away_who_is_so_now_or_within_two_weeks(
    actor: Actor, area: Area, contact: Contact, starts: int, ends: int, away: bool
) -> None:
    user, today = volunteer(area), clock.today()
    until = today + timedelta(days=ends)
    make.saved(
        VolunteerBlock(
            user_id=user.id, from_on=today + timedelta(days=starts), until_on=until
        )
    )

    assert seen(actor, contact, user).one.away_until == (until if away else None)


def test_what_is_no_longer_required_is_not_lacking(
    actor: Actor, area: Area, contact: Contact
) -> None:
    user = volunteer(area, ready=False)
    before = seen(actor, contact, user).one.lacking
    make.saved(RequirementSetting(requirement=Requirement.VOG, is_required=False))

    after = seen(actor, contact, user).one.lacking

    assert before == tuple(Requirement)
    assert set(before) - set(after) == {Requirement.VOG}


def test_who_left_or_helps_elsewhere_is_not_named(area: Area, contact: Contact) -> None:
    volunteer(area, until=clock.today().replace(year=2020))
    make.volunteer(area, is_active=False)
    make.user(Role.BOARD, areas=[area])
    volunteer(make.area())

    actor = make.actor(make.coordinator(area))

    assert queries.proposals(actor, contact) == []


@pytest.mark.parametrize("words", ["ozdemir", "Özdemir", "emine oz"])
def test_a_volunteer_is_found_by_a_part_of_the_name(
    actor: Actor, area: Area, contact: Contact, words: str
) -> None:
    emine = volunteer(area, name="Emine Özdemir")
    volunteer(area, name="Griet Bos")

    found = queries.proposals(actor, contact, search=words)

    assert [p.one.user_id for p in found] == [emine.id]


def test_ranking_asks_the_database_five_times_for_one_person_or_many(
    actor: Actor, area: Area
) -> None:
    people = [make.contact(area=area) for _ in range(3)]
    for _ in range(4):
        volunteer(area)
    db.session.commit()
    for person in people:
        db.session.refresh(person)

    with statements() as wanted:
        queries.ranked(actor, people[:1])
    with statements() as more:
        found = queries.ranked(actor, people)

    assert sum(wanted.values()) == sum(more.values()) == 5
    assert [len(found[person.id]) for person in people] == [4, 4, 4]


def of_everybody(actor: Actor, contact: Contact, number: int) -> list[int]:
    """The same by ranking all volunteers."""
    found = queries.ranked(actor, [contact])[contact.id]
    return [one.one.user_id for one in found if not one.bars][:number]


def first_of(actor: Actor, contact: Contact, number: int) -> list[int]:
    found = queries.first_ranked(actor, contact, number, lambda one: True)
    return [one.one.user_id for one in found]


def test_the_first_are_the_same_whether_all_are_read_or_those_who_are_likely(
    actor: Actor,
) -> None:
    chance, villages = Random(7), [make.area() for _ in range(3)]
    villages[1].cluster = villages[0].cluster = "noord"
    for number in range(30):
        volunteer(
            chance.choice(villages),
            name=f"Griet {number % 9}",
            ready=chance.random() < 0.8,
            people=chance.randint(0, 3),
            most_people=chance.randint(0, 3),
            drives=chance.random() < 0.5,
            pets_ok=chance.random() < 0.7,
            interests=frozenset(chance.sample(sorted(Interest), 2)),
        )
    for village in villages:
        likes, has_pets = frozenset(chance.sample(sorted(Interest), 3)), village.id % 2
        person = make.contact(area=village, interests=likes, has_pets=bool(has_pets))
        for number in (1, 3, 12, 40):
            expected = of_everybody(actor, person, number)
            assert first_of(actor, person, number) == expected


def test_volunteers_without_room_from_elsewhere_are_read_when_one_could_be_first(
    actor: Actor, contact: Contact
) -> None:
    there, elsewhere = make.area(), make.area()
    left = volunteer(there, name="Berend")
    make.match(left, contact, ended_because=EndReason.NO_FIT, state=MatchState.ENDED)
    full = volunteer(elsewhere, name="Aaltje", people=2)

    assert first_of(actor, contact, 1) == [full.id]


def test_thousands_without_room_from_elsewhere_are_not_read(
    actor: Actor, area: Area, contact: Contact
) -> None:
    volunteer(area)
    volunteer(make.area(), people=2)

    with statements() as wanted:
        queries.first_ranked(actor, contact, 1, lambda one: True)

    assert sum(wanted.values()) == 5
