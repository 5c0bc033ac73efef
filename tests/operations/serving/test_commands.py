"""One command serves: it makes the tables, keeps a copy, and runs the jobs."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest
from flask import Flask
from flask_migrate import upgrade

import thuis_app
from tests.browser.serving import free_port, wait_for
from tests.conftest import application
from thuis_app.core import startup, upgrade_copies
from thuis_app.core.database import db
from thuis_app.operations.serving.commands import JobsProcess

STEPS = startup.revisions(thuis_app.PROJECT_ROOT / "migrations")


@pytest.fixture(scope="module")
def older(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database one migration behind."""
    folder = tmp_path_factory.mktemp("older")
    made = application(f"sqlite:///{folder / 'thuis.db'}")
    with made.app_context():
        upgrade(revision=STEPS[-2])
        db.session.remove()
        db.engine.dispose()
    return folder / "thuis.db"


@pytest.fixture
def folder(older: Path, tmp_path: Path) -> Path:
    shutil.copy(older, tmp_path / "thuis.db")
    return tmp_path


def revision(file: Path) -> str:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version")
        return str(found.fetchone()[0])


def command(folder: Path, *words: str, typed: str = "") -> tuple[int, str]:
    """The exit code and the words of a command on the data in this folder."""
    done = subprocess.run(
        [sys.executable, "-m", "thuis_app", *words],
        cwd=thuis_app.PROJECT_ROOT,
        env=os.environ | {"THUIS_DATA": str(folder)},
        input=typed,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_an_upgrade_keeps_the_database_as_it_was(folder: Path) -> None:
    made = application(f"sqlite:///{folder / 'thuis.db'}")
    with made.app_context():
        upgrade()
        db.engine.dispose()
        upgrade()
        db.engine.dispose()

    [copy] = upgrade_copies.copies(folder / "thuis.db")
    assert revision(folder / "thuis.db") == STEPS[-1]
    assert revision(copy) == STEPS[-2]
    assert copy.stat().st_mode & 0o777 == 0o600


def test_of_many_copies_the_newest_three_stay(folder: Path) -> None:
    for number in range(5):
        (folder / f"thuis.db.2020010{number}-000000.one.copy").touch()
    made = application(f"sqlite:///{folder / 'thuis.db'}")
    with made.app_context():
        upgrade_copies.copy_before(db.engine, "one")
        db.engine.dispose()

    names = [copy.name for copy in upgrade_copies.copies(folder / "thuis.db")]
    assert len(names) == 3
    assert names[:2] == [f"thuis.db.2020010{day}-000000.one.copy" for day in (3, 4)]


def test_a_copy_that_cannot_be_made_stops_the_upgrade(folder: Path) -> None:
    made = application(f"sqlite:///{folder / 'thuis.db'}")
    folder.chmod(0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write anywhere")
        with made.app_context(), pytest.raises(SystemExit):
            upgrade()
    finally:
        folder.chmod(0o700)

    assert revision(folder / "thuis.db") == STEPS[-2]


@pytest.mark.thorough
def test_going_back_asks_and_names_the_better_way(folder: Path) -> None:
    command(folder, "db", "upgrade")

    status, words = command(folder, "db", "downgrade", typed="n\n")
    assert status == 1
    assert "Restore the copy instead" in words
    assert revision(folder / "thuis.db") == STEPS[-1]

    assert command(folder, "db", "downgrade", typed="y\n")[0] == 0
    assert revision(folder / "thuis.db") == STEPS[-2]


@pytest.fixture
def servers(folder: Path) -> Iterator[list[tuple[int, subprocess.Popen[bytes]]]]:
    """Two servers that are started at once on a database one migration behind."""
    ports = free_port(), free_port()
    begun = [
        (
            port,
            subprocess.Popen(
                [sys.executable, "-m", "thuis_app", "serve", "--port", str(port)],
                cwd=thuis_app.PROJECT_ROOT,
                env=os.environ | {"THUIS_DATA": str(folder)},
            ),
        )
        for port in ports
    ]
    yield begun
    for _port, server in begun:
        server.kill()
        server.wait()


@pytest.mark.thorough
def test_two_servers_that_start_at_once_upgrade_it_once_and_run_the_jobs(
    folder: Path, servers: list[tuple[int, subprocess.Popen[bytes]]]
) -> None:
    # Two starts at once, and their jobs, on a machine that is busy already.
    for port, _server in servers:
        wait_for(f"http://127.0.0.1:{port}/health")

    assert revision(folder / "thuis.db") == STEPS[-1]
    assert len(upgrade_copies.copies(folder / "thuis.db")) == 1
    until = monotonic() + 60
    while not job_runs(folder / "thuis.db"):
        assert monotonic() < until, "the jobs are not run"
        sleep(0.2)
    for _port, server in servers:
        server.send_signal(signal.SIGTERM)
    assert [server.wait(60) for _port, server in servers] == [0, 0]


def job_runs(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT count(*) FROM job_run").fetchone()
        return int(found[0])


def test_the_process_of_the_jobs_ends_with_the_server(tmp_path: Path) -> None:
    started = tmp_path / "started"
    code = f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid()))"

    with JobsProcess(("-c", f"{code}; time.sleep(600)")):
        until = monotonic() + 30
        while not started.exists() or not started.read_text():
            assert monotonic() < until
            sleep(0.05)

    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)
