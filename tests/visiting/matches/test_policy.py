"""Who sees whom. Everything above rests on this."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, select

from tests import make
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import STOPPED, Stage
from thuis_app.visiting.matches import policy, rules
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState

pytestmark = pytest.mark.usefixtures("database")


def seen_by(user: User) -> set[int]:
    wanted = select(Contact.id).where(policy.visible_contacts(make.actor(user)))
    return set(db.session.scalars(wanted))


def reportable_by(user: User) -> set[int]:
    wanted = select(Contact.id).where(policy.reportable_contacts(make.actor(user)))
    return set(db.session.scalars(wanted))


def days(number: int) -> timedelta:
    return timedelta(days=number)


def test_a_volunteer_sees_only_the_people_they_visit() -> None:
    mine, _other = make.match(), make.match()
    make.contact()

    assert seen_by(db.session.get_one(User, mine.volunteer_id)) == {mine.contact_id}


@pytest.mark.parametrize("state", sorted(rules.OPEN))
def test_a_volunteer_sees_somebody_in_every_open_state(state: MatchState) -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, state=state)

    assert seen_by(volunteer) == {match.contact_id}


def test_a_match_that_ended_today_shows_nobody_any_more() -> None:
    volunteer = make.volunteer()
    match = make.match(volunteer, state=MatchState.ENDED, ended_on=clock.today())

    assert seen_by(volunteer) == set()
    assert reportable_by(volunteer) == {match.contact_id}


@pytest.mark.parametrize(("ago", "may"), [(14, True), (15, False)])
def test_two_weeks_are_left_for_reports(ago: int, may: bool) -> None:
    volunteer, ended = make.volunteer(), clock.today() - days(ago)
    started = ended - days(100)
    match = make.match(
        volunteer, state=MatchState.ENDED, started_on=started, ended_on=ended
    )

    assert reportable_by(volunteer) == ({match.contact_id} if may else set())


def test_a_match_that_begins_tomorrow_shows_nobody_yet() -> None:
    volunteer = make.volunteer()
    make.match(volunteer, started_on=clock.today() + days(1))

    assert seen_by(volunteer) == set()
    assert reportable_by(volunteer) == set()


def test_a_match_begins_and_ends_while_the_application_runs() -> None:
    volunteer, today = make.volunteer(), clock.today()
    make.match(volunteer, started_on=today + days(1), ended_on=today + days(2))
    make.match(volunteer, state=MatchState.ENDED, ended_on=today)
    actor = make.actor(volunteer)
    visible, reportable = policy.visible_contacts, policy.reportable_contacts

    def people(known: Callable[[Actor], ColumnElement[bool]], later: int) -> int:
        clock.set_source(lambda: make.at(today + days(later)))
        return len(db.session.scalars(select(Contact.id).where(known(actor))).all())

    assert [people(visible, later) for later in range(4)] == [0, 1, 1, 0]
    assert [people(reportable, later) for later in (0, 1, 14, 15)] == [1, 2, 2, 1]


@pytest.mark.parametrize("stage", sorted(STOPPED))
def test_a_volunteer_sees_nobody_who_may_not_be_approached(stage: Stage) -> None:
    volunteer = make.volunteer()
    contact = make.contact(stage=stage, stopped_on=clock.today() - days(3))
    make.match(volunteer, contact)

    assert seen_by(volunteer) == set()
    assert reportable_by(volunteer) == {contact.id}


def test_two_weeks_after_somebody_died_there_is_nothing_left_to_report() -> None:
    volunteer = make.volunteer()
    long_ago = clock.today() - days(15)
    contact = make.contact(stage=Stage.DECEASED, stopped_on=long_ago)
    make.match(volunteer, contact)

    assert reportable_by(volunteer) == set()


def test_a_coordinator_sees_the_people_of_their_own_villages() -> None:
    here, there = make.area(), make.area()
    near, _far = make.contact(area=here), make.contact(area=there)

    assert seen_by(make.coordinator(here)) == {near.id}


def test_a_coordinator_of_all_villages_sees_everybody() -> None:
    people = {make.contact().id, make.contact(stage=Stage.NO_CONTACT).id}

    assert seen_by(make.coordinator()) == people


def test_a_coordinator_who_visits_elsewhere_sees_that_person_too() -> None:
    here = make.area()
    user = make.user(Role.COORDINATOR, Role.VOLUNTEER, areas=[here])
    near, far, _other = make.contact(area=here), make.contact(), make.contact()
    make.match(user, far)

    assert seen_by(user) == {near.id, far.id}


def test_volunteers_of_a_village_do_not_see_its_people() -> None:
    here = make.area()
    make.contact(area=here)

    assert seen_by(make.volunteer(here)) == set()


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_board_and_administrator_see_nobody(role: Role) -> None:
    user = make.user(role, all_areas=True)
    make.match(user, make.contact())

    assert seen_by(user) == set()
    assert reportable_by(user) == set()


def test_who_is_no_volunteer_any_more_sees_nobody() -> None:
    user = make.user(Role.BOARD)
    make.match(user)

    assert seen_by(user) == set()


def test_one_person_asked_about_gives_the_same_answer() -> None:
    volunteer, other = make.volunteer(), make.contact()
    contact = make.contact()
    match = make.match(volunteer, contact)
    actor = make.actor(volunteer)

    assert sees(actor, contact)
    assert not sees(actor, other)

    match.state, match.ended_on = MatchState.ENDED, clock.today()
    db.session.commit()

    assert not sees(actor, contact)
    assert policy.may_report_on(actor, contact)


def matches_of(user: User) -> set[int]:
    wanted = select(Match.id).where(policy.visible_to(make.actor(user)))
    return set(db.session.scalars(wanted))


def test_a_volunteer_knows_only_their_own_open_matches() -> None:
    volunteer, contact = make.volunteer(), make.contact()
    mine = make.match(volunteer, contact)
    make.match(contact=contact)
    make.match(volunteer, state=MatchState.ENDED, ended_on=clock.today())

    assert matches_of(volunteer) == {mine.id}


def test_a_coordinator_knows_the_matches_of_their_villages_ended_or_not() -> None:
    here = make.area()
    contact = make.contact(area=here)
    now = make.match(contact=contact)
    past = make.match(contact=contact, state=MatchState.ENDED, ended_on=clock.today())
    make.match()

    assert matches_of(make.coordinator(here)) == {now.id, past.id}


def test_only_the_coordinator_of_the_village_brings_people_together() -> None:
    here = make.area()
    contact = make.contact(area=here)
    match = make.match(contact=contact)
    visitor = db.session.get_one(User, match.volunteer_id)

    assert policy.may_arrange(make.actor(make.coordinator(here)), contact)
    assert not policy.may_arrange(make.actor(make.coordinator(make.area())), contact)
    assert not policy.may_arrange(make.actor(visitor), contact)


def sees(actor: Actor, contact: Contact) -> bool:
    known = select(Contact.id).where(policy.visible_contacts(actor))
    return contact.id in db.session.scalars(known).all()
