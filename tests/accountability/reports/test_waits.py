"""How long people waited: what counts, and that nobody is reckoned back from it."""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import date, timedelta
from itertools import product

import pytest

from tests import make
from tests.accountability.reports.test_queries import TODAY, attempt, respite
from tests.conftest import SignIn
from thuis_app.accountability.reports import queries, rules
from thuis_app.accountability.reports.actions import recount
from thuis_app.accountability.reports.rules import Wait
from thuis_app.activities.bookings.rules import BookingState
from thuis_app.core import clock
from thuis_app.core.actors import Role
from thuis_app.core.database import db
from thuis_app.organisation.areas.models import Area
from thuis_app.people.assents.models import Assent
from thuis_app.people.assents.rules import Participation
from thuis_app.people.contacts.models import Contact
from thuis_app.people.practice.models import PracticePerson
from thuis_app.people.relations.rules import GivenHow
from thuis_app.support.respite.models import RespiteRequest

Waits = tuple[int, int]
"""How many people of a group waited shortly, and how many long."""
LONG = 40


def days_of(waits: Waits) -> list[int]:
    return [0] * waits[0] + [LONG] * waits[1]


def foundations(groups: int, most: int) -> Iterator[tuple[Waits, ...]]:
    one = [(s, n) for s, n in product(range(most + 1), repeat=2) if s + n <= most]
    return product(one, repeat=groups)


def reckoned_back(groups: int, most: int, known: int = 0) -> list[tuple[Waits, ...]]:
    """The foundations of which a group of one to four people can only have waited as
    it did, for who knows what is shown and the first groups exactly."""
    alike: dict[Hashable, list[tuple[Waits, ...]]] = defaultdict(list)
    for waits in foundations(groups, most):
        shown, everybody = rules.medians(dict(enumerate(map(days_of, waits))))
        alike[tuple(shown.values()), everybody, waits[:known]].append(waits)
    return [
        waits
        for those in alike.values()
        for at in range(known, groups)
        if len({waits[at] for waits in those}) == 1
        for waits in those
        if 0 < sum(waits[at]) < 5
    ]


@pytest.mark.parametrize(("groups", "known"), [(1, 0), (2, 0), (2, 1)])
def test_no_small_group_is_reckoned_back(groups: int, known: int) -> None:
    assert reckoned_back(groups, 9, known) == []


@pytest.mark.parametrize("known", [0, 1])
def test_nor_one_of_three_groups(known: int) -> None:
    assert reckoned_back(3, 5, known) == []


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ([], None),
        ([3, 3, 3, 3], None),
        ([1, 2, 3, 40, 50], 3),
        ([1, 2, 3, 4, 40, 50], 4),
        ([11, 12, 13, 14, 50], 15),
    ],
)
def test_a_median_has_five_people_behind_it(days: list[int], shown: int | None) -> None:
    assert rules.median_days(days) == shown


def test_a_small_group_alone_is_not_in_the_median_of_all() -> None:
    shown = rules.medians({"north": [2] * 5, "south": [90] * 4})
    many = rules.medians({"north": [2] * 5, "south": [90] * 4, "west": [90] * 3})

    assert shown == ({"north": 2, "south": None}, 2)
    assert many[1] == 2


def test_many_small_groups_have_a_median_together() -> None:
    shown, everybody = rules.medians({key: [8, 8, 8, 8] for key in range(3)})

    assert shown == {0: None, 1: None, 2: None}
    assert everybody == 8


def waited(wait: Wait, today: date = TODAY) -> list[tuple[str | None, object]]:
    """The medians of this year for one kind of waiting, by group of villages."""
    recount()
    db.session.commit()
    board = make.actor(make.user(Role.BOARD))
    figures = queries.figures(board, today)
    return [(one.group, one.now) for one in figures.waits if one.wait is wait]


def said_yes(contact: Contact, on: date) -> None:
    given = {"given_on": on, "given_how": GivenHow.SPOKEN, "recorded_by": 1}
    visit = Participation.VISIT
    make.saved(Assent(contact_id=contact.id, participation=visit, **given))


def signalled(village: Area, days: int) -> Contact:
    """A person of whom was heard so many days before they were spoken to."""
    someone = make.contact(area=village)
    heard = make.at(TODAY - timedelta(days=days), 23)
    make.signal(village, contact_id=someone.id, received_at=heard)
    attempt(someone)
    return someone


@pytest.mark.usefixtures("database")
def test_from_the_first_signal_to_the_first_contact() -> None:
    village = make.area("Bedum")
    for days in (2, 3, 4, 5, 6):
        signalled(village, days)
    known = make.contact(area=village)
    attempt(known, TODAY - timedelta(days=300))
    make.signal(village, contact_id=known.id, received_at=make.at(TODAY))

    assert waited(Wait.FIRST_CONTACT) == [(None, 4), ("Bedum", 4)]


@pytest.mark.usefixtures("database")
def test_from_the_first_yes_to_the_first_match() -> None:
    village = make.area("Bedum")
    for days in (1, 2, 3, 4, 5):
        someone = make.contact(area=village)
        said_yes(someone, TODAY - timedelta(days=days))
        said_yes(someone, TODAY)
        make.match(make.user(), someone, started_on=TODAY)

    assert waited(Wait.MATCH) == [(None, 3), ("Bedum", 3)]


@pytest.mark.usefixtures("database")
def test_from_a_request_to_the_first_respite() -> None:
    village = make.area("Bedum")
    for days in (1, 2, 3, 4, 5):
        carer = make.contact(area=village)
        respite(carer, make.contact(), TODAY, BookingState.ATTENDED)
        asked = TODAY - timedelta(days=days)
        db.session.query(RespiteRequest).filter_by(carer_id=carer.id).update(
            {"asked_on": asked}
        )

    assert waited(Wait.RESPITE) == [(None, 3), ("Bedum", 3)]


@pytest.mark.usefixtures("database")
def test_who_is_there_to_practise_with_waits_for_nothing() -> None:
    village = make.area("Bedum")
    people = [signalled(village, 2) for _person in range(5)]
    make.saved(PracticePerson(area_id=village.id, contact_id=people[0].id))

    assert waited(Wait.FIRST_CONTACT) == [(None, None)]


@pytest.mark.usefixtures("database")
def test_the_page_and_the_spreadsheet_say_the_same(sign_in: SignIn) -> None:
    village = make.area("Bedum")
    village.cluster = "Middag"
    for days in (2, 3, 4, 5, 6):
        signalled(village, days)
    recount()
    next_month = make.at((TODAY.replace(day=28) + timedelta(days=4)).replace(day=2))
    clock.set_source(lambda: next_month)
    browser = sign_in(make.user(Role.BOARD))

    rows = browser.get("/reports/").texts("#waits tbody tr")
    sheet = browser.get("/reports/totals.csv").html

    assert rows[0].startswith("Days from a signal to the first contact 4 fewer than 5")
    assert rows[1].startswith("Middag 4 fewer than 5 fewer than 5")
    first = "Days from a signal to the first contact (half of them within)"
    assert f"{first};4;fewer than 5;" in sheet
    assert f"{first}: Middag;4;fewer than 5;" in sheet
    assert "People reached;5;0;0" in sheet
