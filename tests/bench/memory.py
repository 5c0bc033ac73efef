"""Goal 6: what all processes of a server hold in memory after thousands of requests."""

import os
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from tests.bench.django_admin.served import LIST, django_admin, is_installed
from tests.bench.figures import Figure
from tests.bench.found import FoundPage
from tests.bench.page_times import Side

REQUESTS, LONGEST = int(os.environ.get("REQUESTS") or 5_000), 0.25
MOST = 1.5


def memory(side: Side) -> Iterator[Figure]:
    """The memory of the server after many requests, beside that of Django's admin.

    The requests are to every page in turns; one that takes longer than a quarter of a
    second is asked for once.
    """
    other = _of_django(side)
    quick = [page for page in side.found.pages if _seconds(side, page) < LONGEST]
    for page in islice(cycle(quick), REQUESTS):
        _seconds(side, page)
    megabytes = proportional_set(side.served.process_id)
    note = f"{megabytes:.0f} MB PSS after {REQUESTS} requests at {side.people} people"
    note += f", {other:.0f} MB" if other else ", no Django: it is in the extra bench"
    beside = megabytes / other if other else None
    yield Figure("6", "memory beside Django's admin", beside, "x", MOST, note)


def _seconds(side: Side, page: FoundPage) -> float:
    return side.connections[page.role].get(page.path).seconds


def _of_django(side: Side) -> float | None:
    """The memory of Django's admin after as many; None where it is not installed."""
    if not is_installed():
        return None
    with django_admin(side.served.example) as other:
        paths = LIST, f"{LIST}{side.person_id}/change/"
        for path in islice(cycle(paths), REQUESTS):
            other.connection.get(path)
        return proportional_set(other.process_id)


def proportional_set(process_id: int) -> float:
    """The proportional set size of a process and those it started, in megabytes."""
    own = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    kilobytes = next(line.split()[1] for line in own.splitlines() if "Pss:" in line)
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text()
    return int(kilobytes) / 1024 + sum(
        proportional_set(int(child)) for child in children.split()
    )
