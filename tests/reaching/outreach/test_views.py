from datetime import timedelta

import pytest

from tests import make
from tests.conftest import SignIn
from tests.pages import Browser
from tests.reaching.outreach.test_queries import plan
from tests.reaching.outreach.trying import attempts, opened, recorded
from tests.statements import statements_of
from thuis_app.core import clock
from thuis_app.core.actors import Role

FORMS = ("attempt", "rest", "assign", "stop")


def test_the_worklist_says_why_each_line_is_there(sign_in: SignIn) -> None:
    plan("Bos", reason="other_part:3:morning", attempts=3, day_part="afternoon")
    late = clock.today() - timedelta(days=4)
    plan("Kuipers", next_on=late)

    page = sign_in(make.coordinator()).get("/outreach/")

    first, second = page.texts("#due-lines .line")
    assert "Kuipers" in first and "4 days late" in first
    assert "Tried once with a card, so now at the door." in first
    assert "Attempt 4. 3 times in the morning, so try in the afternoon." in second


def test_what_comes_later_stands_below_and_who_rests_below_that(
    sign_in: SignIn,
) -> None:
    until = clock.today() + timedelta(days=5)
    plan("Bos", next_on=until, resting=True, reason="rested", resting_because="Harvest")
    plan("Kuipers", next_on=until)

    page = sign_in(make.coordinator()).get("/outreach/")

    assert "Kuipers" in page.text("#later-lines")
    assert "Harvest" in page.text("#resting-lines")
    assert "rests until" in page.text("#resting-lines")
    assert "2 people have a next step" in page.text("#due")


def test_every_line_says_by_whom(sign_in: SignIn) -> None:
    village, user = make.area(), make.coordinator()
    volunteer = make.volunteer(village, name="Roelie Bakker", called="Roelie")
    plan("Bos", area=village, assigned_to=volunteer.id)
    plan("Kuipers", area=village)
    plan("Smit", area=village, assigned_to=user.id)

    lines = sign_in(user).get("/outreach/").texts("#due-lines .line")

    assert "Roelie goes." in lines[0]
    assert "Nobody chosen to go yet." in lines[1]
    assert "You go." in lines[2]


def test_the_list_of_one_volunteer_is_chosen(sign_in: SignIn) -> None:
    village = make.area()
    volunteer = make.volunteer(village, name="Roelie Bakker")
    plan("Bos", area=village, assigned_to=volunteer.id)
    plan("Kuipers", area=village)
    browser = sign_in(make.coordinator())

    hers = browser.get(f"/outreach/?by={volunteer.id}")
    nobodys = browser.get("/outreach/?by=0")

    assert "Roelie Bakker" in hers.text("#by")
    assert hers.texts("#due-lines .name") == ["Bos"]
    assert nobodys.texts("#due-lines .name") == ["Kuipers"]


def test_a_volunteer_is_led_to_the_list_by_the_day_and_has_no_filter(
    sign_in: SignIn,
) -> None:
    village = make.area()
    volunteer = make.volunteer(village)
    plan("Bos", area=village, assigned_to=volunteer.id)
    plan("Kuipers", area=village)
    browser = sign_in(volunteer)

    assert "Never give up 1" in browser.get("/").text("main a[href='/outreach/']")
    page = browser.get("/outreach/")

    assert page.texts("#due-lines .name") == ["Bos"]
    assert not page.has("form.filter")
    assert not page.has("a[href='/reports/evidence']")


def test_an_empty_list_says_why(sign_in: SignIn) -> None:
    page = sign_in(make.coordinator()).get("/outreach/")

    assert "There is nobody here whom we try to reach." in page.text("#due")


def test_a_village_is_chosen_without_the_rest_of_the_page(sign_in: SignIn) -> None:
    village = make.area()
    make.area(), make.area()
    plan("Bos", area=village)
    plan("Kuipers")
    browser = sign_in(make.coordinator())

    part = browser.get(f"/outreach/?area={village.id}", htmx=True)

    assert not part.is_whole and part.has("#outreach-list")
    assert "Bos" in part.html and "Kuipers" not in part.html


