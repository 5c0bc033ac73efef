"""Upgrades from every release of which rows are kept, killed at random moments.

The database is then as it was, or as it is to be, and never something between; and the
next upgrade brings it to the end, with the rows of one that nobody disturbed.
"""

import os
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from flask_migrate import upgrade

from tests.conftest import application
from tests.drills import faults
from tests.drills.outcome import Outcome
from tests.house.releases.kept import (
    Meaning,
    kept,
    meaning,
    ordered,
    put_in,
    releases,
)
from tests.house.releases.translations import RANDOM
from thuis_app import PROJECT_ROOT
from thuis_app.core import startup, upgrade_copies
from thuis_app.core.database import db

KILLS, SEED = int(os.environ.get("UPGRADES", "10")), 31
PATIENCE = 300.0


@dataclass
class Found:
    """When the kills came, and what was wrong after them."""

    moments: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


def upgrades() -> Outcome:
    """After a kill no row is gone, and the next upgrade ends as an undisturbed one."""
    newest = startup.revisions(PROJECT_ROOT / "migrations")[-1]
    older = [release for release in releases() if release != newest]
    found, random = Found(), Random(SEED)
    for release in older:
        with TemporaryDirectory(prefix="thuis-drill-") as folder:
            kill_upgrades(release, Path(folder), random, found)
    return Outcome(
        f"{KILLS} kills of an upgrade from each of {', '.join(older)} to {newest}, "
        f"after the copy was made: {dict(found.moments)}; wrong afterwards: "
        f"{dict(found.wrong) or 'nothing'}",
        not found.wrong and found.moments["before the commit"] > 0,
    )


def kill_upgrades(release: str, folder: Path, random: Random, found: Found) -> None:
    """Upgrade copies of the database of a release, and kill each at some moment."""
    before = folder / "before.db"
    fill(before, release)
    whole = copied(before, folder / "whole")
    undisturbed = upgrading(whole)
    began = when_copied(whole, undisturbed)
    undisturbed.join(PATIENCE)
    takes = time.monotonic() - began
    old, new = rows(before), rows(whole)
    for number in range(KILLS):
        file = copied(before, folder / str(number))
        process = upgrading(file)
        when_copied(file, process)
        process.join(random.uniform(0, takes))
        process.kill()
        process.join(PATIENCE)
        judge(file, release, old, new, found)


def judge(file: Path, release: str, old: Meaning, new: Meaning, found: Found) -> None:
    """Look at the database after a kill, upgrade it to the end, and look again."""
    is_old = revision(file) == release
    found.moments["before the commit" if is_old else "after it"] += 1
    if rows(file) != (old if is_old else new):
        found.wrong["rows after the kill"] += 1
    [copy] = upgrade_copies.copies(file)
    if rows(copy) != old:
        found.wrong["rows in the copy"] += 1
    again = upgrading(file)
    again.join(PATIENCE)
    if again.exitcode != 0:
        found.wrong["no second upgrade"] += 1
    if rows(file) != new:
        found.wrong["rows in the end"] += 1


def fill(file: Path, release: str) -> None:
    """The database of a release, as its code left it."""
    with opened(file):
        upgrade(revision=release)
        with db.engine.begin() as connection:
            put_in(connection, kept(release))


def upgrading(file: Path) -> BaseProcess:
    """A process that upgrades this database, and has begun."""
    process = get_context("fork").Process(target=upgrade_alone, args=(file,))
    process.start()
    return process


def upgrade_alone(file: Path) -> None:
    fault = faults.planted()
    with opened(file), fault:
        upgrade()


def when_copied(file: Path, process: BaseProcess) -> float:
    """Wait for the copy from before the upgrade; the moment at which it was there."""
    until = time.monotonic() + PATIENCE
    while not upgrade_copies.copies(file):
        assert process.is_alive() and time.monotonic() < until, "no copy is made"
        time.sleep(0.01)
    return time.monotonic()


def copied(before: Path, folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(before, folder / "thuis.db")
    return folder / "thuis.db"


@contextmanager
def opened(file: Path) -> Iterator[None]:
    app = application(f"sqlite:///{file}")
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def revision(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version")
        return str(found.fetchone()[0])


def rows(file: Path) -> Meaning:
    """Every row, but for the values that are random or of the moment."""
    with opened(file), db.engine.connect() as connection:
        found = meaning(connection)
    for table, names in RANDOM.items():
        if table in found:
            kept_of = [
                {name: value for name, value in row.items() if name not in names}
                for row in found[table]
            ]
            found[table] = ordered(kept_of)
    return found
