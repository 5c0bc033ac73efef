"""Goal 10: the report of this year and the last, beside counting all that it says.

Counting is what `recount` asks: the plainest statements that give the same numbers,
each by the index of its table, for these two years alone.
"""

from collections.abc import Iterator
from statistics import median
from time import perf_counter

from tests.bench.example import Example
from tests.bench.figures import Figure
from thuis_app.accountability.reports import queries
from thuis_app.accountability.reports.rules import Figure as Counted
from thuis_app.core import clock
from thuis_app.core.actors import Actor, Role
from thuis_app.core.database import db

ACTOR = Actor(1, "Bench", "Bench", frozenset({Role.BOARD}))
TIMES, MOST = 15, 1 / 400
ASKED = 200_000
"""The goal is about an example of so many people; smaller ones have no limit."""


def year_report(example: Example) -> Iterator[Figure]:
    """Both give the same numbers, or this fails."""
    with example.app.app_context():
        today = clock.today()
        begun = perf_counter()
        visits, people = _counted(today.year)
        counting = perf_counter() - begun
        taken = []
        for _time in range(TIMES):
            db.session.rollback()
            begun = perf_counter()
            found = queries.figures(ACTOR, today)
            taken.append(perf_counter() - begun)
        assert (found.visits.now, found.people.now) == (visits, people)
    name = f"report of a year at {example.people} people"
    note = f"{median(taken) * 1000:.1f} ms, {counting:.2f} s"
    most = MOST if example.people >= ASKED else None
    yield Figure("10", name, median(taken) / counting, "of counting", most, note)


def _counted(year: int) -> tuple[int, int]:
    """The visits and the people of a year, counted with the year before it."""
    for one in (year - 1, year):
        days, people = queries.counted_by_day(one), queries.first_days(one)
    visits = sum(many for (of, _on), many in days.items() if of is Counted.VISITS)
    return visits, len(people)
