from typing import Any

import pytest
from sqlalchemy import func, select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.areas.models import Area


def keeper(sign_in: SignIn) -> Browser:
    return sign_in(make.user(Role.ADMINISTRATOR))


def add(browser: Browser, **answers: Any) -> Page:
    shown = {"name": "Bedum", "postcode4": "9781", "cluster": "zuid"} | answers
    return browser.submit(browser.get("/areas/new").one("#area-form"), **shown)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.COORDINATOR, Role.BOARD])
def test_the_list_is_kept_by_the_administrator_alone(
    sign_in: SignIn, role: Role
) -> None:
    village, browser = make.area(), sign_in(make.user(role, all_areas=True))

    assert browser.get("/areas/").status == 403
    assert browser.get("/areas/new").status == 403
    assert browser.get(f"/areas/{village.id}/edit").status == 404


def test_a_village_is_added_and_stands_with_its_group(sign_in: SignIn) -> None:
    browser = keeper(sign_in)

    page = browser.follow(add(browser))

    assert "Bedum is saved." in page.text("#notice")
    assert page.texts(".block h2") == ["zuid"]
    assert page.texts(".name") == ["Bedum"]


def test_the_list_says_nothing_of_who_lives_there(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    for _ in range(3):
        make.contact("Vries", area=village)

    page = keeper(sign_in).get("/areas/")

    assert page.texts(".line p") == ["Bedum", "9781"]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": ""}, "Write the name."),
        ({"name": "a" * 81}, "under 80"),
        ({"postcode4": ""}, "four figures"),
        ({"postcode4": "978"}, "four figures"),
        ({"postcode4": "9781 AB"}, "four figures"),
        ({"postcode4": "0781"}, "four figures"),
        ({"postcode4": "٩٧٨١"}, "four figures"),
        ({"cluster": "a" * 81}, "under 80"),
        ({"name": "bedum"}, "with this name already"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    sign_in: SignIn, answers: dict[str, str], sentence: str
) -> None:
    make.area("Bedum")

    answer = add(keeper(sign_in), **({"name": "Baflo"} | answers))

    assert answer.status == 422
    assert sentence in answer.errors()[0]
    typed = ({"cluster": "zuid"} | answers)["cluster"]
    assert answer.one("[name=cluster]")["value"] == typed
    assert db.session.scalar(select(func.count(Area.id))) == 1


def test_a_form_sent_twice_adds_one_village(sign_in: SignIn) -> None:
    browser = keeper(sign_in)
    form = browser.get("/areas/new").one("#area-form")

    for _ in range(2):
        answer = browser.submit(form, name="Bedum", postcode4="9781")

    assert answer.address == "/areas/"
    assert db.session.scalar(select(func.count(Area.id))) == 1


def test_who_was_second_sees_both_versions(sign_in: SignIn) -> None:
    village, browser = make.area("Bedum"), keeper(sign_in)
    form = browser.get(f"/areas/{village.id}/edit").one("#area-form")
    first = browser.get(f"/areas/{village.id}/edit").one("#area-form")
    browser.submit(first, cluster="noord")

    answer = browser.submit(form, cluster="zuid")

    assert answer.status == 409
    assert "noord" in answer.text("#cluster-theirs")
    assert answer.one("[name=cluster]")["value"] == "zuid"


def test_a_village_goes_out_of_use_and_comes_back(sign_in: SignIn) -> None:
    village, browser = make.area("Bedum"), keeper(sign_in)

    form = browser.get("/areas/").one("form[action$='/retire']")
    page = browser.follow(browser.submit(form))
    assert not db.session.get_one(Area, village.id).is_active
    assert "out of use" in page.text(".block h2")

    browser.submit(page.one("form[action$='/take-back']"))
    assert db.session.get_one(Area, village.id).is_active


def test_without_villages_the_list_says_what_to_do(sign_in: SignIn) -> None:
    assert "Add the first one" in keeper(sign_in).get("/areas/").text()