def test_twenty_five_lines_and_more_at_an_address(sign_in: SignIn) -> None:
    village = make.area()
    for number in range(27):
        plan(f"Bos{number:02}", area=village)
    browser = sign_in(make.coordinator())

    page = browser.get("/outreach/")
    href = str(page.one("#more-due a")["href"])
    part, whole = browser.get(href, htmx=True), browser.get(href)

    assert len(page.texts("#due-lines .line")) == 25
    assert len(part.texts(".line")) == len(whole.texts("#due-lines .line")) == 2
    assert not part.is_whole and not part.has("#more-due")


@pytest.mark.parametrize("after", ["x", "2026-13-45.1", "2026-11-24", "9.9", "%00.1"])
def test_a_broken_address_shows_the_list_from_the_start(
    sign_in: SignIn, after: str
) -> None:
    plan("Bos")
    browser = sign_in(make.coordinator())

    page = browser.get(f"/outreach/?area=x&shown=y&after={after}")

    assert page.status == 200 and "Bos" in page.html


def test_the_page_asks_as_much_at_25_lines_as_at_5(sign_in: SignIn) -> None:
    village = make.area()
    browser = sign_in(make.coordinator())
    browser.get("/outreach/")
    counts = []
    for more in (5, 20):
        for _number in range(more):
            plan(area=village, assigned_to=make.volunteer(village).id)
        counts.append(statements_of(lambda: browser.get("/outreach/")))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", [Role.BOARD, Role.ADMINISTRATOR])
def test_neither_board_nor_administrator_comes_in(sign_in: SignIn, role: Role) -> None:
    row = plan()
    browser = sign_in(make.user(role))

    assert browser.get("/outreach/").status == 403
    for what in FORMS:
        assert browser.get(f"/outreach/{row.contact_id}/{what}").status == 404


def test_nor_a_coordinator_of_elsewhere_nor_a_volunteer_without_the_plan(
    sign_in: SignIn,
) -> None:
    village = make.area()
    row = plan(area=village)
    for user in (make.coordinator(make.area()), make.volunteer(village)):
        browser = sign_in(user)
        for what in FORMS:
            assert browser.get(f"/outreach/{row.contact_id}/{what}").status == 404


def test_who_goes_records_but_does_not_stop_or_hand_over(sign_in: SignIn) -> None:
    village = make.area()
    volunteer = make.volunteer(village)
    row = plan(area=village, assigned_to=volunteer.id)
    browser = sign_in(volunteer)

    answer = recorded(browser, row)

    assert (answer.status, answer.address) == (303, "/")
    assert attempts() == 1
    for what in ("stop", "assign"):
        assert browser.get(f"/outreach/{row.contact_id}/{what}").status == 403
    assert opened(browser, row).texts(".timeline li")


def test_the_evidence_and_the_table_are_one_press_away(sign_in: SignIn) -> None:
    page = sign_in(make.coordinator()).get("/outreach/")

    for address in ("/reports/evidence", "/outreach/table", "/outreach/cards"):
        assert page.has(f"a[href='{address}']")


def test_a_stranger_is_asked_who_they_are(stranger: Browser) -> None:
    assert stranger.get("/outreach/").status == 303
    assert stranger.get("/outreach/1/attempt").status == 303


def test_namesakes_are_told_apart_to_a_coordinator(sign_in: SignIn) -> None:
    village = make.area()
    for year in (1934, 1961):
        someone = make.contact(
            "Proefstra",
            called_name="Jan",
            birth_year=year,
            area=village,
        )
        make.plan(someone)

    page = sign_in(make.coordinator()).get("/outreach/")

    assert sorted(page.texts(".line .name")) == [
        "Jan Proefstra (1934)",
        "Jan Proefstra (1961)",
    ]
