"""The sample of data that all answers are made on."""

import random
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from tests.conftest import built, emptied
from tests.house.bulk_data import add_bulk_data
from tests.house.kept_sample import database_file
from tests.house.ready import make_ready
from tests.house.sample_data import sample_data
from tests.house.test_commit_fails import Sample
from tests.house.test_routes import lookers
from thuis_app.core import clock
from thuis_app.core.database import db

# A Wednesday on which offices are open, far from the change to winter time.
NOW = datetime(2026, 9, 16, 8, 30, tzinfo=UTC)
LOOKERS = (
    *("nobody", "free", "visits", "all", "elsewhere", "lead", "board", "admin"),
    "treasurer",
)


@contextmanager
def standing_still() -> Iterator[None]:
    """One moment for all, and the same numbers where they are drawn by chance."""
    chance = random.Random(1)

    def drawn() -> uuid.UUID:
        return uuid.UUID(int=chance.getrandbits(128), version=4)

    clock.set_source(lambda: NOW)
    with patch("uuid.uuid4", drawn):
        yield
    clock.set_source(None)


@contextmanager
def sample_in(folder: Path, around: int = 0) -> Iterator[Sample]:
    """A sample in a database of its own, with so many of everything around it."""
    folder.mkdir(parents=True)
    app = built(f"sqlite:///{folder / 'thuis.db'}")
    shutil.copy(folder / "thuis.db", folder / "empty.db")
    with emptied(app):
        known = sample_data()
        users = [user.id if user else None for user in lookers(known)]
        known = replace(known, values=known.values | make_ready(known))
        add_bulk_data(known, around)
        yield Sample(app, known, users)


def copy_of_database(name: str = "filled.db") -> Path:
    """Put a copy of the file beside it, to go back to."""
    db.session.remove()
    db.engine.dispose()
    copy = database_file().with_name(name)
    shutil.copy(database_file(), copy)
    return copy
