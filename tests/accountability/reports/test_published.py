"""Nobody reckons a small number back from what a report shows: every small foundation
is tried, also over two reports, and by who knows one village exactly."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, timedelta
from itertools import product

import pytest

from tests import make
from tests.accountability.reports.test_queries import attempt, people_in, visited
from tests.conftest import SignIn
from thuis_app.accountability.reports import queries, rules
from thuis_app.accountability.reports.actions import recount
from thuis_app.accountability.reports.queries import YearComparison
from thuis_app.accountability.reports.rules import rounded
from thuis_app.core import clock
from thuis_app.core.actors import Role

Counts = tuple[int, ...]
MOST = 9


def shown_rounded(counts: Counts) -> Hashable:
    """What a report shows of the people of villages: each rounded, and their sum."""
    cells = tuple(map(rounded, counts))
    return cells, sum(cells)


def shown_suppressed(counts: Counts) -> Hashable:
    """Small ones kept back, beside the exact total: what a report must not show."""
    return tuple(one if one == 0 or one > 4 else "few" for one in counts), sum(counts)


def shown_bands(people: Counts) -> Counts:
    return tuple(map(rounded, people))


def foundations(villages: int) -> Iterator[Counts]:
    return product(range(MOST + 1), repeat=villages)


def reckoned_back(
    every: Iterable[Counts], shown: Callable[[Counts], Hashable], known: int = 0
) -> list[Counts]:
    """The foundations of which a cell of 1 to 4 can only be what it is, for who knows
    what is shown, by which rule, and the first cells exactly."""
    alike: dict[Hashable, list[Counts]] = defaultdict(list)
    for counts in every:
        alike[shown(counts), counts[:known]].append(counts)
    return [
        counts
        for those in alike.values()
        for at in range(known, len(those[0]))
        if len({counts[at] for counts in those}) == 1
        for counts in those
        if 0 < counts[at] < 5
    ]


@pytest.mark.parametrize("villages", [1, 2, 3, 4])
def test_no_small_village_is_reckoned_back(villages: int) -> None:
    assert reckoned_back(foundations(villages), shown_rounded) == []


@pytest.mark.parametrize("villages", [2, 3, 4])
def test_not_by_a_coordinator_who_knows_the_first_village(villages: int) -> None:
    assert reckoned_back(foundations(villages), shown_rounded, known=1) == []


def test_not_from_two_reports_of_one_year_either() -> None:
    """What was reached in an earlier month is part of what is reached in a later."""
    pairs = [
        earlier + later
        for earlier in foundations(2)
        for later in product(*(range(one, MOST + 1) for one in earlier))
    ]

    assert reckoned_back(pairs, two_reports) == []


def two_reports(counts: Counts) -> Hashable:
    return shown_rounded(counts[:2]), shown_rounded(counts[2:])


@pytest.mark.parametrize("bands", [2, 3])
def test_not_from_the_numbers_of_tries_and_the_ways_together(bands: int) -> None:
    """Both are of the same people; the ways say nothing of how many these are."""

    def shown(counts: Counts) -> Hashable:
        cells = shown_bands(counts[:bands])
        return cells, tuple(rules.apportioned(counts[bands:], sum(cells)))

    every = (
        (*people, first, sum(people) - first)
        for people in product(range(7), repeat=bands)
        for first in range(sum(people) + 1)
    )

    found = reckoned_back(every, shown)

    # Where a number is the largest that was tried, those above it are missing.
    assert [one for one in found if max(one[:bands]) < 6] == []


def test_two_roundings_of_the_same_people_would_tell() -> None:
    every = (
        (*people, first, sum(people) - first)
        for people in product(range(5), repeat=3)
        for first in range(sum(people) + 1)
    )

    found = reckoned_back(every, lambda counts: shown_bands(counts))

    assert (2, 2, 2, 3, 3) in found


@pytest.mark.parametrize(("villages", "most", "bands"), [(1, 14, 2), (2, 8, 2)])
def test_not_with_the_report_of_the_year_beside_it(
    villages: int, most: int, bands: int
) -> None:
    """Who spoke to us for the first time is among the people who were reached."""
    found = reckoned_back(with_report(villages, most, bands), beside_report(villages))

    assert [one for one in found if max(one[:villages]) < most] == []


def test_not_where_every_village_has_two() -> None:
    assert reckoned_back(with_report(4, 4, 1), beside_report(4)) == []


def with_report(villages: int, most: int, bands: int) -> Iterator[Counts]:
    for reached in product(range(most + 1), repeat=villages):
        for people in product(range(sum(reached) + 1), repeat=bands):
            if sum(people) <= sum(reached):
                yield reached + people


def beside_report(villages: int) -> Callable[[Counts], Hashable]:
    def shown(counts: Counts) -> Hashable:
        reached, people = map(shown_bands, (counts[:villages], counts[villages:]))
        return reached, people if sum(people) <= sum(reached) else ()

    return shown


@pytest.mark.parametrize(("cells", "most"), [(2, 24), (4, 8)])
def test_not_from_attempts_that_are_shared_out(cells: int, most: int) -> None:
    found = reckoned_back(
        product(range(most + 1), repeat=cells),
        lambda counts: tuple(rules.apportioned(counts, rounded(sum(counts)))),
    )

    assert [one for one in found if max(one) < most and sum(one) < most] == []


def test_the_search_finds_what_keeping_back_let_through() -> None:
    found = reckoned_back(foundations(3), shown_suppressed)

    assert (0, 4, 4) in found and len(found) > 10


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 11, 29), date(2026, 10, 31)),
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2028, 3, 31), date(2028, 2, 29)),
    ],
)
def test_a_report_counts_up_to_the_last_month_that_is_over(
    today: date, last: date
) -> None:
    assert rules.last_closed_day(today) == last


@pytest.mark.usefixtures("database")
def test_two_reports_in_one_month_are_the_same(sign_in: SignIn) -> None:
    board = make.user(Role.BOARD)
    people = [make.contact(area=make.area()) for _person in range(2)]
    before = sign_in(board).get("/reports/").text("#report")

    attempt(people[0], clock.today())
    visited(people[1], clock.now())
    recount()

    assert sign_in(board).get("/reports/").text("#report") == before


@pytest.mark.usefixtures("database")
def test_a_total_is_the_sum_of_what_is_shown() -> None:
    people_in(make.area("Bedum"), 8)
    people_in(make.area("Winsum"), 8)
    for _visit in range(4):
        visited(make.contact(), clock.now())
    recount()
    board = make.actor(make.user(Role.BOARD))
    next_month = (clock.today().replace(day=28) + timedelta(days=4)).replace(day=2)

    found = queries.published_figures(board, next_month)

    assert found.people.now == sum(one.now for one in found.groups) >= 20
    assert found.visits == YearComparison(5, 0, found.visits.whole)
    assert found.visits_by_month[-1] == 5
