"""Goal 3: how often a page asks the database, and whether that grows with the rows."""

from collections.abc import Iterator, Sequence

from tests.bench.figures import Figure
from tests.bench.page_goals import NAMED
from tests.bench.page_times import Key, Side
from tests.bench.visitors import opened
from tests.house.test_statements import statements

MOST = {"board": 8, "day": 8, "person": 8, "list": 4}
LOG_LINE = "INSERT INTO trail_entry"
Counts = dict[Key, tuple[int, int]]
"""Of each page the statements, and how many of them write the audit log."""


def statement_figures(sides: Sequence[Side]) -> Iterator[Figure]:
    """The named pages with the fewest people, and how many pages differ with most."""
    counts = {side.people: _counts(side) for side in sides}
    few, many = min(counts), max(counts)
    for name, most in MOST.items():
        for key in NAMED[name]:
            if key in counts[few]:
                yield _figure(name, key, counts[few][key], most)
    both = counts[few].keys() & counts[many].keys()
    more = sorted(key for key in both if counts[few][key] < counts[many][key])
    named = "; ".join(
        f"{endpoint} for {role}: {counts[few][endpoint, role][0]} and "
        f"{counts[many][endpoint, role][0]}"
        for endpoint, role in more
    )
    name = f"pages with more statements at {many} than at {few} people"
    yield Figure("3", name, len(more), f"of {len(both)}", 0, named)


def _figure(name: str, key: Key, counted: tuple[int, int], most: int) -> Figure:
    number, logged = counted
    note = f"{number - logged} + {logged} of the audit log"
    what = f"{name} for {key[1]}, {key[0]}"
    return Figure("3", what, number, "statements", most + 1, note)


def _counts(side: Side) -> Counts:
    return {key: _counted(side, key) for key in side.pages}


def _counted(side: Side, key: Key) -> tuple[int, int]:
    """The statements of a page that was opened before."""
    page, app = side.pages[key], side.served.example.app
    headers = side.visitors[page.role].headers
    with app.app_context():
        opened(app, page.path, headers)
        with statements() as found:
            answer = opened(app, page.path, headers)
    assert answer.status_code == 200, f"{page.path}: {answer.status}"
    logged = sum(many for said, many in found.items() if said.startswith(LOG_LINE))
    return found.total(), logged
