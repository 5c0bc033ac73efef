from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.directory.offerings.models import Offering

NEW: dict[str, Any] = {
    "name": "Choir",
    "kind": "other",
    "reached_by": "mail",
    "all_areas": "y",
}


def stored() -> list[Offering]:
    return list(db.session.scalars(select(Offering)))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR])
def test_something_is_added_and_shown(sign_in: SignIn, role: Role) -> None:
    village = make.area("Bedum")
    browser = sign_in(make.user(role))
    form = browser.get("/offerings/new").one("#offering-form")

    answer = browser.submit(form, **(NEW | {"all_areas": None, "area_ids": village.id}))
    page = browser.follow(answer)

    assert page.text("h1") == "Choir"
    assert "Bedum" in page.text(".facts")
    assert "Confirmed" in page.text(".tag.good")


def test_the_same_form_twice_adds_one(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    form = browser.get("/offerings/new").one("#offering-form")

    first, second = browser.submit(form, **NEW), browser.submit(form, **NEW)

    assert first.address == second.address
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Write what it is called."),
        ({"name": "\u200b"}, "Write what it is called."),
        ({"name": "x" * 201}, "Keep it under 200"),
        ({"name": "a\x00" * 50_000}, "Keep it under 200"),
        ({"name": "the CHÖIR."}, "in the directory already"),
        ({"kind": None}, "Choose whose it is."),
        ({"all_areas": None}, "Tick a village"),
        ({"telephone": "12"}, "This number does not exist"),
        ({"email": "griet"}, "e-mail address like"),
        ({"places_free": "-1"}, "between 0 and 999"),
        ({"may_know": "Her number is 111222333."}, "BSN"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    sign_in: SignIn, wrong: dict[str, Any], says: str
) -> None:
    make.offering("The choir")
    browser = sign_in(make.coordinator())
    form = browser.get("/offerings/new").one("#offering-form")

    answer = browser.submit(form, **(NEW | {"sentence": "Singing 🎵"} | wrong))

    assert answer.status == 422
    assert says in answer.text("#errors")
    assert answer.one("[name=sentence]")["value"] == "Singing 🎵"
    assert len(stored()) == 1


def test_a_village_that_is_not_there_is_refused(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())
    data = browser.get("/offerings/new").one("#offering-form")
    make.area()

    answer = browser.submit(data, **NEW)
    assert answer.status == 303

    form = browser.get("/offerings/new").one("#offering-form")
    answer = browser.submit(form, **(NEW | {"name": "Other", "area_ids": "999"}))

    assert answer.status == 422


def test_who_comes_second_sees_both_versions(sign_in: SignIn) -> None:
    offering = make.offering("Choir", cost="free")
    first, second = sign_in(make.coordinator()), sign_in(make.coordinator())
    address = f"/offerings/{offering.id}/edit"
    mine, theirs = first.get(address), second.get(address)

    first.submit(mine.one("#offering-form"), cost="5 euro")
    answer = second.submit(theirs.one("#offering-form"), cost="10 euro")
    again = second.submit(answer.one("#offering-form"))

    assert answer.status == 409
    assert answer.one("[name=cost]")["value"] == "10 euro"
    assert answer.text("#cost-theirs") == "It now says: 5 euro"
    assert again.status == 303
    assert stored()[0].cost == "10 euro"


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_old_warns_and_is_confirmed_today(sign_in: SignIn, htmx: bool) -> None:
    long_ago = clock.today() - timedelta(days=91)
    offering = make.offering("Choir", confirmed_on=long_ago)
    browser = sign_in(make.coordinator())

    row = browser.get("/offerings/")
    answer = browser.submit(row.one("form[action$='/confirm']"), htmx=htmx)
    after = browser.get(f"/offerings/{offering.id}")

    assert "Not confirmed since" in row.text(".tag.attention")
    assert row.has("tr.soft")
    assert answer.status == (200 if htmx else 303)
    assert "Confirmed" in after.text(".tag.good")


def test_an_empty_map_leads_who_keeps_it_to_the_list_to_begin_with(
    sign_in: SignIn,
) -> None:
    keeper = sign_in(make.user(Role.ADMINISTRATOR)).get("/offerings/")
    reader = sign_in(make.volunteer()).get("/offerings/")

    assert keeper.has(".empty a[href='/offerings/starters']")
    assert "A coordinator can add" in reader.text(".empty")


def test_what_is_retired_leaves_the_map_and_can_come_back(sign_in: SignIn) -> None:
    offering = make.offering("Choir")
    browser = sign_in(make.coordinator())
    page = browser.get(f"/offerings/{offering.id}")

    answer = browser.submit(page.one("form[action$='/retire']"), htmx=True)
    gone, kept = browser.get("/offerings/"), browser.get("/offerings/?retired=1")
    browser.submit(answer.one("form[action$='/restore']"))

    assert "Off the map" in answer.text(".tag")
    assert "still empty" in gone.text("main") and not gone.has("tr.line")
    assert kept.has("tr.line")
    assert browser.get("/offerings/").has("tr.line")


def test_a_volunteer_reads_and_changes_nothing(sign_in: SignIn) -> None:
    offering = make.offering("Choir", telephone="+31595551234")
    browser = sign_in(make.volunteer())
    page = browser.get(f"/offerings/{offering.id}")

    assert browser.get("/offerings/").status == 200
    assert not page.has("main form")
    assert browser.get("/offerings/new").status == 403
    assert browser.get(f"/offerings/{offering.id}/edit").status == 403
    for action in ("confirm", "retire", "restore", "edit"):
        assert post(browser, f"/offerings/{offering.id}/{action}").status == 403


def test_the_board_has_no_map(sign_in: SignIn) -> None:
    offering = make.offering()
    browser = sign_in(make.user(Role.BOARD))

    assert browser.get("/offerings/").status == 403
    assert browser.get(f"/offerings/{offering.id}").status == 404


def test_nothing_found_says_what_to_do(sign_in: SignIn) -> None:
    make.offering("Choir")
    browser = sign_in(make.coordinator())

    fragment = browser.get("/offerings/?q=billiards&area=999", htmx=True)

    assert not fragment.is_whole
    assert "Nothing found" in fragment.text("#offering-list")


def test_the_rest_comes_without_a_new_page(sign_in: SignIn) -> None:
    for number in range(30):
        make.offering(f"Offering {number:02}")
    browser = sign_in(make.coordinator())

    page = browser.get("/offerings/")
    more = str(page.one(".more a")["href"])
    rest, whole = browser.get(more, htmx=True), browser.get(more)

    assert len(page.texts("tr.line")) == 25
    assert len(rest.texts("tr.line")) == len(whole.texts("tr.line")) == 5
    assert not rest.is_whole and not rest.has(".more")


def post(browser: Browser, address: str) -> Page:
    return browser.post(address, {"csrf_token": browser.token})


def test_a_foundation_begins_with_what_it_ticks(sign_in: SignIn) -> None:
    browser = sign_in(make.user(Role.ADMINISTRATOR))
    form = browser.get("/offerings/starters").one("#starter-form")

    browser.submit(form, starters=["Telefooncirkel", "Automaatje"])

    assert sorted(one.name for one in stored()) == ["Automaatje", "Telefooncirkel"]
    assert all(one.all_areas and one.kind == "own" for one in stored())


def test_what_is_there_already_is_not_offered_and_not_added_again(
    sign_in: SignIn,
) -> None:
    browser = sign_in(make.coordinator())
    form = browser.get("/offerings/starters").one("#starter-form")
    make.offering("thuisbus")

    browser.submit(form, starters=["Thuisbus", "Oudermaatje"])

    assert [one.name for one in stored()] == ["thuisbus", "Oudermaatje"]
    assert "Thuisbus" not in browser.get("/offerings/starters").text("#starters")


def test_a_list_without_a_tick_comes_back(sign_in: SignIn) -> None:
    browser = sign_in(make.coordinator())

    answer = browser.submit(browser.get("/offerings/starters").one("#starter-form"))

    assert answer.errors() == ["Tick one."]
    assert stored() == []
