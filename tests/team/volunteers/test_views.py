from typing import Any

import pytest

from tests import make
from tests.conftest import SignIn
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import User
from thuis_app.organisation.areas.models import Area
from thuis_app.team.volunteers.models import Volunteer


@pytest.fixture
def area(database: None) -> Area:
    return make.area("Winsum")


@pytest.fixture
def coordinator(area: Area) -> User:
    return make.coordinator(area)


def test_the_list_shows_at_a_glance_who_has_time(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    busy = make.volunteer(area, name="Aaltje", telephone="+31595555001")
    db.session.get_one(Volunteer, busy.id).people = 2
    make.volunteer(area, name="Berend")
    make.volunteer(make.area(), name="Elders")

    page = sign_in(coordinator).get("/volunteers/")

    assert page.texts(".line .name") == ["Aaltje", "Berend"]
    assert page.texts(".line .tag") == ["Has enough people", "Has time"]
    assert page.has("a[href='tel:+31595555001']")


def test_the_page_of_a_volunteer_leads_to_the_people_they_visit(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    volunteer = make.volunteer(area, telephone="+31595555001")
    make.match(volunteer, make.contact("Ploeg", area=area))
    browser = sign_in(coordinator)

    page = browser.get(f"/volunteers/{volunteer.id}")
    way = page.one("#people-visited a")
    people = browser.get(str(way["href"]), htmx=True)

    assert page.one("#people-visited")["hx-get"] == way["href"]
    assert page.has("a[href='tel:+31595555001']")
    assert "Ploeg" in people.text("#people-visited")


def test_a_search_gives_the_list_alone(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    make.volunteer(area, name="Emine Özdemir")
    browser = sign_in(coordinator)

    found = browser.get("/volunteers/?search=ozdemir", htmx=True)
    nobody = browser.get("/volunteers/?search=jan")

    assert not found.is_whole
    assert found.texts(".name") == ["Emine Özdemir"]
    assert "Nobody found" in nobody.text("#volunteer-list")


@pytest.mark.parametrize(
    "wanted", ["after=x", "after=999999999999", "area=-1", "area=x"]
)
def test_an_odd_address_gives_a_page(
    sign_in: SignIn, coordinator: User, wanted: str
) -> None:
    assert sign_in(coordinator).get(f"/volunteers/?{wanted}").status == 200


def test_the_next_25_follow_with_and_without_script(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    for number in range(30):
        make.volunteer(area, name=f"Name {number:02}")
    browser = sign_in(coordinator)

    page = browser.get("/volunteers/?search=name")
    more = str(page.one(".more a")["href"])

    for htmx in (True, False):
        rest = browser.get(more, htmx=htmx)
        assert rest.texts(".line .name") == [f"Name {n}" for n in range(25, 30)]
        assert rest.is_whole is not htmx


def test_the_card_is_kept(sign_in: SignIn, area: Area, coordinator: User) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(f"/volunteers/{volunteer.id}/edit").one("#card-form")

    answer = browser.submit(form, most_people=4, drives="y", note="Likes boats.")

    profile = db.session.get_one(Volunteer, volunteer.id)
    assert answer.address == f"/volunteers/{volunteer.id}"
    assert (profile.most_people, profile.drives, profile.note) == (
        4,
        True,
        "Likes boats.",
    )


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("most_people", ""),
        ("most_people", "13"),
        ("most_people", "many"),
        ("note", "a" * 1001),
        ("note", "111222333"),
    ],
)
def test_what_cannot_be_is_refused_at_the_question(
    sign_in: SignIn, area: Area, coordinator: User, question: str, answer: str
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(f"/volunteers/{volunteer.id}/edit").one("#card-form")

    answers: dict[str, Any] = {question: answer}
    page = browser.submit(form, **answers)

    assert page.status == 422
    assert page.has(f"#{question}-error")
    assert answer in str(page.one(f"[name={question}]"))


def test_who_comes_second_sees_what_the_first_wrote(
    sign_in: SignIn, area: Area, coordinator: User
) -> None:
    volunteer, browser = make.volunteer(area), sign_in(coordinator)
    form = browser.get(f"/volunteers/{volunteer.id}/edit").one("#card-form")
    db.session.get_one(Volunteer, volunteer.id).note = "First."
    db.session.commit()

    page = browser.submit(form, note="Second.")

    assert page.status == 409
    assert "First." in page.text("#note-theirs")
    assert "Second." in page.text("[name=note]")


def test_others_find_no_volunteers(sign_in: SignIn, area: Area) -> None:
    volunteer = make.volunteer(area)
    board, keeper = make.user(Role.BOARD), make.user(Role.ADMINISTRATOR)

    for user in (volunteer, board, keeper):
        browser = sign_in(user)
        for address in ("", volunteer.id, f"{volunteer.id}/edit"):
            assert browser.get(f"/volunteers/{address}").status == 404
    far = sign_in(make.coordinator(make.area()))
    assert far.get(f"/volunteers/{volunteer.id}").status == 404
