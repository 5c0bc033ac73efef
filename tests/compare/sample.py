"""The sample of data that all answers are made on."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.conftest import built, emptied
from tests.house.crowd import crowd
from tests.house.ready import make_ready
from tests.house.test_commit_fails import Sample, database_file
from tests.house.test_routes import lookers
from tests.house.world import world
from thuis_app.core.database import db

LOOKERS = ("nobody", "free", "visits", "all", "elsewhere", "lead", "board", "admin")


@contextmanager
def sample_in(folder: Path, around: int = 0) -> Iterator[Sample]:
    """A sample in a database of its own, with so many of everything around it."""
    folder.mkdir(parents=True)
    app = built(f"sqlite:///{folder / 'thuis.db'}")
    shutil.copy(folder / "thuis.db", folder / "empty.db")
    with emptied(app):
        known = world()
        users = [user.id if user else None for user in lookers(known)]
        known = replace(known, values=known.values | make_ready(known))
        crowd(known, around)
        yield Sample(app, known, users)


def copy_of_database(name: str = "filled.db") -> Path:
    """Put a copy of the file beside it, to go back to."""
    db.session.remove()
    db.engine.dispose()
    copy = database_file().with_name(name)
    shutil.copy(database_file(), copy)
    return copy
