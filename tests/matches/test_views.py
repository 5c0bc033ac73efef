from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, func, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Page
from thuis_app.accounts.models import User
from thuis_app.areas.models import Area
from thuis_app.contacts.models import Contact
from thuis_app.contacts.rules import Stage
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.matches.models import Match
from thuis_app.matches.rules import EndReason, MatchState, Rhythm


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def contact(area: Area) -> Contact:
    found = make.contact("Ploeg", area=area)
    make.consent(found)
    return found


@pytest.fixture
def coordinator(area: Area) -> User:
    return make.coordinator(area)


def address(contact: Contact) -> str:
    return f"/matches/of/{contact.id}/new"


def number_of_matches() -> int:
    return db.session.scalar(select(func.count(Match.id))) or 0


def test_a_coordinator_chooses_a_volunteer(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area, name="Griet Bos")
    browser = sign_in(coordinator)

    page = browser.get(address(contact))
    answer = browser.submit(page.one("#match-form"), volunteer=volunteer.id)

    match = db.session.scalars(select(Match)).one()
    assert answer.address == f"/people/{contact.id}"
    assert (match.volunteer_id, match.state) == (volunteer.id, MatchState.INTRODUCED)
    assert (match.rhythm, match.started_on) == (Rhythm.FORTNIGHTLY, clock.today())


def test_each_volunteer_is_shown_with_the_reason_why(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area, name="Griet Bos")
    make.match(volunteer)

    page = sign_in(coordinator).get(address(contact))

    assert page.texts("#volunteer .hint") == [
        "Visits in this village, visits 1 person."
    ]


