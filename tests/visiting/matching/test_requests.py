"""A volunteer is asked, and says yes, no, or nothing for a while."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.core.errors import Denied, Missing, RuleBroken
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.accounts.rules import RoleEnded
from thuis_app.organisation.areas.models import Area
from thuis_app.people.assents import actions as assents
from thuis_app.people.assents.models import Assent
from thuis_app.people.contacts import actions as contacts
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.relations.rules import GivenHow
from thuis_app.people.tasks.models import Task
from thuis_app.people.tasks.rules import TaskKind
from thuis_app.people.wishes.rules import Subject
from thuis_app.visiting.matches import queries as matches
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.matching import actions, queries
from thuis_app.visiting.matching.models import MatchRefusal, MatchRequest
from thuis_app.visiting.matching.rules import (
    MatchRequestState,
    RefusalReason,
    RefusedBy,
)


@pytest.fixture
def volunteer(area: Area) -> User:
    return make.volunteer(area, name="Griet Bos", telephone="+31612345678")


@pytest.fixture
def actor(coordinator: User) -> Actor:
    return make.actor(coordinator)


def open_tasks(contact: Contact) -> dict[TaskKind, Task]:
    rows = select(Task).where(Task.contact_id == contact.id, Task.closed_at.is_(None))
    return {task.kind: task for task in db.session.scalars(rows)}


def knows(volunteer: User, contact: Contact) -> bool:
    try:
        matches.contact(make.actor(volunteer), contact.id)
    except Missing:
        return False
    return True


def test_who_is_asked_is_no_match_and_waits_for_an_answer(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    make.task(TaskKind.WAITING, contact)

    request = actions.ask(actor, contact, volunteer=volunteer.id)

    assert request.state is MatchRequestState.ASKED
    assert db.session.scalars(select(Match)).all() == []
    assert set(open_tasks(contact)) == {TaskKind.MATCH_ANSWER}
    task = open_tasks(contact)[TaskKind.MATCH_ANSWER]
    assert task.owner_id == actor.id
    assert task.due_on == clock.today() + timedelta(days=3)


def test_a_yes_of_the_volunteer_begins_the_match_today(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    request = actions.ask(actor, contact, volunteer=volunteer.id, note="Tuesdays.")

    match = actions.accept(make.actor(volunteer), request)

    assert (match.state, match.started_on) == (MatchState.INTRODUCED, clock.today())
    assert (match.volunteer_id, match.note) == (volunteer.id, "Tuesdays.")
    assert {*open_tasks(contact)} == {TaskKind.FIRST_MEETING, TaskKind.FIRST_MONTH}
    assert contact.volunteer_name == "Griet Bos"
    assert knows(volunteer, contact)


def test_a_yes_by_telephone_is_one_press_for_the_coordinator(
    sign_in: SignIn, contact: Contact, volunteer: User, coordinator: User
) -> None:
    browser = sign_in(coordinator)
    page = browser.get(f"/matches/of/{contact.id}/new")
    browser.submit(page.one(f"#ask-{volunteer.id}"))

    page = browser.get(f"/matches/of/{contact.id}/new")
    assert "Griet Bos" in page.text("[id^=request]")
    answer = browser.submit(page.one("form[action$=yes]"))

    assert answer.address == f"/people/{contact.id}"
    assert matches.visitors(contact) == ["Griet Bos"]


def test_a_no_is_kept_with_its_reason_and_the_search_goes_on_today(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    request = actions.ask(actor, contact, volunteer=volunteer.id)

    because = RefusalReason.TOO_FAR
    actions.decline(make.actor(volunteer), request, because=because, note="No car.")

    refusal = db.session.scalars(select(MatchRefusal)).one()
    assert (refusal.by, refusal.because) == (RefusedBy.VOLUNTEER, because)
    assert open_tasks(contact)[TaskKind.WAITING].due_on == clock.today()
    assert {*open_tasks(contact)} == {TaskKind.WAITING}
    [first] = queries.proposals(actor, contact)
    assert first.one.refusals


def test_a_no_written_down_by_the_coordinator_answers_the_question_too(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    request = actions.ask(actor, contact, volunteer=volunteer.id)

    by, because = RefusedBy.PERSON, RefusalReason.TIMES
    actions.refuse(actor, contact, volunteer=volunteer.id, by=by, because=because)

    assert request.state is MatchRequestState.REFUSED
    assert {*open_tasks(contact)} == {TaskKind.WAITING}


def test_a_second_volunteer_who_is_asked_keeps_the_search_shut(
    actor: Actor, contact: Contact, volunteer: User, area: Area
) -> None:
    first = actions.ask(actor, contact, volunteer=volunteer.id)
    actions.ask(actor, contact, volunteer=make.volunteer(area).id)

    actions.decline(actor, first, because=RefusalReason.TIMES)

    assert {*open_tasks(contact)} == {TaskKind.MATCH_ANSWER}


def test_a_couple_is_asked_for_in_one_go_and_gets_one_answer(
    actor: Actor, contact: Contact, volunteer: User, area: Area
) -> None:
    contact.postcode, contact.house_number = "9781 AB", "3"
    other = make.contact("Vries", area=area, postcode="9781 AB", house_number="3")
    make.assent(other)
    request = actions.ask(actor, contact, volunteer=volunteer.id, also=[other])

    assert len(queries.asked_of(make.actor(volunteer))) == 1
    actions.accept(make.actor(volunteer), request)

    assert knows(volunteer, contact) and knows(volunteer, other)


@pytest.mark.parametrize("by", ["stop", "assent", "account"])
def test_what_ends_takes_the_question_back(
    actor: Actor, contact: Contact, volunteer: User, by: str
) -> None:
    request = actions.ask(actor, contact, volunteer=volunteer.id)

    if by == "stop":
        today, stage = clock.today(), Stage.MOVED
        contacts.stop(actor, contact, stage=stage, on=today, because="Moved.")
    elif by == "assent":
        assent = db.session.scalars(select(Assent)).one()
        assents.withdraw(
            actor, contact, assent, on=clock.today(), how=GivenHow.TELEPHONE
        )
    else:
        actions.on_ended(actor, RoleEnded(volunteer.id, Role.VOLUNTEER))

    assert request.state is MatchRequestState.WITHDRAWN
    assert TaskKind.MATCH_ANSWER not in open_tasks(contact)
    with pytest.raises(RuleBroken):
        actions.accept(actor, request)


def test_the_same_question_is_asked_once(
    actor: Actor, contact: Contact, volunteer: User
) -> None:
    actions.ask(actor, contact, volunteer=volunteer.id)

    with pytest.raises(RuleBroken) as refused:
        actions.ask(actor, contact, volunteer=volunteer.id)

    assert refused.value.code == "match.asked_already"


def test_without_a_yes_to_visits_nobody_is_asked(
    actor: Actor, area: Area, volunteer: User
) -> None:
    with pytest.raises(RuleBroken) as refused:
        actions.ask(actor, make.contact(area=area), volunteer=volunteer.id)

    assert refused.value.code == "match.no_consent"


def test_nobody_answers_for_another(
    actor: Actor, contact: Contact, volunteer: User, area: Area
) -> None:
    request = actions.ask(actor, contact, volunteer=volunteer.id)
    other = make.actor(make.volunteer(area))

    with pytest.raises(Denied):
        actions.accept(other, request)
    with pytest.raises(Missing):
        queries.request(other, request.id)


def test_the_day_asks_without_a_name_and_with_the_wish(
    sign_in: SignIn, actor: Actor, contact: Contact, volunteer: User
) -> None:
    contact.street, contact.has_pets = "Mill Street", True
    make.wish(contact, subject=Subject.EATING, words="Soup with Jannes.")
    actions.ask(actor, contact, volunteer=volunteer.id)
    db.session.commit()

    day = sign_in(volunteer).get("/")
    page = sign_in(volunteer).get(f"/matches/requests/{_only_request().id}")

    for shown in (day, page):
        assert "eating together" in shown.text("main")
        assert "there are pets" in shown.text("main")
        assert contact.area.name in shown.text("main")
        for secret in (contact.last_name, "Mill Street", "Jannes"):
            assert secret not in shown.html


def test_the_volunteer_answers_on_the_day(
    sign_in: SignIn, actor: Actor, contact: Contact, volunteer: User
) -> None:
    actions.ask(actor, contact, volunteer=volunteer.id)
    db.session.commit()
    browser = sign_in(volunteer)

    answer = browser.submit(browser.get("/").one("form[action$=yes]"))

    assert answer.address == "/"
    assert not browser.get("/").has("form[action$=yes]")
    assert browser.get(f"/people/{contact.id}").status == 200


def test_a_no_without_a_reason_is_sent_back_with_what_was_written(
    sign_in: SignIn, actor: Actor, contact: Contact, volunteer: User
) -> None:
    actions.ask(actor, contact, volunteer=volunteer.id)
    db.session.commit()
    browser = sign_in(volunteer)
    page = browser.get(f"/matches/requests/{_only_request().id}")

    answer = browser.submit(page.one("#decline-form"), note="No car.")

    assert answer.status == 422
    assert answer.errors() == ["Choose why."]
    assert "No car." in answer.text("[name=note]")


@pytest.mark.parametrize("seed", range(12))
def test_before_a_yes_the_file_is_shut_whatever_happens(
    actor: Actor, area: Area, contact: Contact, seed: int
) -> None:
    random = Random(seed)
    people = [make.volunteer(area) for _ in range(3)]
    said_yes: set[int] = set()

    for _step in range(12):
        user = random.choice(people)
        request = queries.open_between(contact, user.id)
        if request is None:
            _request(actor, contact, user)
        else:
            what = random.choice(["yes", "no", "back"])
            who = random.choice([actor, make.actor(user)])
            if what == "yes":
                actions.accept(who, request)
                said_yes.add(user.id)
            elif what == "no":
                actions.decline(who, request, because=RefusalReason.OTHER)
            else:
                actions.withdraw(actor, request)
        for one in people:
            assert knows(one, contact) == (one.id in said_yes)
        is_cared_for = open_tasks(contact) or contact.volunteer_name
        assert is_cared_for, "nobody falls off: a visitor, an answer or a search"


def _only_request() -> MatchRequest:
    return db.session.scalars(select(MatchRequest)).one()


def _request(actor: Actor, contact: Contact, user: User) -> None:
    try:
        actions.ask(actor, contact, volunteer=user.id)
    except RuleBroken:
        return
