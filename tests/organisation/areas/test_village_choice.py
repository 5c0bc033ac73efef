"""Villages are chosen once, and hold for the lists of all pages."""

import pytest
from flask import Flask, session

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser, Page
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import UserArea
from thuis_app.organisation.areas.forms import KEPT, village_filter
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.areas.rules import (
    EVERYWHERE,
    VillageOption,
    village_choice,
)
from thuis_app.people.tasks.rules import TaskKind

BEDUM = VillageOption(1, "Bedum", "9781", True, "zuid")
WINSUM = VillageOption(2, "Winsum", "9951", True, "zuid")
DELFZIJL = VillageOption(3, "Delfzijl", "9934", True, "")
THREE = [BEDUM, DELFZIJL, WINSUM]

PAGES = (
    *("/", "/people/", "/week", "/week/soon", "/outreach/", "/volunteers/"),
    *("/offerings/", "/batches/tell", "/signals/", "/referrals/", "/respite/"),
    *("/people/twice", "/matches/unasked"),
)


def test_a_choice_is_one_village_or_a_group_of_them() -> None:
    one, group = village_choice(THREE, "3"), village_choice(THREE, "group:zuid")

    assert (one.name, one.area_ids) == ("Delfzijl", frozenset({3}))
    assert (group.name, group.area_ids) == ("zuid", frozenset({1, 2}))


@pytest.mark.parametrize("value", ["", "4", "x", "group:", "group:noord", "zuid", "-1"])
def test_what_names_no_village_narrows_nothing(value: str) -> None:
    assert village_choice(THREE, value) is EVERYWHERE


def villages() -> tuple[Area, Area, Area]:
    """Two of one group, and one of another."""
    found = make.area("Bedum"), make.area("Winsum"), make.area("Delfzijl")
    for area, cluster in zip(found, ("zuid", "zuid", "noord"), strict=True):
        area.cluster = cluster
        make.task(TaskKind.INFORM, make.contact(f"Of {area.name}", area=area))
    return found


def names(page: Page) -> set[str]:
    return {name.split()[-1] for name in page.texts(".line .name")}


def chosen(browser: Browser, value: object) -> Page:
    """The list of people, after this was chosen in its filter."""
    return browser.get(f"/people/?area={value}&keep=1")


def test_the_filter_offers_ones_own_villages_each_group_and_each_village(
    sign_in: SignIn,
) -> None:
    bedum, winsum, delfzijl = villages()
    browser = sign_in(make.coordinator(bedum, winsum, delfzijl))

    for address in ("/", "/people/", "/week", "/outreach/", "/volunteers/"):
        page = browser.get(address)
        assert page.texts("#area > option") == ["My villages"]
        assert page.texts("#area option") == [
            *("My villages", "Delfzijl"),
            *("zuid, all villages", "Bedum", "Winsum"),
        ]


def test_who_is_in_charge_everywhere_begins_with_all_villages(sign_in: SignIn) -> None:
    villages()

    assert sign_in(make.coordinator()).get("/").texts("#area > option") == [
        "All villages"
    ]


def test_what_was_chosen_holds_on_every_page_and_is_said_there(sign_in: SignIn) -> None:
    villages()
    browser = sign_in(make.coordinator())

    first = chosen(browser, "group:zuid")

    assert names(first) == {"Bedum", "Winsum"}
    assert names(browser.get("/")) == {"Bedum", "Winsum"}
    for address in PAGES:
        said = browser.get(address).text("#villages-shown")
        assert said == "You see: zuid · show everything", address


def test_one_click_shows_everything_again(sign_in: SignIn) -> None:
    villages()
    browser = sign_in(make.coordinator())
    page = chosen(browser, "group:zuid")

    cleared = browser.get(str(page.one("#villages-shown a")["href"]))

    assert names(cleared) == {"Bedum", "Winsum", "Delfzijl"}
    assert not browser.get("/").has("#villages-shown")
    assert names(browser.get("/")) == {"Bedum", "Winsum", "Delfzijl"}


def test_a_link_wins_on_its_own_page_and_is_not_kept(sign_in: SignIn) -> None:
    *_others, delfzijl = villages()
    browser = sign_in(make.coordinator())
    chosen(browser, "group:zuid")

    linked = browser.get(f"/people/?area={delfzijl.id}")

    assert names(linked) == {"Delfzijl"}
    assert linked.text("#villages-shown").startswith("You see: Delfzijl")
    assert names(browser.get("/people/")) == {"Bedum", "Winsum"}


def test_a_choice_that_is_kept_stands_in_no_address(sign_in: SignIn) -> None:
    bedum, *_others = villages()
    for number in range(30):
        make.contact(f"N{number}", area=bedum)
    browser = sign_in(make.coordinator())

    first = chosen(browser, bedum.id)
    second = browser.get(str(first.one("tr.more a")["href"]))

    assert "area=" not in str(first.one("tr.more a")["href"])
    assert len(second.soup.select(".line")) == 6


def test_a_village_of_which_one_is_no_longer_in_charge_falls_away(
    sign_in: SignIn,
) -> None:
    bedum, winsum, delfzijl = villages()
    user = make.coordinator(bedum, winsum, delfzijl)
    browser = sign_in(user)
    chosen(browser, delfzijl.id)

    db.session.delete(db.session.get_one(UserArea, (user.id, delfzijl.id)))
    page = browser.get("/people/")

    assert names(page) == {"Bedum", "Winsum"}
    assert not page.has("#villages-shown")


def test_the_choice_of_another_user_of_the_browser_does_not_hold(app: Flask) -> None:
    one, other = (Actor(number, "Griet", "Griet", frozenset()) for number in (7, 8))

    with app.test_request_context("/people/?area=3&keep=1"):
        assert village_filter(one, THREE).area_ids == frozenset({3})
        kept = session[KEPT]
    with app.test_request_context("/people/"):
        session[KEPT] = kept
        assert village_filter(one, THREE).area_ids == frozenset({3})
        assert village_filter(other, THREE).area_ids is None


def test_concerns_of_all_villages_stay_on_the_board(sign_in: SignIn) -> None:
    bedum, *_others, delfzijl = villages()
    make.concern(make.contact("Ploeg", area=delfzijl))
    lead = make.user(Role.COORDINATOR, Role.SAFEGUARDING_LEAD)
    browser = sign_in(lead)
    chosen(browser, bedum.id)

    assert browser.get("/").has("#queue-concern")


def test_an_empty_board_of_some_villages_does_not_say_that_nothing_waits_at_all(
    sign_in: SignIn,
) -> None:
    villages()
    empty = make.area("Adorp")
    browser = sign_in(make.coordinator())
    chosen(browser, empty.id)

    assert "Others may have work." in browser.get("/").text("#work .empty")


def test_a_search_looks_everywhere_and_says_so(sign_in: SignIn) -> None:
    bedum, *_others, delfzijl = villages()
    make.volunteer(delfzijl, name="Wietske Wiersma")
    browser = sign_in(make.coordinator())
    chosen(browser, bedum.id)

    box = browser.get("/search/").one("form.search-box")
    page = browser.submit(box, words="wiersma")

    assert "You search in all your villages" in page.text("main")
    assert "Wietske Wiersma" in page.texts("tr.line .name")