def test_one_form_sent_twice_makes_one_match(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    first = browser.submit(form, volunteer=volunteer.id)
    second = browser.submit(form, volunteer=volunteer.id)

    assert (first.status, second.status) == (303, 303)
    assert number_of_matches() == 1


def test_the_same_two_a_second_time_are_refused_in_words(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    make.match(volunteer, contact)
    form = browser.get(address(contact)).one("#match-form")

    answer = browser.submit(form, volunteer=volunteer.id)

    assert answer.status == 409
    assert "already brought together" in answer.text()
    assert number_of_matches() == 1


def test_without_a_yes_the_page_leads_to_where_it_is_recorded(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    contact = make.contact(area=area)
    volunteer, browser = make.volunteer(area), sign_in(coordinator)

    page = browser.get(address(contact))
    token = page.one("footer form[action$=language] [name=csrf_token]")["value"]
    answer = browser.post(
        address(contact), {"volunteer": volunteer.id, "csrf_token": token}
    )

    for shown in (page, answer):
        assert shown.has(f"a[href='/people/{contact.id}/consents']")
        assert not shown.has("[name=volunteer]")
    assert answer.status == 409
    assert number_of_matches() == 0


def test_an_empty_form_says_what_is_missing(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    make.volunteer(area)
    browser = sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    answer = browser.submit(form, started_on="", note="Tuesday suits her.")

    assert answer.status == 422
    assert answer.errors() == ["Choose a volunteer.", "Choose the first day."]
    assert "Tuesday suits her." in answer.text("[name=note]")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("volunteer", "99999999999999999999"),
        ("volunteer", "0"),
        ("volunteer", "Griet"),
        ("kind", "marriage"),
        ("rhythm", "\x00"),
        ("started_on", "31-02-2026"),
        ("started_on", "0001-01-01"),
        ("started_on", "2099-01-01"),
        ("note", "a" * 1001),
        ("note", "Her number is 111222333."),
        ("note", "x" * 400_000),
    ],
)
def test_what_cannot_be_is_refused_at_the_question(
    sign_in: SignIn,
    area: Area,
    contact: Contact,
    coordinator: User,
    question: str,
    answer: str,
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    answers: dict[str, Any] = {"volunteer": volunteer.id, question: answer}
    page = browser.submit(form, **answers)

    assert page.status == 422
    assert page.has(f"#{question}-error")
    assert number_of_matches() == 0


def test_a_volunteer_of_elsewhere_is_no_choice(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    make.volunteer(area)
    other, browser = make.volunteer(make.area()), sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    assert browser.submit(form, volunteer=other.id).status == 422
    assert number_of_matches() == 0


def test_a_search_shows_only_the_volunteers_found(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    make.volunteer(area, name="Emine Özdemir")
    make.volunteer(area, name="Griet Bos")
    browser = sign_in(coordinator)

    page = browser.get(f"{address(contact)}?search=ozdemir", htmx=True)
    nobody = browser.get(f"{address(contact)}?search=jan")

    assert not page.is_whole
    assert "Emine Özdemir" in page.text("#volunteer")
    assert "Griet Bos" not in page.html
    assert "Nobody found" in nobody.text("#volunteer-choice")


def test_a_volunteer_found_by_search_can_be_chosen_among_many(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    for _ in range(26):
        make.volunteer(area, name="Aaltje")
    last, browser = make.volunteer(area, name="Zwaantje"), sign_in(coordinator)
    form = browser.get(f"{address(contact)}?search=zwaan").one("#match-form")

    assert browser.submit(form, volunteer=last.id).status == 303


def test_people_who_should_not_be_here_find_nothing(
    sign_in: SignIn, area: Area, contact: Contact
) -> None:
    match = make.match(contact=contact)
    elsewhere = make.coordinator(make.area())
    board, keeper = make.user(Role.BOARD), make.user(Role.ADMINISTRATOR)

    for user in (elsewhere, board, keeper, make.volunteer(area)):
        browser = sign_in(user)
        assert browser.get(address(contact)).status == 404
        assert browser.get(f"/matches/{match.id}").status == 404


def test_a_volunteer_does_not_change_their_own_match(
    sign_in: SignIn, area: Area, contact: Contact
) -> None:
    volunteer = make.volunteer(area)
    match = make.match(volunteer, contact)
    browser = sign_in(volunteer)

    assert browser.get(f"/matches/{match.id}").status == 403
    assert browser.get(address(contact)).status == 403


def test_a_match_ends_with_a_reason(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match, browser = make.match(contact=contact), sign_in(coordinator)
    form = browser.get(f"/matches/{match.id}").one("#match-form")

    without = browser.submit(form, state="ended")
    answer = browser.submit(form, state="ended", ended_because="no_fit")

    assert without.errors() == ["Choose why it ends."]
    assert answer.address == f"/people/{contact.id}"
    assert match.ended_because is EndReason.NO_FIT


def test_whoever_comes_second_sees_what_the_first_made_of_it(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match, browser = make.match(contact=contact, note="Tuesdays"), sign_in(coordinator)
    form = browser.get(f"/matches/{match.id}").one("#match-form")
    match.state, match.ended_on = MatchState.ENDED, clock.today()
    match.ended_because = EndReason.MOVED
    db.session.commit()

    answer = browser.submit(form, state="paused", note="Wednesdays")

    assert answer.status == 409
    assert "Tuesdays" in answer.text("#note-theirs")
    assert "Ended" in answer.text("#state-theirs")
    assert "Wednesdays" in answer.text("[name=note]")
    assert match.state is MatchState.ENDED


def test_the_same_change_sent_twice_is_done_once(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    match, browser = make.match(contact=contact), sign_in(coordinator)
    form = browser.get(f"/matches/{match.id}").one("#match-form")

    first = browser.submit(form, state="paused")
    again = browser.submit(form, state="paused")

    assert (first.status, again.status) == (303, 303)
    assert match.state is MatchState.PAUSED


def test_the_first_month_asks_to_ask_how_it_goes(
    sign_in: SignIn, contact: Contact, coordinator: User
) -> None:
    new = make.match(contact=contact)
    old = make.match(contact=contact, started_on=clock.today() - timedelta(days=40))
    browser = sign_in(coordinator)

    assert "first month" in browser.get(f"/matches/{new.id}").text("#match-form")
    assert "first month" not in browser.get(f"/matches/{old.id}").text("#match-form")


def test_whom_a_volunteer_visits_is_shown_for_the_own_villages_only(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area)
    make.match(volunteer, contact)
    make.match(volunteer, make.contact("Elders"))

    page = sign_in(coordinator).get(f"/matches/by/{volunteer.id}")

    assert page.texts("#people-visited .name") == ["Ploeg"]
    assert "Elders" not in page.html


def test_somebody_who_may_not_be_approached_gets_no_form(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    contact = make.contact(area=area, stage=Stage.MOVED)
    make.consent(contact)

    page = sign_in(coordinator).get(address(contact))

    assert "left in peace" in page.text("main")
    assert not page.has("[name=volunteer]")


def test_a_page_of_25_asks_the_database_as_often_as_one_of_5(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    browser = sign_in(coordinator)
    browser.get(address(contact))
    counts = []
    for number in (5, 20):
        for _ in range(number):
            make.match(make.volunteer(area), make.contact(area=area))
        counts.append(statements(lambda: browser.get(address(contact))))

    assert counts[0] == counts[1]


def statements(ask: Callable[[], Page]) -> int:
    """How often the database is asked for one page."""
    seen: list[str] = []

    def count(*about: Any) -> None:
        seen.append(str(about[2]))

    engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    assert ask().status == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)
