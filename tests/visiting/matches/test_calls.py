"""Who is called when a match ends or a visit is off: volunteer and person."""

from datetime import timedelta
from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts import actions as accounts
from thuis_app.organisation.accounts.models import User
from thuis_app.overview.stopping import actions as stopping
from thuis_app.people.assents import actions as assents
from thuis_app.people.assents import queries as yeses
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.tasks import actions as tasks
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.queries import open_task
from thuis_app.people.tasks.rules import TaskGroup, TaskKind, group_of
from thuis_app.visiting.matches import actions, queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import EndReason, MatchKind, MatchState
from thuis_app.visiting.visits.models import Visit

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def coordinator() -> User:
    return make.coordinator()


@pytest.fixture
def contact() -> Contact:
    return make.contact("Bos")


@pytest.fixture
def match(contact: Contact) -> Match:
    make.assent(contact)
    return make.match(contact=contact)


def visit(match: Match, days: int, by: User | None = None) -> Visit:
    """A visit in some days; `by` goes once instead."""
    found = make.visit(match, starts_at=clock.now() + timedelta(days=days))
    if by is not None:
        found.volunteer_id, found.instead_of = by.id, match.volunteer_id
    db.session.commit()
    return found


def change(by: User, match: Match, **how: EndReason | MatchState) -> None:
    known: dict[str, Any] = {
        "state": MatchState.ENDED,
        "rhythm": match.rhythm,
        "note": "",
    }
    found = queries.get(make.actor(by), match.id)
    actions.change(make.actor(by), found, **(known | how))


def call_of(match: Match, user_id: int | None = None) -> Task | None:
    source = f"{user_id or match.volunteer_id}:{match.contact_id}"
    return open_task(TaskKind.CALL_VOLUNTEER, source)


def has_call(visit: Visit) -> bool:
    return open_task(TaskKind.TELL, visit.id) is not None


def test_after_a_death_the_volunteer_is_to_be_called_and_first_who_comes_soon(
    match: Match, contact: Contact, coordinator: User
) -> None:
    soon, actor = visit(match, 1), make.actor(coordinator)

    stopping.stop(
        actor, contact, stage=Stage.DECEASED, on=clock.today(), because="Her son."
    )

    call = call_of(match)
    assert call and group_of(call.kind, call.rank) is TaskGroup.FIRST
    assert not has_call(soon)
    tasks.finish(actor, call, note="We had a long talk.")
    assert call_of(match) is None


@pytest.mark.parametrize(
    ("because", "calls_volunteer", "calls_person"),
    [
        (EndReason.NO_FIT, True, True),
        (EndReason.GOAL_REACHED, True, True),
        (EndReason.VOLUNTEER_STOPS, False, True),
        (EndReason.PERSON_STOPS, True, False),
        (EndReason.MOVED, True, False),
        (EndReason.DECEASED, True, False),
    ],
)
def test_whose_own_wish_it_was_is_not_called(
    match: Match,
    coordinator: User,
    because: EndReason,
    calls_volunteer: bool,
    calls_person: bool,
) -> None:
    first, later = visit(match, 4), visit(match, 9)

    change(coordinator, match, ended_because=because)

    assert (call_of(match) is not None) is calls_volunteer
    assert has_call(first) is calls_person
    assert not has_call(later), "one call is enough"


def test_of_a_pause_both_hear_where_a_visit_is_off(
    match: Match, coordinator: User
) -> None:
    first = visit(match, 4)

    change(coordinator, match, state=MatchState.PAUSED)
    assert call_of(match) and has_call(first)

    change(coordinator, match, state=MatchState.ACTIVE)
    assert call_of(match) is None, "who comes again is not called"


def test_of_a_pause_without_a_visit_nobody_is_called(
    match: Match, coordinator: User
) -> None:
    change(coordinator, match, state=MatchState.PAUSED)

    assert call_of(match) is None


def test_who_was_to_go_once_instead_is_called_too(
    match: Match, coordinator: User
) -> None:
    other = make.volunteer()
    visit(match, 4, by=other)

    change(coordinator, match, ended_because=EndReason.NO_FIT)

    assert call_of(match) and call_of(match, other.id)


def test_who_took_the_yes_back_is_not_called_about_it(
    match: Match, contact: Contact, coordinator: User
) -> None:
    first = visit(match, 4)
    [assent] = yeses.standing(contact.id)

    assents.withdraw(
        make.actor(coordinator),
        contact,
        assent,
        on=clock.today(),
        how=GivenHow.TELEPHONE,
        ends_matches=False,
    )

    assert call_of(match) and not has_call(first)


def test_who_comes_no_more_is_told_of_in_one_call_and_twice_where_a_visit_is_near(
    match: Match, coordinator: User
) -> None:
    keeper, near = make.actor(make.user(Role.ADMINISTRATOR)), make.match()
    near.volunteer_id = match.volunteer_id
    later, soon = visit(match, 9), visit(near, 1)
    db.session.commit()

    accounts.deactivate(keeper, db.session.get_one(User, match.volunteer_id))

    assert not has_call(later) and has_call(soon)
    assert open_task(TaskKind.VOLUNTEER_LEFT, match.id)
    assert call_of(match) is None, "they are gone"


def test_who_counts_on_somebody_that_once_hears_that_they_left(
    match: Match,
) -> None:
    keeper, other = make.actor(make.user(Role.ADMINISTRATOR)), make.volunteer()
    once = visit(match, 4, by=other)

    accounts.deactivate(keeper, other)

    assert has_call(once)


def test_who_visits_again_is_not_called_any_more(
    match: Match, contact: Contact, coordinator: User
) -> None:
    change(coordinator, match, ended_because=EndReason.NO_FIT)
    user = db.session.get_one(User, match.volunteer_id)
    kind, on = MatchKind.HOME_VISIT, clock.today()

    actions.introduce(make.actor(coordinator), contact, user, kind=kind, started_on=on)

    assert call_of(match) is None


def test_the_calls_are_named_before_a_match_ends(
    sign_in: SignIn, match: Match, contact: Contact, coordinator: User
) -> None:
    visit(match, 4)

    user = db.session.get_one(User, match.volunteer_id)

    shown = sign_in(coordinator).get(f"/matches/{match.id}").text("#match-form")

    for who in (user.called, contact.full_name):
        assert f"call {who}, unless it is their own wish" in shown


@pytest.mark.parametrize("because", [EndReason.NO_FIT, EndReason.VOLUNTEER_STOPS])
def test_the_day_promises_a_call_where_there_is_one(
    sign_in: SignIn, match: Match, coordinator: User, because: EndReason
) -> None:
    user = db.session.get_one(User, match.volunteer_id)
    change(coordinator, match, ended_because=because)
    db.session.commit()

    page = sign_in(user).get("/")

    assert "any more. Thank you" in page.text("main")
    assert ("calls you" in page.text("main")) is (call_of(match) is not None)
