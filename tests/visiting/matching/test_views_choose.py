from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.house.test_statements import statements
from thuis_app.core import clock
from thuis_app.core.affinities import SpokenLanguage
from thuis_app.core.database import db
from thuis_app.core.day_parts import WeekPart
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.people.contacts.rules import Stage
from thuis_app.people.wishes.rules import WishState
from thuis_app.team.volunteers.models import Volunteer
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchKind, MatchState, Rhythm
from thuis_app.visiting.matching.models import MatchRequest


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
    answer = browser.submit(
        page.one("#match-form"), volunteer=volunteer.id, answer="yes"
    )

    match = db.session.scalars(select(Match)).one()
    assert answer.address == f"/people/{contact.id}"
    assert (match.volunteer_id, match.state) == (volunteer.id, MatchState.INTRODUCED)
    assert (match.rhythm, match.started_on) == (Rhythm.FORTNIGHTLY, clock.today())


def test_each_volunteer_is_shown_with_the_reason_why(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer = make.volunteer(area, name="Griet Bos")
    profile = db.session.get_one(Volunteer, volunteer.id)
    profile.people, profile.drives = 1, True
    profile.languages = frozenset({SpokenLanguage.DUTCH, SpokenLanguage.GRONINGS})
    contact.speaks = frozenset({SpokenLanguage.GRONINGS})
    contact.times = frozenset({WeekPart.TUESDAY_MORNING})
    db.session.commit()

    page = sign_in(coordinator).get(address(contact))

    assert page.texts("#volunteer .tag.good") == [
        "visits in this village",
        "speaks Gronings too",
        "drives",
    ]
    assert page.texts("#volunteer .tag:not(.good)") == ["it is not known when"]
    assert "visits 1 person" in page.text("#volunteer")


def test_one_form_sent_twice_makes_one_match(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    first = browser.submit(form, volunteer=volunteer.id, answer="yes")
    second = browser.submit(form, volunteer=volunteer.id, answer="yes")

    assert (first.status, second.status) == (303, 303)
    assert number_of_matches() == 1


def test_the_same_two_a_second_time_are_refused_in_words(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    make.match(volunteer, contact)
    form = browser.get(address(contact)).one("#match-form")

    answer = browser.submit(form, volunteer=volunteer.id, answer="yes")

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
        assert shown.has(f"a[href='/people/{contact.id}/assents']")
        assert not shown.has("[name=volunteer]")
    assert answer.status == 409
    assert number_of_matches() == 0


def test_that_the_volunteer_said_yes_is_never_chosen_beforehand(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")
    assert not form.select("[name=answer][checked]")

    answer = browser.submit(form, volunteer=volunteer.id)

    assert answer.errors() == ["Choose what they said."]
    assert number_of_matches() == 0


def test_an_empty_form_says_what_is_missing(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    make.volunteer(area)
    browser = sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    answer = browser.submit(form, started_on="", note="Tuesday suits her.")

    assert answer.status == 422
    assert answer.errors() == [
        "Choose a volunteer.",
        "Choose what they said.",
        "Choose the first day.",
    ]
    assert "Tuesday suits her." in answer.text("[name=note]")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("volunteer", "99999999999999999999"),
        ("volunteer", "0"),
        ("volunteer", "Griet"),
        ("kind", "marriage"),
        ("rhythm", "daily"),
        ("started_on", "31-02-2026"),
        ("started_on", "0001-01-01"),
        ("started_on", "2099-01-01"),
        ("note", "a" * 1001),
        ("note", "Her number is 111222333."),
        ("note", "x" * 200_000),
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

    answers: dict[str, Any] = {"volunteer": volunteer.id, "answer": "yes"}
    answers[question] = answer
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

    assert browser.submit(form, volunteer=other.id, answer="yes").status == 422
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

    assert browser.submit(form, volunteer=last.id, answer="yes").status == 303


def test_somebody_who_may_not_be_approached_gets_no_form(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    contact = make.contact(area=area, stage=Stage.MOVED)
    make.assent(contact)

    page = sign_in(coordinator).get(address(contact))

    assert "left in peace" in page.text("main")
    assert not page.has("[name=volunteer]")


def test_a_long_list_shows_the_first_ten_and_asks_the_database_no_more(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    browser = sign_in(coordinator)
    browser.get(address(contact))
    counts = []
    for number in (5, 20):
        for _ in range(number):
            make.match(make.volunteer(area), make.contact(area=area))
        with statements() as wanted:
            page = browser.get(address(contact))
        counts.append(wanted.total())

    assert counts[0] == counts[1]
    assert len(page.soup.select("[name=volunteer]")) == 10
    assert "first 10" in page.text("#volunteer-choice")


def test_each_volunteer_has_a_number_and_their_villages(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    far = make.area("Zoutkamp")
    volunteer = make.volunteer(far, telephone="+31505550110")
    coordinator = make.coordinator()

    page = sign_in(coordinator).get(address(contact))

    assert page.has("#volunteer a[href='tel:+31505550110']")
    assert page.texts("#volunteer .tag") == [
        "visits nobody yet",
        "from Zoutkamp, further away",
    ]
    assert volunteer.id


def test_the_wishes_and_times_of_the_person_stand_beside_the_list(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    contact.times = frozenset({WeekPart.TUESDAY_MORNING})
    make.wish(contact, words="Soup on Thursdays.")
    make.wish(contact, words="An old wish.", state=WishState.DROPPED)

    page = sign_in(coordinator).get(address(contact))

    assert "Soup on Thursdays." in page.text("aside")
    assert "Tuesday morning" in page.text("aside")
    assert "An old wish." not in page.html


def test_a_volunteer_is_asked_with_what_was_filled_in(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(address(contact)).one("#match-form")

    answer = browser.submit(
        form, volunteer=volunteer.id, answer="asked", kind="buddy", note="Tuesdays."
    )

    request = db.session.scalars(select(MatchRequest)).one()
    assert answer.address == address(contact)
    assert (request.volunteer_id, request.kind) == (volunteer.id, MatchKind.BUDDY)
    assert number_of_matches() == 0


def test_ten_more_are_shown_where_that_is_asked(
    sign_in: SignIn, area: Area, contact: Contact, coordinator: User
) -> None:
    for _ in range(23):
        make.volunteer(area)
    browser = sign_in(coordinator)

    first = browser.get(address(contact))
    [more] = first.soup.select("#volunteer-choice .more a")
    then = browser.get(str(more["href"]))

    assert len(first.soup.select("[name=volunteer]")) == 10
    assert len(then.soup.select("[name=volunteer]")) == 20
