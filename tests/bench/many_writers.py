"""Goal 5: many who save at once, and a save beside strangers; over HTTP, as served.

The figures hold the work of those who ask too: all run on the same machine.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from threading import Thread

from sqlalchemy import Engine, text

from tests.bench.figures import Figure
from tests.drills.installation import Installation, installed
from tests.drills.saving import Seen, new_signal, save
from tests.drills.strangers import MOST_BESIDE, STRANGERS, beside_strangers
from tests.drills.visitor import Visitor, signed_in
from thuis_app.web.serve import THREADS

WRITERS, READERS, SECONDS = 32, 4, 15.0
MOST_P99 = 3.0
PAGES = ("/people/", "/", "/people/?volunteer=a")


def many_writers(database: str = "") -> Iterator[Figure]:
    """The figures of this goal, measured on an installation of its own.

    `database` is the address of an empty database; without it, a file on SQLite.
    """
    with installed(database) as installed_app:
        installed_app.start()
        installed_app.wait()
        yield from writing(installed_app)
        yield beside(installed_app.address)
        assert installed_app.stop() == 0


def writing(there: Installation, seconds: float = SECONDS) -> list[Figure]:
    """32 writers and 4 readers; what is said to be saved is looked up afterwards."""
    saves, pages, address = Seen(), Seen(), there.address
    forms = [new_signal(address) for _writer in range(WRITERS)]
    readers = [signed_in(address, "coordinator") for _reader in range(READERS)]
    until = time.monotonic() + seconds
    jobs: list[Callable[[], None]] = [partial(save, *form, saves) for form in forms]
    _all_at_once(jobs + [partial(_read, one, pages) for one in readers], until)
    rows = _counted(there.engine())
    lost = sum(rows.get(mark, 0) == 0 for mark in saves.saved)
    doubled = sum(rows.get(mark, 0) > 1 for mark in saves.saved)
    p50, p99 = saves.percentile(50), saves.percentile(99)
    note = (
        f"{len(saves.seconds) / seconds:.0f} saves/s, p50 {p50 * 1000:.0f} ms, "
        f"p99 {p99 * 1000:.0f} ms; readers p50 {pages.percentile(50) * 1000:.0f} ms, "
        f"p99 {pages.percentile(99) * 1000:.0f} ms"
    )
    bad = f"{len(saves.refused)} refused, {lost} lost, {doubled} doubled"
    failed = len(saves.refused) + lost + doubled
    return [
        Figure("5", "p99 of a save beside its p50", p99 / p50, "x", MOST_P99, note),
        Figure("5", "saves refused, lost or doubled", failed, "saves", 0, bad),
    ]


def beside(address: str) -> Figure:
    """A save when it is quiet, and one beside strangers."""
    seen = beside_strangers(address)
    assert not seen.among.refused, f"{len(seen.among.refused)} saves refused"
    name = f"beside {STRANGERS} strangers and {4 * THREADS} half-sent requests"
    return Figure("5", name, seen.ratio, "x", MOST_BESIDE, str(seen))


def _read(visitor: Visitor, seen: Seen) -> None:
    for path in PAGES:
        began = time.monotonic()
        status = visitor.get(path).status
        seen.add(path, status, time.monotonic() - began)


def _all_at_once(jobs: list[Callable[[], None]], until: float) -> None:
    def over_and_over(job: Callable[[], None]) -> None:
        while time.monotonic() < until:
            job()

    threads = [Thread(target=over_and_over, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _counted(engine: Engine) -> dict[str, int]:
    """How many signals hold each mark."""
    query = text("SELECT noticed, count(*) FROM signal GROUP BY noticed")
    with engine.connect() as connection:
        rows = {str(row[0]): int(row[1]) for row in connection.execute(query)}
    engine.dispose()
    return rows
