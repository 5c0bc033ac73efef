"""Commits row after row through the engine of Thuis, and says each when it is done.

    python -m tests.drills.power_writer FILE SYNCHRONOUS COMMITS

The log of SQLite is written into the file often, so that cuts fall into that as well.
"""

import os
import sys
from typing import Any

from sqlalchemy import create_engine, event, text

from thuis_app.core import database

CHECKPOINT_PAGES = 40


def main(file: str, synchronous: str, commits: int) -> None:
    engine = create_engine(f"sqlite:///{file}")
    database.prepare(engine)

    def weaken(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA synchronous={synchronous}")
        connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")

    event.listen(engine, "connect", weaken)
    add = "INSERT INTO {} VALUES (:id, :words)"
    with engine.connect() as plain:
        connection = plain.execution_options(**{database.BEGIN: "IMMEDIATE"})
        for number in range(1, commits + 1):
            values = {"id": number, "words": f"{number} " * 300}
            for table in ("one", "other"):
                connection.execute(text(add.format(table)), values)
            connection.commit()
            os.write(1, f"{number}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
