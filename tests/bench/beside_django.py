"""Goals 4, 6 and 7: Thuis beside Django's admin on the same rows, in one run."""

from collections.abc import Iterator
from itertools import cycle, islice
from statistics import median

from tests.bench.cold_start import cold_start, seconds_to_start
from tests.bench.connection import Connection
from tests.bench.django_admin.served import (
    LIST,
    SIGN_IN,
    django_admin,
    is_installed,
    start,
)
from tests.bench.example import Example
from tests.bench.figures import Figure
from tests.bench.memory import REQUESTS, memory, proportional_set
from tests.bench.page_goals import ALL
from tests.bench.page_times import ROUNDS, PageTimes, Side

MOST = {"contacts.index": 1 / 6, "casefile.show": 1 / 4}


def beside_django(side: Side, pages: list[PageTimes]) -> Iterator[Figure]:
    """Times of the list and a person, memory and cold start beside those of Django."""
    made = side.served.example
    if not is_installed():
        missing = "Django is in the extra bench, which is not installed"
        yield Figure("4", "list and person beside Django's admin", None, note=missing)
        yield memory(side, pages, None)
        yield cold_start(made, None)
        return
    with django_admin(made) as other:
        theirs: list[float] = []
        for endpoint, most in MOST.items():
            path = side.pages[endpoint, ALL].path
            there = (
                LIST if path == "/people/" else f"{LIST}{path.split('/')[-1]}/change/"
            )
            ours, seconds = _in_turns(side, path, other.connection, there)
            theirs.append(seconds)
            note = f"{ours * 1000:.1f} ms, {seconds * 1000:.1f} ms"
            name = f"{endpoint} beside Django's admin"
            yield Figure("4", name, ours / seconds, "x", round(most, 3), note)
        yield _slower_than_list(side, pages, theirs[0])
        for path in islice(cycle([LIST, there]), REQUESTS):
            other.connection.get(path)
        held = proportional_set(other.process_id)
    yield memory(side, pages, held)
    yield cold_start(made, _seconds_to_start(made))


def _in_turns(
    side: Side, path: str, other: Connection, there: str
) -> tuple[float, float]:
    ours, theirs = [], []
    for _round in range(ROUNDS):
        ours.append(side.connections[ALL].get(path).seconds)
        answer = other.get(there)
        assert answer.status == 200, f"{there}: {answer.status}"
        theirs.append(answer.seconds)
    return median(ours), median(theirs)


def _slower_than_list(side: Side, pages: list[PageTimes], most: float) -> Figure:
    """The number of pages that take longer than Django's list."""
    here = [page for page in pages if side.people in page.seconds]
    slower = sum(page.seconds[side.people] > most for page in here)
    name = "pages slower than Django's list"
    return Figure("4", name, slower, f"of {len(here)}", 0)


def _seconds_to_start(made: Example) -> float:
    return seconds_to_start(lambda port: start(made, port), SIGN_IN)
