from datetime import date, timedelta

import pytest

from tests import make
from thuis_app.core import clock
from thuis_app.team.claims import queries
from thuis_app.team.claims.queries import Sums
from thuis_app.team.claims.rules import ClaimState, Over

pytestmark = pytest.mark.usefixtures("database")

APPROVED, PAID = ClaimState.APPROVED, ClaimState.PAID


def test_the_oldest_waits_first_and_25_stand_on_a_page() -> None:
    volunteer, coordinator = make.volunteer(), make.actor(make.coordinator())
    today = clock.today()
    made = [
        make.claim(volunteer, on=today - timedelta(days=days)).id for days in range(30)
    ]

    first, more = queries.waiting(coordinator)
    second, end = queries.waiting(coordinator, more)

    assert [one.claim.id for one in first + second] == made[::-1]
    assert (len(first), end) == (25, None)


def test_each_line_is_weighed_with_those_before_it() -> None:
    volunteer, coordinator = make.volunteer(), make.actor(make.coordinator())
    on = date(clock.today().year, 1, 5)
    make.claim(volunteer, on=on, state=APPROVED, total=100_00)
    for _one in range(2):
        make.claim(volunteer, on=on, costs=60_00)

    found, _more = queries.waiting(coordinator)

    assert [one.over for one in found] == [(), (Over.MONTH,)]
    assert [one.reached.month for one in found] == [100_00, 160_00]


def test_what_is_reached_counts_the_year_but_not_what_waits_or_was_sent_back() -> None:
    volunteer, coordinator = make.volunteer(), make.actor(make.coordinator())
    year = clock.today().year
    for month, state in ((1, APPROVED), (2, PAID), (1, ClaimState.REFUSED)):
        make.claim(volunteer, on=date(year, month, 9), state=state, total=10_00)
    make.claim(volunteer, on=date(year - 1, 12, 31), state=PAID, total=99_00)
    make.claim(make.volunteer(), on=date(year, 1, 9), state=PAID, total=77_00)
    make.claim(volunteer, on=date(year, 1, 31), costs=1_00)

    [found] = queries.waiting(coordinator)[0]

    assert (found.reached.month, found.reached.year) == (10_00, 20_00)


def test_payments_are_per_volunteer_of_one_month() -> None:
    coordinator, month = make.actor(make.coordinator()), date(2026, 3, 1)
    first, second = make.volunteer(name="Anna Bos"), make.volunteer(name="Zoe Bos")
    for user, on in ((second, date(2026, 3, 31)), (first, month), (first, month)):
        make.claim(user, on=on, state=APPROVED, total=5_00)
    make.claim(first, on=date(2026, 4, 1), state=APPROVED, total=8_00)
    make.claim(first, on=month, state=PAID, total=9_00)

    found, more = queries.payments(coordinator, month)

    assert [(one.user.id, one.sums.cents) for one in found] == [
        (first.id, 10_00),
        (second.id, 5_00),
    ]
    assert more is None
    assert [one for one, _sums in queries.months_to_pay(coordinator)] == [
        month,
        date(2026, 4, 1),
    ]


def test_a_year_says_in_how_many_months_it_was_too_much() -> None:
    coordinator, volunteer = make.actor(make.coordinator()), make.volunteer()
    for month, cents in ((1, 210_00), (2, 210_01), (3, 300_00)):
        make.claim(volunteer, on=date(2026, month, 1), state=PAID, total=cents)

    [found] = queries.years(coordinator, 2026, [])[0]

    assert found.months_over == 2
    assert found.sums == Sums(3, 180, 0, 720_01)


def test_more_than_25_come_page_by_page_and_all_at_once_for_the_sheet() -> None:
    coordinator = make.actor(make.coordinator())
    for number in range(27):
        someone = make.volunteer(name=f"Name {number:02}")
        make.claim(someone, on=date(2026, 5, 1), state=PAID, total=1_00)

    first, more = queries.years(coordinator, 2026, [])
    rest, end = queries.years(coordinator, 2026, [], after=more)
    everybody = queries.whole_year(coordinator, 2026, [])

    assert (len(first), len(rest), end) == (25, 2, None)
    assert first + rest == everybody
