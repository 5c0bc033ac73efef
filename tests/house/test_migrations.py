"""The migrations build what the models say, on both databases, and can be undone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from tests.conftest import POSTGRES, application, new_postgres
from thuis_app import PROJECT_ROOT
from thuis_app.core import health, startup
from thuis_app.core.database import db
from thuis_app.organisation.foundation.models import Foundation


@pytest.fixture(params=["sqlite", "postgres"])
def empty(
    request: pytest.FixtureRequest, tmp_path: Path, worker: str
) -> Iterator[Flask]:
    if request.param == "sqlite":
        app = application(f"sqlite:///{tmp_path / 'thuis.db'}")
    elif POSTGRES:
        app = application(new_postgres(f"thuis_migrations_{worker}"))
    else:
        assert not os.environ.get("THUIS_TEST_ALL"), "no PostgreSQL to test on"
        pytest.skip("no PostgreSQL here: THUIS_TEST_POSTGRES is not set")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_migrations_build_what_the_models_say(empty: Flask) -> None:
    upgrade()

    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, db.metadata) == [], (
            "write a migration for this: see step 4 in docs/contributing.md"
        )


def test_the_migrations_can_be_undone(empty: Flask) -> None:
    upgrade()

    downgrade(revision="base")

    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}


@pytest.mark.parametrize(
    "endpoint", ["UPDATE trail_entry SET deed = ''", "DELETE FROM trail_entry"]
)
def test_the_audit_log_only_grows(empty: Flask, endpoint: str) -> None:
    upgrade()
    line = (
        "INSERT INTO trail_entry (at, actor_id, session_id, role, deed, shown, subject,"
        " subject_id, ground) "
        "VALUES ('2026-01-01 00:00:00', 1, 1, '', '', '', '', '', '')"
    )
    with db.engine.begin() as connection:
        connection.execute(text(line))

    with pytest.raises(DBAPIError, match="only grows"), db.engine.begin() as connection:
        connection.execute(text(endpoint))


@pytest.mark.thorough
def test_every_migration_leaves_the_triggers_of_the_audit_log(empty: Flask) -> None:
    """A table that is copied to change it (`batch_alter_table`) loses its triggers.
    Of twenty seconds; only a migration can break it."""
    revisions = startup.revisions(PROJECT_ROOT / "migrations")
    since = [name for name in revisions if name >= "0002"]
    lost = []
    for revision in since:
        upgrade(revision=revision)
        tables = ["trail_entry"] + ["audit_block"] * (revision >= "0055")
        if not health.has_triggers(tables):
            lost.append(revision)
        db.session.rollback()
    downgrade(revision=since[0])

    assert len(since) > 40 and lost == []
    assert health.has_triggers(["trail_entry"])


def started_at_once(folder: Path, *command: str) -> list[str]:
    """What three processes say that are started at the same time, and end well."""
    address = db.engine.url.render_as_string(hide_password=False)
    surroundings = {"THUIS_DATA": str(folder), "THUIS_DATABASE_URL": address}
    begun = [
        subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=PROJECT_ROOT,
            env=os.environ | surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _time in range(3)
    ]
    said = [one.communicate(timeout=120)[0] for one in begun]
    assert [one.returncode for one in begun] == [0, 0, 0], said
    return said


@pytest.mark.thorough
def test_three_that_migrate_at_once_all_end_well(empty: Flask, tmp_path: Path) -> None:
    """Three processes of seven seconds; only a change of the start can break it."""
    said = started_at_once(tmp_path, "db", "upgrade")

    ended = sorted(" ".join(words.split()[5:]) for words in said)
    assert ended[:2] == ["already."] * 2 and ended[2].startswith("now, after")


@pytest.mark.thorough
def test_three_that_prepare_an_example_at_once_fill_it_once(
    empty: Flask, tmp_path: Path
) -> None:
    """Three processes of seven seconds; only a change of the start can break it."""
    said = started_at_once(tmp_path, "demo", "prepare")

    assert all("Password of all" in words for words in said)
    assert db.session.scalar(select(func.count()).select_from(Foundation)) == 1
