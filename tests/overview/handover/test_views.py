"""The people of a volunteer who leaves are handed over one by one."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from thuis_app.core import clock
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts import actions as people
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.team.volunteers.rules import VolunteerStage
from thuis_app.visiting.matches import queries
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import EndReason, MatchKind, MatchState, Rhythm


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def coordinator(area: Area) -> User:
    return make.coordinator(area)


@pytest.fixture
def leaver(area: Area) -> User:
    user = make.volunteer(area, name="Griet Bos")
    profile = db.session.get_one(Volunteer, user.id)
    profile.stage, profile.stage_since = VolunteerStage.LEAVING, clock.today()
    db.session.commit()
    return user


def person(area: Area, name: str) -> Contact:
    found = make.contact(name, area=area)
    make.assent(found)
    return found


def visited(leaver: User, contact: Contact) -> Match:
    """A match as it is made: the card knows how many people there are."""
    match = make.match(leaver, contact, kind=MatchKind.BUDDY, rhythm=Rhythm.WEEKLY)
    profile = db.session.get_one(Volunteer, leaver.id)
    profile.people += 1
    db.session.commit()
    return match


def page_of(user: User) -> str:
    return f"/matches/handover/{user.id}"


def test_one_goes_on_one_is_kept_and_one_ends_and_then_she_has_left(
    sign_in: SignIn, area: Area, coordinator: User, leaver: User
) -> None:
    first, second, third = (
        visited(leaver, person(area, name)) for name in ("Aa", "Bos", "Cent")
    )
    follows, browser = make.volunteer(area, name="Emine Kaya"), sign_in(coordinator)
    until = clock.today() + timedelta(days=20)

    page = browser.get(page_of(leaver))
    page = browser.follow(browser.submit(page.one("#handover-form"), choice=follows.id))
    half = page.text("#handover")
    page = browser.follow(
        browser.submit(page.one("#handover-form"), choice="keep", until=until)
    )
    page = browser.follow(
        browser.submit(
            page.one("#handover-form"), choice="end", ended_because="goal_reached"
        )
    )

    goes_on = db.session.scalars(
        select(Match).where(Match.volunteer_id == follows.id)
    ).one()
    assert (goes_on.contact_id, goes_on.kind) == (first.contact_id, MatchKind.BUDDY)
    assert first.ended_because is EndReason.VOLUNTEER_STOPS
    assert "1 of 3 arranged" in half and "Emine Kaya visits" in half
    assert (second.state, second.kept_until) == (MatchState.ACTIVE, until)
    assert third.ended_because is EndReason.GOAL_REACHED
    assert "3 of 3 arranged" in page.text("#handover")
    assert not page.has("form[action$=done]")

    page = browser.get(f"{page_of(leaver)}?match={second.id}")
    page = browser.follow(
        browser.submit(page.one("#handover-form"), choice="end", ended_because="moved")
    )
    answer = browser.submit(page.one("form[action$=done]"))

    profile = db.session.get_one(Volunteer, leaver.id)
    assert answer.status == 303
    assert profile.stage is VolunteerStage.LEFT


def test_nobody_has_left_while_people_wait(
    sign_in: SignIn, area: Area, coordinator: User, leaver: User
) -> None:
    visited(leaver, person(area, "Aa"))
    browser = sign_in(coordinator)
    page = browser.get(page_of(leaver))
    token = page.one("#handover-form [name=csrf_token]")["value"]

    answer = browser.post(f"{page_of(leaver)}/done", {"csrf_token": token})

    assert not page.has("form[action$=done]")
    assert answer.status == 409
    profile = db.session.get_one(Volunteer, leaver.id)
    assert profile.stage is VolunteerStage.LEAVING


@pytest.mark.parametrize(
    ("choice", "field", "says"),
    [
        ("", "choice", "Choose what happens."),
        ("999999", "choice", "Choose one of these answers."),
        ("keep", "until", "Choose until when."),
        ("end", "ended_because", "Choose why it ends."),
    ],
)
def test_what_is_missing_is_said_at_the_question(
    sign_in: SignIn,
    area: Area,
    coordinator: User,
    leaver: User,
    choice: str,
    field: str,
    says: str,
) -> None:
    match, browser = visited(leaver, person(area, "Aa")), sign_in(coordinator)
    form = browser.get(page_of(leaver)).one("#handover-form")

    answer = browser.submit(form, choice=choice or None)

    assert (answer.status, answer.errors()) == (422, [says])
    assert answer.has(f"#{field}-error")
    assert match.is_open


def test_nobody_is_kept_until_yesterday(
    sign_in: SignIn, area: Area, coordinator: User, leaver: User
) -> None:
    visited(leaver, person(area, "Aa"))
    browser = sign_in(coordinator)
    form = browser.get(page_of(leaver)).one("#handover-form")

    answer = browser.submit(form, choice="keep", until=clock.today())

    assert (answer.status, answer.has("#until-error")) == (422, True)


def test_who_comes_second_hears_that_it_was_arranged(
    sign_in: SignIn, area: Area, coordinator: User, leaver: User
) -> None:
    match, browser = visited(leaver, person(area, "Aa")), sign_in(coordinator)
    form = browser.get(page_of(leaver)).one("#handover-form")
    match.note = "Tuesdays now."
    db.session.commit()
    stale = browser.submit(form, choice="end", ended_because="moved")
    actor, contact = make.actor(coordinator), match.contact_id
    someone = queries.contact(actor, contact)
    day = clock.today()
    people.stop(actor, someone, stage=Stage.MOVED, on=day, because="Left.")
    db.session.commit()
    gone = browser.submit(
        stale.one("#handover-form"), choice="end", ended_because="moved"
    )

    assert (stale.status, stale.has("#conflict")) == (409, True)
    assert gone.status == 409
    assert match.ended_because is EndReason.MOVED


def test_of_people_elsewhere_only_the_number_is_told(
    sign_in: SignIn, area: Area, coordinator: User, leaver: User
) -> None:
    visited(leaver, make.contact("Elders"))

    page = sign_in(coordinator).get(page_of(leaver))

    assert "1 person lives in a village of another coordinator." in page.text()
    assert "Elders" not in page.html
    assert not page.has("form[action$=done]")


def test_who_is_not_leaving_may_be_relieved_too_but_stays(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    volunteer = make.volunteer(area)
    visited(volunteer, person(area, "Aa"))

    page = sign_in(coordinator).get(page_of(volunteer))

    assert "is not leaving" in page.text("#handover")
    assert page.has("#handover-form")


def test_the_card_of_who_leaves_shows_the_way(
    sign_in: SignIn, coordinator: User, leaver: User
) -> None:
    page = sign_in(coordinator).get(f"/matches/by/{leaver.id}")

    assert page.has(f"a[href='{page_of(leaver)}']")


def test_a_match_is_handed_over_only_under_its_own_volunteer(
    sign_in: SignIn, area: Area, coordinator: User, leaver: User
) -> None:
    visited(leaver, person(area, "Aa"))
    other = make.match(make.volunteer(area), person(area, "Bos"))
    browser = sign_in(coordinator)
    form = browser.get(page_of(leaver)).one("#handover-form")
    form["action"] = f"{page_of(leaver)}/{other.id}"

    assert browser.submit(form, choice="end", ended_because="moved").status == 404


def test_others_find_nothing(sign_in: SignIn, area: Area, leaver: User) -> None:
    for user in (leaver, make.coordinator(make.area())):
        assert sign_in(user).get(page_of(leaver)).status == 404
