from datetime import date, time

import pytest

from tests import make
from tests.conftest import SignIn
from thuis_app.accountability.reports import queries
from thuis_app.accountability.reports.actions import recount
from thuis_app.accountability.reports.rules import AttemptCounts, Evidence
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.day_parts import DayPart
from thuis_app.core.errors import Denied
from thuis_app.organisation.areas.models import Area
from thuis_app.people.contacts.models import Contact
from thuis_app.reaching.outreach.models import OutreachAttempt
from thuis_app.reaching.outreach_steps.rules import AttemptOutcome, Channel

TODAY = date(2026, 11, 20)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def in_november(database: None) -> None:
    clock.set_source(lambda: clock.at(TODAY, time(12)))


@pytest.fixture
def village() -> Area:
    return make.area()


def board() -> Actor:
    return make.actor(make.user(Role.BOARD))


def tried(contact: Contact, on: date, **more: object) -> None:
    values: dict[str, object] = {
        "day_part": DayPart.MORNING,
        "channel": Channel.DOOR,
        "outcome": AttemptOutcome.NOBODY_HOME,
        "made_by": MAKER[0],
    }
    make.saved(OutreachAttempt(contact_id=contact.id, made_on=on, **(values | more)))


MAKER = [0]


@pytest.fixture(autouse=True)
def maker(database: None) -> None:
    MAKER[0] = make.coordinator().id


def reached_at(number: int, village: Area, year: int = 2026, **more: object) -> Contact:
    """Somebody who spoke to us at this try, and then once more."""
    someone = make.contact(area=village)
    for at in range(1, number):
        tried(someone, date(year, 1, at))
    talk: dict[str, object] = {"outcome": AttemptOutcome.GOOD_TALK} | more
    tried(someone, date(year, 2, 1), **talk)
    tried(someone, date(year, 3, 1), **talk)
    return someone


def shown(year: int = 2026) -> Evidence:
    """What the page of a year shows, with the summaries counted."""
    recount()
    return queries.evidence(board(), year, TODAY)


def test_people_are_counted_by_the_number_of_tries_it_took(village: Area) -> None:
    for _person in range(5):
        reached_at(1, village)
        reached_at(3, village)
    for _person in range(6):
        reached_at(9, village)

    found = shown()

    assert found.by_number == [5, 5, 5]
    assert found.people == 15


def test_who_spoke_to_us_before_is_not_counted_again(village: Area) -> None:
    for _person in range(5):
        someone = reached_at(1, village, year=2025)
        tried(someone, date(2026, 5, 1), outcome=AttemptOutcome.TALK_AT_DOOR)

    now, then = shown(), shown(2025)

    assert (now.people, then.people) == (0, 5)
    assert now.tries == 5 and then.tries == 10
    assert now.years == [2026, 2025]


def test_two_tries_on_one_day_are_counted_in_the_order_they_were_written(
    village: Area,
) -> None:
    for _person in range(5):
        someone, on = make.contact(area=village), date(2025, 5, 1)
        tried(someone, on)
        tried(someone, on, outcome=AttemptOutcome.NOT_NOW, channel=Channel.CARD)

    found = shown(2025)

    assert found.by_number == [5, 0, 0]
    assert found.by_first_way == {Channel.DOOR: 0, Channel.CARD: 5}


def test_the_share_of_each_way_and_part_of_the_day(village: Area) -> None:
    for number in range(20):
        someone, on = make.contact(area=village), date(2025, 5, 1)
        outcome = AttemptOutcome.GOOD_TALK if number < 5 else AttemptOutcome.NOBODY_HOME
        tried(someone, on, outcome=outcome)
        tried(someone, on, channel=Channel.CARD, day_part=DayPart.AFTERNOON)

    found = shown(2025)

    assert found.ways[Channel.DOOR] == AttemptCounts(5, 15)
    assert found.ways[Channel.DOOR].percent == 25
    assert found.ways[Channel.CARD] == AttemptCounts(0, 20)
    assert found.parts == {DayPart.MORNING: AttemptCounts(5, 15)}


def test_a_year_that_goes_on_is_not_told_by_way_nor_by_part_of_the_day(
    village: Area,
) -> None:
    for _person in range(5):
        reached_at(1, village)

    found = shown()

    assert (found.ways, found.parts, found.by_first_way) == ({}, {}, {})
    assert found.by_number == [5, 0, 0]


