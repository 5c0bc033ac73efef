"""The same examples and parts on PostgreSQL, on the server that is named for it.

    THUIS_BENCH_POSTGRES=postgresql+psycopg://thuis@127.0.0.1:5432/postgres

An example there is a database of its own, kept for a day as the files are. Bare pages
stay what they are, on SQLite: growth and waiting are compared, not the two databases.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, create_engine, text

from tests.bench.example import (
    FOLDER,
    SEED,
    Example,
    application,
    digest,
    example,
    fill_example,
)
from tests.bench.figures import Figure
from tests.bench.many_writers import many_writers
from tests.bench.page_goals import growth_goal
from tests.bench.page_times import PageTimes, page_times, sides
from thuis_app.core import clock

SERVER = os.environ.get("THUIS_BENCH_POSTGRES", "")
WRITERS = "thuis_bench_writers"


def pages_on_postgres(
    people: list[int], pages: list[PageTimes], faults: list[str]
) -> Iterator[Figure]:
    """Goal 2 there: how every page grows. What was measured is added to `pages`."""
    if not SERVER:
        yield not_measured("2", "every page")
        return
    with sides([example_there(one) for one in people]) as running:
        pages += page_times(running, faults)
    yield from _named(growth_goal(pages, people))


def many_writers_on_postgres() -> Iterator[Figure]:
    """Goal 5 there: writers and readers, and a save beside strangers."""
    if not SERVER:
        yield not_measured("5", "many writers")
        return
    with server() as connection:
        _drop(connection, WRITERS)
        _create(connection, WRITERS)
    yield from _named(many_writers(_address(WRITERS)))


def not_measured(goal: str, name: str) -> Figure:
    """The line for a part without a server to measure it on."""
    note = "THUIS_BENCH_POSTGRES names no server"
    return Figure(goal, f"{name} on PostgreSQL", None, note=note)


def example_there(people: int) -> Example:
    """An example of so many people on the server, filled unless it was kept.

    It is filled under another name: a database with its own name is whole.
    """
    made = example(people)
    name = f"thuis_bench_{people}_{SEED}_{clock.today():%Y%m%d}_{digest()}"
    with server() as connection:
        found = set(connection.scalars(text("SELECT datname FROM pg_database")))
        if name not in found:
            for earlier in found:
                if earlier.startswith(f"thuis_bench_{people}_"):
                    _drop(connection, earlier)
            _fill(connection, name, people)
    folder = FOLDER / f"on_postgres_{people}"
    folder.mkdir(exist_ok=True)
    return Example(people, made.file, application(_address(name)), folder)


def _fill(connection: Connection, name: str, people: int) -> None:
    unfinished = f"thuis_bench_{people}_unfinished"
    _create(connection, unfinished)
    fill_example(application(_address(unfinished)), people)
    connection.execute(text(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"'))
    # As autovacuum leaves it a while after; ANALYZE alone sees no rows as old.
    engine = create_engine(_address(name), isolation_level="AUTOCOMMIT")
    with engine.connect() as inside:
        inside.execute(text("VACUUM ANALYZE"))
    engine.dispose()


@contextmanager
def server() -> Iterator[Connection]:
    """A connection to the server itself, outside any transaction."""
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _address(name: str) -> str:
    return f"{SERVER.rsplit('/', 1)[0]}/{name}"


def _create(connection: Connection, name: str) -> None:
    connection.execute(text(f'CREATE DATABASE "{name}"'))


def _drop(connection: Connection, name: str) -> None:
    connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def _named(figures: Iterable[Figure]) -> Iterator[Figure]:
    return (replace(one, name=f"{one.name} on PostgreSQL") for one in figures)
