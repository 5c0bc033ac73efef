"""Work on a database that one process at a time may do: migrations, first keys."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

NUMBER = 0x7468756973  # "thuis", among the advisory locks of others


@contextmanager
def exclusive(engine: Engine) -> Iterator[None]:
    """Hold a lock that one process at a time has for this database; waits for it.

    PostgreSQL holds an advisory lock for a connection of its own; beside the file of
    SQLite a file is locked. Either is released when the process ends, however it ends.
    Not to be entered twice. Raises `OSError`, or an error of SQLAlchemy, where the
    database cannot be reached.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect() as opened:
            connection = opened.execution_options(isolation_level="AUTOCOMMIT")
            connection.execute(text(f"SELECT pg_advisory_lock({NUMBER})"))
            try:
                yield
            finally:
                connection.execute(text(f"SELECT pg_advisory_unlock({NUMBER})"))
        return
    database = Path(str(engine.url.database).removeprefix("file:"))
    with database.with_name(f"{database.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
