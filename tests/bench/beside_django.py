"""Goals 4 and 7: Thuis beside Django's admin on the same rows, in one run."""

from collections.abc import Iterable, Iterator
from statistics import median

from tests.bench.cold_start import cold_start, seconds_to_start
from tests.bench.connection import Connection
from tests.bench.django_admin.served import (
    LIST,
    SIGN_IN,
    DjangoAdmin,
    django_admin,
    is_installed,
    start,
)
from tests.bench.example import Example
from tests.bench.figures import Figure
from tests.bench.page_goals import ALL
from tests.bench.page_times import ROUNDS, PageTimes, Side

MOST = (1 / 6, 1 / 4)
"""What the list and a person may take of the time of Django's."""


def beside_django(
    side: Side, pages: list[PageTimes], examples: Iterable[Example]
) -> Iterator[Figure]:
    """Times of the list and a person on this side, and the cold start on each of these
    examples, beside those of Django."""
    made, start_seconds = side.served.example, None
    if is_installed():
        with django_admin(made) as other:
            yield from _pages(side, pages, other)
        start_seconds = seconds_to_start(lambda port: start(made, port), SIGN_IN)
    else:
        missing = "Django is in the extra bench, which is not installed"
        yield Figure("4", "list and person beside Django's admin", None, note=missing)
    for one in examples:
        yield cold_start(one, start_seconds)


def _pages(side: Side, pages: list[PageTimes], other: DjangoAdmin) -> Iterator[Figure]:
    """The list and a person, each in turns with that of Django."""
    person = side.pages["casefile.show", ALL].path
    there = {"/people/": LIST, person: f"{LIST}{side.person_id}/change/"}
    theirs: list[float] = []
    for path, most in zip(there, MOST, strict=True):
        ours, seconds = _in_turns(side, path, other.connection, there[path])
        theirs.append(seconds)
        note = f"{path}: {ours * 1000:.1f} ms, {seconds * 1000:.1f} ms"
        name = "a page beside Django's admin"
        yield Figure("4", name, ours / seconds, "x", round(most, 3), note)
    yield _slower_than_list(side, pages, theirs[0])


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
    slower = sum(page.seconds[side.people] > most for page in here) if here else None
    name = "pages slower than Django's list"
    return Figure("4", name, slower, f"of {len(here)}", 0)
