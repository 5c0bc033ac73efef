"""What keeps Thuis from starting is said in one sentence, and nothing is written."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import click
import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.browser.serving import free_port, served_at
from tests.conftest import application
from thuis_app import PROJECT_ROOT
from thuis_app.core import clock, installation, startup
from thuis_app.core.database import db
from thuis_app.core.errors import StartRefused
from thuis_app.core.tablet_encryption import new_key

MIGRATIONS = PROJECT_ROOT / "migrations"
FREE = {"prepare", "timer"}


@pytest.fixture
def copy(app: Flask, tmp_path: Path) -> Path:
    """The file of an installation as the migrations build it."""
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("this is about the file of SQLite")
        empty = Path(str(db.engine.url.database)).with_name("empty.db")
    shutil.copy(empty, tmp_path / "thuis.db")
    return tmp_path / "thuis.db"


def check(file: Path, *, is_server: bool = True, options: str = "") -> None:
    app = application(f"sqlite:///file:{file}?uri=true{options}")
    with app.app_context():
        try:
            startup.check(db.engine, MIGRATIONS, is_server=is_server)
        finally:
            db.engine.dispose()


def write(file: Path, sql: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(sql)
    connection.close()


def damage(file: Path) -> None:
    """Overwrite the page on which the table of people begins."""
    connection = sqlite3.connect(file)
    wanted = "SELECT rootpage FROM sqlite_master WHERE name = 'contact'"
    page = connection.execute(wanted).fetchone()[0]
    connection.close()
    whole = bytearray(file.read_bytes())
    whole[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    file.write_bytes(whole)


def test_an_installation_in_order_starts(copy: Path) -> None:
    check(copy)


def test_a_database_without_tables_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(StartRefused, match="no tables yet"):
        check(tmp_path / "thuis.db")


@pytest.mark.parametrize(
    ("revision", "advice"),
    [
        ("0014_concerns", "Run: thuis db upgrade"),
        ("0099_from_the_future", "newer version of Thuis"),
    ],
)
def test_a_database_of_another_version_is_not_written_in(
    copy: Path, revision: str, advice: str
) -> None:
    write(copy, f"UPDATE alembic_version SET version_num = '{revision}'")
    before = copy.read_bytes()

    with pytest.raises(StartRefused, match=advice):
        check(copy)

    assert copy.read_bytes() == before


def test_a_damaged_database_is_not_written_in(copy: Path) -> None:
    damage(copy)
    before = copy.read_bytes()

    with pytest.raises(StartRefused, match="damaged"):
        check(copy)

    assert copy.read_bytes() == before


def test_a_file_that_is_no_database_is_told(copy: Path) -> None:
    copy.write_bytes(b"not a database, but long enough to be looked at " * 100)

    with pytest.raises(StartRefused, match="damaged"):
        check(copy)


def test_a_database_that_can_only_be_read_is_told(copy: Path) -> None:
    with pytest.raises(StartRefused, match="read-only"):
        check(copy, options="&mode=ro")


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EACCES])
def test_a_folder_that_can_only_be_read_is_told_with_what_to_do(
    copy: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    """As after a fault of the disk: the log of SQLite is there, so that it opens."""

    def refuse(_engine: object) -> None:
        raise OSError(reason, os.strerror(reason), str(copy))

    monkeypatch.setattr(startup, "exclusive", refuse)

    with pytest.raises(StartRefused, match="see who owns its folder"):
        check(copy)


def test_a_disk_that_is_full_keeps_nobody_from_reading(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_asked: object, **_values: object) -> None:
        with create_engine("sqlite://").begin() as small:
            small.execute(text("PRAGMA max_page_count = 1"))
            small.execute(text("CREATE TABLE one (two)"))

    monkeypatch.setattr(installation, "note", full)

    with pytest.raises(OperationalError, match="full"):
        full()
    check(copy)


def test_a_command_reads_the_whole_file_once_a_day(copy: Path, database: None) -> None:
    check(copy, is_server=False)
    damage(copy)

    # Only what a command asks for itself would notice it now.
    check(copy, is_server=False)
    tomorrow = clock.now() + timedelta(days=1, minutes=1)
    clock.set_source(lambda: tomorrow)
    with pytest.raises(StartRefused, match="damaged"):
        check(copy, is_server=False)


# The first is not ours; the second looks at any database, and says what it finds;
# the third puts one where there is none.
NOT_OURS = {"db", "doctor", "restore"}


ARGUMENTS = {
    "begin": ["--name", "Griet", "--email", "griet@thuis.example"],
    "agree": ["1"],
}


def every_command(app: Flask) -> Iterator[list[str]]:
    """What is typed for each command that works on the database."""
    for name in set(app.cli.commands) - NOT_OURS:
        command = app.cli.commands[name]
        if not isinstance(command, click.Group):
            yield [str(command.name), "--port", "0"]
            continue
        if command.invoke_without_command:
            yield [str(command.name)]
        for name in set(command.commands) - FREE:
            yield [str(command.name), name, *ARGUMENTS.get(name, [])]


def test_every_command_refuses_a_database_of_another_version(
    app: Flask, database: None
) -> None:
    said = text("UPDATE alembic_version SET version_num = :said")
    found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(said, {"said": "0099_from_the_future"})
    try:
        for words in every_command(app):
            answer = app.test_cli_runner().invoke(args=words)
            assert answer.exit_code == 1, words
            assert answer.output.startswith("Error: Thuis cannot start: ")
            assert answer.output.count("\n") == 1
    finally:
        with db.engine.begin() as connection:
            connection.execute(said, {"said": found})


def keys_of(file: Path, known: str, kept: Path | None) -> str:
    app = application(f"sqlite:///{file}")
    with app.app_context():
        try:
            return startup.tablet_keys(db.engine, known, kept)
        finally:
            db.engine.dispose()


def test_keys_for_tablets_are_made_at_the_first_start_alone(
    copy: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "tablet-keys"

    made = keys_of(copy, "", kept)
    kept.unlink()

    assert made
    with pytest.raises(StartRefused, match="put back the latest copy"):
        keys_of(copy, "", kept)
    assert not kept.exists()


def test_keys_of_another_installation_are_refused(copy: Path, tmp_path: Path) -> None:
    ours = keys_of(copy, "", tmp_path / "tablet-keys")

    with pytest.raises(StartRefused, match="has not the keys"):
        keys_of(copy, new_key(), None)
    assert keys_of(copy, ours, None) == ours


def test_a_new_key_behind_the_old_one_may_later_stand_alone(
    copy: Path, tmp_path: Path
) -> None:
    old, new = keys_of(copy, "", tmp_path / "tablet-keys"), new_key()

    keys_of(copy, f"{old}\n{new}", None)

    assert keys_of(copy, new, None) == new
    with pytest.raises(StartRefused):
        keys_of(copy, old, None)


def test_a_lost_key_is_told_where_tablets_were_used_before_its_name_was_noted(
    copy: Path, tmp_path: Path
) -> None:
    write(copy, "PRAGMA foreign_keys=OFF")
    write(
        copy,
        "INSERT INTO tablet_count (user_id, device, unsent, missing, seen_at)"
        " VALUES (1, 'tablet', 1, 0, '2026-01-01 00:00:00')",
    )

    with pytest.raises(StartRefused, match="tablet-keys has not the keys"):
        keys_of(copy, "", tmp_path / "tablet-keys")


def started(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith("THUIS_")}
    return subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT_ROOT,
        env=surroundings | settings,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    "command",
    [
        "wsgi.py",
        pytest.param("-m flask --app wsgi db upgrade", marks=pytest.mark.thorough),
    ],
)
@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"THUIS_ENVIRONMENT": "Production"}, "THUIS_ENVIRONMENT"),
        ({"THUIS_DATABASE_URL": "mysql://x/y"}, "THUIS_DATABASE_URL"),
        ({"THUIS_DATABASE_URL": "postgresql+psycopg://x@127.0.0.1:1/y"}, "refused"),
    ],
    ids=["environment", "driver", "unreachable"],
)
def test_a_start_that_is_refused_says_one_sentence_and_exits_with_one(
    command: str, settings: dict[str, str], word: str, tmp_path: Path
) -> None:
    """A process each; all day one of the two ways to start."""
    found = started(*command.split(), THUIS_DATA=str(tmp_path), **settings)

    assert found.returncode == 1
    assert found.stdout == ""
    assert word in found.stderr
    assert len(found.stderr.splitlines()) == 1, found.stderr


@pytest.mark.thorough
def test_a_server_that_stops_leaves_whole_files_for_their_owner_alone(
    tmp_path: Path,
) -> None:
    """Two processes of two seconds; it breaks where the start or the stop changes."""
    tmp_path.chmod(0o755)
    data = {"THUIS_DATA": str(tmp_path)}

    done = started("-m", "thuis_app", "db", "upgrade", **data)
    with served_at(free_port(), data) as address:
        urlopen(f"{address}/account/sign-in", timeout=5).close()

    steps = startup.revisions(MIGRATIONS)
    assert f"at {steps[-1]} now, after {len(steps)} migrations." in done.stdout
    names = {file.name for file in tmp_path.iterdir()}
    made = {"thuis.db", "thuis.db.lock", "thuis.db.reserve"}
    assert names == {"secret-key", "tablet-keys"} | made
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
