from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.conftest import SignIn
from thuis_app.accountability.reports import queries, rules
from thuis_app.accountability.reports.rules import (
    AttemptCounts,
    ReachedShare,
    SuppressedCell,
)
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


def test_people_are_counted_by_the_number_of_tries_it_took(village: Area) -> None:
    for _person in range(5):
        reached_at(1, village)
        reached_at(3, village)
    for _person in range(6):
        reached_at(9, village)

    found = queries.evidence(board(), 2026, TODAY)

    assert found.people == 16
    assert found.by_number == [5, 5, 6]


def test_who_spoke_to_us_before_is_not_counted_again(village: Area) -> None:
    for _person in range(5):
        someone = reached_at(1, village, year=2025)
        tried(someone, date(2026, 5, 1), outcome=AttemptOutcome.TALK_AT_DOOR)

    now = queries.evidence(board(), 2026, TODAY)
    then = queries.evidence(board(), 2025, TODAY)

    assert (now.people, then.people) == (0, 5)
    assert now.tries == 5 and then.tries == 10
    assert now.years == [2026, 2025]


def test_two_tries_on_one_day_are_counted_in_the_order_they_were_written(
    village: Area,
) -> None:
    for _person in range(5):
        someone = make.contact(area=village)
        tried(someone, TODAY)
        tried(someone, TODAY, outcome=AttemptOutcome.NOT_NOW, channel=Channel.CARD)

    found = queries.evidence(board(), 2026, TODAY)

    assert found.by_number == [5, 0, 0]
    assert found.by_first_way[Channel.CARD] == 5
    assert found.by_first_way[Channel.DOOR] == 0


def test_the_share_of_each_way_and_part_of_the_day(village: Area) -> None:
    for number in range(20):
        someone = make.contact(area=village)
        outcome = AttemptOutcome.GOOD_TALK if number < 5 else AttemptOutcome.NOBODY_HOME
        tried(someone, TODAY, outcome=outcome)
        tried(someone, TODAY, channel=Channel.CARD, day_part=DayPart.AFTERNOON)

    found = queries.evidence(board(), 2026, TODAY)

    assert found.ways[Channel.DOOR] == ReachedShare(20, 5)
    assert found.ways[Channel.DOOR].percent == 25
    assert found.ways[Channel.CARD] == ReachedShare(20, 0)
    assert list(found.parts) == [DayPart.MORNING]


def test_behind_every_share_stand_five_people_however_many_tries(
    village: Area,
) -> None:
    someone = make.contact(area=village)
    for day in range(1, 11):
        tried(someone, date(2026, 5, day), channel=Channel.LETTER)

    found = queries.evidence(board(), 2026, TODAY)

    assert found.ways[Channel.LETTER] == ReachedShare(None, None)
    assert found.ways[Channel.LETTER].percent is None


def test_what_is_kept_back_is_not_to_be_reckoned_from_the_rest() -> None:
    rows = {
        Channel.DOOR: AttemptCounts(40, 30, 60, 50),
        Channel.CARD: AttemptCounts(9, 8, 20, 15),
        Channel.LETTER: AttemptCounts(2, 2, 20, 15),
    }

    shown = rules.shares(rows)

    assert shown[Channel.LETTER] == ReachedShare(None, None)
    assert shown[Channel.CARD] == ReachedShare(None, None)
    assert shown[Channel.DOOR] == ReachedShare(100, 40)


numbers = st.integers(0, 12)
pairs = st.tuples(numbers, numbers).filter(any)


@given(st.dictionaries(st.sampled_from(Channel), pairs))
def test_never_is_one_row_alone_kept_back_and_no_small_group_shown(
    people: dict[Channel, tuple[int, int]],
) -> None:
    rows = {
        channel: AttemptCounts(here, here, gone, gone)
        for channel, (here, gone) in people.items()
    }

    shown = rules.shares(rows)

    kept = [channel for channel, share in shown.items() if share.tries is None]
    assert len(kept) != 1 or len(rows) == 1
    for channel, share in shown.items():
        small = [number for number in people[channel] if 0 < number < 5]
        assert share.tries is None or not small
    if kept and len(kept) < len(rows):
        assert sum(sum(people[channel]) for channel in kept) >= 5


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
        reached_at(1, village)
        reached_at(4, village, channel=Channel.TELEPHONE)
    make.contact("Zwaluwstaart", area=village)

    page = sign_in(make.user(Role.BOARD)).get("/reports/evidence?year=2026")

    assert "In 2026 10 people spoke to us for the first time." in page.text(".story")
    assert "With 5 of them it took three tries or more." in page.text(".story")
    assert "1-2: 5; 3-4: 5" in page.text("#columns-title")
    assert "At the door: " in page.text("#ways-title")
    tables = " ".join(page.texts("table"))
    assert "By telephone 5" in tables
    assert "Vries" not in page.html and village.name not in page.html
    assert not page.soup.select("main a[href^='/people']")


def test_a_small_group_is_kept_back_on_the_page(sign_in: SignIn, village: Area) -> None:
    reached_at(1, village)

    page = sign_in(make.coordinator()).get("/reports/evidence")

    assert "fewer than five people spoke to us" in page.text(".story")
    assert "kept back" in page.text("#ways-title")
    assert not [text for text in page.texts("svg text") if "%" in text]


@pytest.mark.parametrize("year", ["x", "0", "-3", "9999", "99999999999999999999"])
def test_a_year_that_cannot_be_is_this_year_or_an_empty_one(
    sign_in: SignIn, year: str
) -> None:
    page = sign_in(make.coordinator()).get(f"/reports/evidence?year={year}")

    assert page.status == 200 and "there were no tries" in page.text("#evidence")


def test_the_report_leads_to_it(sign_in: SignIn) -> None:
    page = sign_in(make.user(Role.BOARD)).get("/reports/")

    assert page.has("a[href='/reports/evidence']")


def test_a_year_is_counted_as_far_as_it_has_been() -> None:
    now, then = rules.whole_year(2026, TODAY), rules.whole_year(2025, TODAY)

    assert (now.first, now.last) == (date(2026, 1, 1), TODAY)
    assert then.last == date(2025, 12, 31)
    assert rules.published([3, 9, 20]) == [
        SuppressedCell.UNDER_FIVE,
        SuppressedCell.SHIELDED,
        20,
    ]
