"""What a monitor is told: each check fails for what it is about, and nothing else."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import text

from tests import make
from tests.conftest import TABLET_KEYS, application
from thuis_app import PACKAGE, PROJECT_ROOT
from thuis_app.core import clock, health, installation
from thuis_app.core.database import db
from thuis_app.core.health import HealthPaths
from thuis_app.operations.checks import queries
from thuis_app.operations.checks.queries import Circumstances
from thuis_app.operations.checks.rules import Grade
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JobName

pytestmark = pytest.mark.usefixtures("database")
PLACE = HealthPaths(PROJECT_ROOT / "migrations", tablet_keys=TABLET_KEYS)


@pytest.fixture(autouse=True)
def noon() -> None:
    now = clock.now()
    clock.set_source(lambda: now)


def later(**wait: float) -> None:
    now = clock.now() + timedelta(**wait)
    clock.set_source(lambda: now)


def at(place: HealthPaths) -> Circumstances:
    """The circumstances of an installation that keeps its things there."""
    file = place.tablet_key_file
    settings = {
        "DATA": str(place.data or ""),
        "TABLET_KEYS": place.tablet_keys,
        "TABLET_KEY_FILE": str(file or ""),
    }
    assets = PROJECT_ROOT / "static" / "served"
    words = PACKAGE / "translations/nl/LC_MESSAGES/messages.mo"
    return Circumstances(settings, place.migrations, assets, words)


def wrong(place: HealthPaths = PLACE) -> list[str]:
    """The checks of `/health` that do not hold."""
    found = queries.public_results(at(place))
    db.session.rollback()
    return [one.check.name for one in found if one.finding.grade is Grade.ERROR]


def test_all_is_well_in_a_new_installation() -> None:
    assert wrong() == []


@pytest.mark.parametrize("revision", ["0014_concerns", "0099_from_the_future"])
def test_a_database_of_another_version_is_told(revision: str) -> None:
    found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    said = text("UPDATE alembic_version SET version_num = :said")
    db.session.execute(said, {"said": revision})
    db.session.commit()

    assert wrong() == ["migrations"]

    db.session.execute(said, {"said": found})
    db.session.commit()


def test_it_really_writes_but_not_more_than_once_in_ten_seconds() -> None:
    began = clock.now()
    assert wrong() == []
    for _time in range(5):
        later(seconds=1)
        assert wrong() == []
    assert installation.noted(db.engine)["beat_at"] == began

    later(seconds=6)
    assert wrong() == []
    assert installation.noted(db.engine)["beat_at"] == clock.now()


def test_after_a_clock_that_was_ahead_it_writes_again() -> None:
    later(days=1000)
    wrong()
    later(days=-1000)

    assert wrong() == []
    assert installation.noted(db.engine)["beat_at"] == clock.now()


@contextmanager
def opened(app: Flask, folder: Path, options: str) -> Iterator[None]:
    """A copy of the empty database, opened with these options of SQLite."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this is about the file of SQLite")
    kept = Path(str(db.engine.url.database)).with_name("empty.db")
    shutil.copy(kept, folder / "thuis.db")
    other = application(f"sqlite:///file:{folder / 'thuis.db'}?uri=true{options}")
    with other.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def test_a_database_that_can_only_be_read_is_told(app: Flask, tmp_path: Path) -> None:
    with opened(app, tmp_path, "&mode=ro"):
        assert wrong() == ["writing"]


def test_a_database_that_somebody_keeps_locked_is_told(
    app: Flask, tmp_path: Path
) -> None:
    with opened(app, tmp_path, ""):
        assert wrong() == []
        later(seconds=11)
        other = sqlite3.connect(tmp_path / "thuis.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert wrong() == ["writing"]
        other.execute("ROLLBACK")
        other.close()
        assert wrong() == []


def test_a_disk_that_is_nearly_full_is_told_before_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place = HealthPaths(PROJECT_ROOT / "migrations", tmp_path, TABLET_KEYS)
    left = SimpleNamespace(free=health.FREE_BYTES)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: left)
    assert wrong(place) == []

    left.free -= 1

    assert wrong(place) == ["disk"]


@pytest.mark.parametrize("holds", [None, "", "broken", TABLET_KEYS[::-1]])
def test_keys_that_the_next_start_would_not_find_are_told(
    tmp_path: Path, holds: str | None
) -> None:
    file = tmp_path / "tablet-keys"
    place = HealthPaths(PROJECT_ROOT / "migrations", tmp_path, TABLET_KEYS, file)
    file.write_text(f"{TABLET_KEYS}\n")
    assert wrong(place) == []

    file.unlink()
    if holds is not None:
        file.write_text(holds)

    assert wrong(place) == ["keys"]


def test_a_timer_that_stopped_is_told_and_one_that_never_was_is_not() -> None:
    assert wrong() == []
    make.saved(JobRun(name=JobName.MAIL, claimed_at=clock.now()))
    later(hours=23)
    assert wrong() == []
    later(hours=2)
    assert wrong() == ["jobs"]
