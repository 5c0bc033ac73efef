"""The filled databases that are measured, kept between runs."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from flask import Flask
from flask_migrate import upgrade

import thuis_app
from tests.browser.serving import PASSWORD, SECRET_KEY, free_port, start
from thuis_app import create_app
from thuis_app.core import clock
from thuis_app.core.database import db, write_transaction
from thuis_app.core.tablet_encryption import new_key
from thuis_app.operations.demo.fill import fill

FOLDER = Path(os.environ.get("THUIS_BENCH", thuis_app.PROJECT_ROOT / "build" / "bench"))
SEED = 1
LONGEST_START = 120.0
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(FOLDER / "bytecode"),
}
"""Settings of a server that finds its bytecode compiled, from its second start on."""

MADE_BY = ("thuis_app/operations/demo", "migrations/versions")


@dataclass(frozen=True)
class Example:
    """An example of so many people, and the application on it in this process.

    `file` is its database, and what the bare page reads; an example on PostgreSQL
    (`tests/bench/postgres.py`) has the file of the same size on SQLite.
    """

    people: int
    file: Path
    app: Flask
    folder: Path

    @property
    def address(self) -> str:
        """The address of its database: that of the file, or one on PostgreSQL."""
        return str(self.app.config["SQLALCHEMY_DATABASE_URI"])


@dataclass(frozen=True)
class Served:
    """An example that a server of its own answers for, as `make run` starts it."""

    example: Example
    address: str
    process_id: int


def sizes() -> list[int]:
    """The numbers of people that are compared; `PEOPLE` names another largest."""
    largest = int(os.environ.get("PEOPLE") or 50_000)
    return sorted({1_500, largest, *([50_000] if largest > 50_000 else [])})


def example(people: int) -> Example:
    """An example of so many people, as it was filled.

    Its days count from the day on which it was filled, so it is kept for that day; what
    is measured is a copy, because some parts save reports in it.
    """
    folder = FOLDER / f"{people}-{SEED}-{clock.today()}-{digest()}"
    file, kept = folder / "thuis.db", folder / "filled.db"
    if not kept.exists():
        for earlier in FOLDER.glob(f"{people}-*"):
            shutil.rmtree(earlier)
        folder.mkdir(parents=True)
    app = application(f"sqlite:///{file}")
    if not kept.exists():
        fill_example(app, people)
        file.rename(kept)
    for log in folder.glob("thuis.db-*"):
        log.unlink()
    shutil.copyfile(kept, file)
    return Example(people, file, app, folder)


def application(address: str) -> Flask:
    """Thuis on this database, with the keys of the servers that are measured."""
    return create_app(
        {
            "SECRET_KEY": SECRET_KEY,
            "SQLALCHEMY_DATABASE_URI": address,
            "TABLET_KEYS": tablet_keys(),
        }
    )


def tablet_keys() -> str:
    """The key of every example, made once: what tablets sent in it is encrypted with
    it, and a server on a copy needs it too."""
    file = FOLDER / "tablet-keys"
    if not file.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        file.write_text(new_key())
    return file.read_text()


def digest() -> str:
    """A digest of the code that fills the example, and of what makes its tables."""
    found = hashlib.sha256()
    for folder in MADE_BY:
        for file in sorted((thuis_app.PROJECT_ROOT / folder).glob("*.*")):
            found.update(file.name.encode() + file.read_bytes())
    return found.hexdigest()[:12]


def fill_example(app: Flask, people: int) -> None:
    """Make the tables in the database of this application, and fill them."""
    name = app.config["SQLALCHEMY_DATABASE_URI"].split(":")[0]
    print(f"Making an example of {people} people, {name}", file=sys.stderr)
    with app.app_context():
        upgrade()
        with write_transaction():
            fill(people, SEED, PASSWORD)
        db.session.execute(db.text("ANALYZE"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()


def environment(made: Example) -> dict[str, str]:
    """The settings of a server on this example."""
    return {
        "THUIS_DATA": str(made.folder),
        "THUIS_DATABASE_URL": made.address,
        "THUIS_SECRET_KEY": SECRET_KEY,
        "THUIS_TABLET_KEYS": tablet_keys(),
        **COMPILED,
    }


@contextmanager
def served(made: Example) -> Iterator[Served]:
    """A server on this example, until the end of the block."""
    port = free_port()
    process = start(port, environment(made), log=made.folder / "server.log")
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/health", process)
        yield Served(made, address, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait for the first page; a busy machine may need long."""
    until = time.monotonic() + LONGEST_START
    while time.monotonic() < until:
        try:
            urlopen(address, timeout=5).close()
        except OSError:
            assert process.poll() is None, f"the server ended: {process.returncode}"
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")