def test_who_speaks_to_us_this_month_is_counted_when_it_is_over(village: Area) -> None:
    for _person in range(5):
        reached_at(1, village)
    before = shown()

    for _person in range(5):
        someone = make.contact(area=village)
        tried(someone, TODAY, outcome=AttemptOutcome.GOOD_TALK)

    assert shown() == before


def test_no_more_people_are_shown_than_in_the_report_of_the_year() -> None:
    """Of four villages with two people the report shows none: eight would tell all."""
    for _village in range(4):
        area = make.area()
        for _person in range(2):
            reached_at(1, area)

    found = shown()

    assert (found.people, found.by_number) == (0, [0, 0, 0])


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.ADMINISTRATOR])
def test_others_do_not_read_it(sign_in: SignIn, role: Role) -> None:
    user = make.user(role)
    with pytest.raises(Denied):
        queries.evidence(make.actor(user), 2026, TODAY)
    assert sign_in(user).get("/reports/evidence").status == 403


def test_the_page_tells_it_in_a_sentence_two_charts_and_tables(
    sign_in: SignIn, village: Area
) -> None:
    for _person in range(5):
        reached_at(1, village, year=2025)
        reached_at(4, village, year=2025, channel=Channel.TELEPHONE)
    make.contact("Zwaluwstaart", area=village)
    recount()

    page = sign_in(make.user(Role.BOARD)).get("/reports/evidence?year=2025")

    assert "In 2025 10 people spoke to us for the first time." in page.text(".story")
    assert "With 5 of them it took three tries or more." in page.text(".story")
    assert "1-2: 5; 3-4: 5" in page.text("#columns-title")
    assert "At the door: " in page.text("#ways-title")
    tables = " ".join(page.texts("table"))
    assert "By telephone 5" in tables
    assert "Vries" not in page.html and village.name not in page.html
    assert not page.soup.select("main a[href^='/people']")


def test_years_that_are_over_are_shown_together(sign_in: SignIn, village: Area) -> None:
    for year in (2024, 2025, 2026):
        for _person in range(5):
            reached_at(4, village, year=year)
    recount()

    page = sign_in(make.user(Role.BOARD)).get("/reports/evidence?together=yes")

    assert "In 2024-2025 10 people spoke to us for the first time." in page.text(
        ".story"
    )
    assert "1-2: 0; 3-4: 10; 5+: 0" in page.text("#columns-title")
    assert "At the door: 40%" in page.text("#ways-title")
    [here] = page.texts("nav.tabs [aria-current]")
    assert here == "2024-2025"


def test_with_one_year_that_is_over_there_is_nothing_to_put_together(
    sign_in: SignIn, village: Area
) -> None:
    reached_at(4, village, year=2025)
    recount()

    page = sign_in(make.user(Role.BOARD)).get("/reports/evidence?together=yes")

    assert page.status == 200
    assert page.texts("nav.tabs a") == ["2026", "2025"]


def test_the_page_of_this_year_says_what_comes_when_it_is_over(
    sign_in: SignIn, village: Area
) -> None:
    for _person in range(5):
        reached_at(1, village)
    recount()

    page = sign_in(make.coordinator()).get("/reports/evidence")

    assert "stands here when the year is over" in page.text("#evidence")
    assert not page.has("#ways-title") and page.has("#columns-title")


def test_a_small_group_is_not_told(sign_in: SignIn, village: Area) -> None:
    reached_at(2, village)
    reached_at(2, village)

    page = sign_in(make.coordinator()).get("/reports/evidence")

    assert "too few people spoke to us" in page.text(".story")


@pytest.mark.parametrize("year", ["x", "0", "-3", "9999", "99999999999999999999"])
def test_a_year_that_cannot_be_is_this_year_or_an_empty_one(
    sign_in: SignIn, year: str
) -> None:
    page = sign_in(make.coordinator()).get(f"/reports/evidence?year={year}")

    assert page.status == 200 and "there were too few tries" in page.text("#evidence")


def test_the_report_leads_to_it(sign_in: SignIn) -> None:
    page = sign_in(make.user(Role.BOARD)).get("/reports/")

    assert page.has("a[href='/reports/evidence']")
