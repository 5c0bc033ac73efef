"""Goal 6: what all processes of a server hold in memory after thousands of requests."""

import os
from itertools import cycle, islice
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.page_goals import ALL
from tests.bench.page_times import PageTimes, Side

REQUESTS, LONGEST = int(os.environ.get("REQUESTS") or 5_000), 0.25
MOST = 1.5


def memory(side: Side, pages: list[PageTimes], other: float | None) -> Figure:
    """The memory of the server after many requests, beside that of Django's admin.

    Pages that take longer than a quarter of a second are asked for once.
    """
    quick = [page for page in pages if page.seconds.get(side.people, 9.0) < LONGEST]
    asked = [(page.role, page.paths[side.people]) for page in quick]
    for role, path in islice(cycle(asked or [(ALL, "/people/")]), REQUESTS):
        side.connections[role].get(path)
    megabytes = proportional_set(side.served.process_id)
    note = f"{megabytes:.0f} MB PSS after {REQUESTS} requests at {side.people} people"
    beside = megabytes / other if other else None
    if other:
        note += f", {other:.0f} MB"
    return Figure("6", "memory beside Django's admin", beside, "x", MOST, note)


def proportional_set(process_id: int) -> float:
    """The proportional set size of a process and those it started, in megabytes."""
    own = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    kilobytes = next(line.split()[1] for line in own.splitlines() if "Pss:" in line)
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text()
    return int(kilobytes) / 1024 + sum(
        proportional_set(int(child)) for child in children.split()
    )
