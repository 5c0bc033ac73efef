"""A Thuis with the example foundation, to be killed and started again at will."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from urllib.request import urlopen

from sqlalchemy import select, text
from sqlalchemy.engine import Engine, create_engine

import thuis_app
from tests.browser.serving import SECRET_KEY, free_port, start
from tests.drills import faults
from thuis_app import create_app
from thuis_app.core import clock
from thuis_app.core.database import db, write_transaction
from thuis_app.organisation.accounts.models import User
from thuis_app.visiting.matches.models import Match
from thuis_app.visiting.matches.rules import MatchState
from thuis_app.visiting.visits.models import Visit

PEOPLE, VISITS = 1500, 400
VOLUNTEERS = ("vrijwilliger", "vrijwilliger.twee")
STARTS_WITHIN = 60.0


class Installation:
    """A data folder, its database, and the server on it when one runs.

    What the server logs goes to `log`, which is no part of the data folder.
    """

    def __init__(self, folder: Path, log: Path, database: str = "") -> None:
        self.folder, self.log = folder, log
        self.database = database or f"sqlite:///{folder / 'thuis.db'}"
        self.environment = {
            "THUIS_DATA": str(folder),
            "THUIS_DATABASE_URL": self.database,
            "THUIS_SECRET_KEY": SECRET_KEY,
        }
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.server: subprocess.Popen[bytes] | None = None

    def fill(self) -> None:
        """The tables, the example, and visits that wait for a report; of SQLite a copy
        of files that are made once."""
        if self.database.startswith("sqlite"):
            shutil.copytree(_example(), self.folder, dirs_exist_ok=True)
        else:
            self.make()

    def make(self) -> None:
        """Make them, in a minute."""
        for words in ("db upgrade", f"demo fill --people {PEOPLE}"):
            command = [sys.executable, "-m", "flask", "--app", "wsgi", *words.split()]
            subprocess.run(
                command,
                cwd=thuis_app.PROJECT_ROOT,
                env=os.environ | self.environment,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        app = create_app(
            {"SECRET_KEY": "drill", "SQLALCHEMY_DATABASE_URI": self.database}
        )
        with app.app_context():
            with write_transaction():
                for name in VOLUNTEERS:
                    _add_visits(name)
            db.session.remove()
            db.engine.dispose()

    def start(self, handed: socket.socket | None = None) -> None:
        self.server = start(
            self.port,
            self.environment,
            own_group=True,
            handed=handed,
            log=self.log,
            program=program(),
        )

    def wait(self) -> float:
        """Wait until pages come; how many seconds that took."""
        began = time.monotonic()
        while time.monotonic() - began < STARTS_WITHIN:
            try:
                urlopen(f"{self.address}/account/sign-in", timeout=5).close()
            except OSError:
                assert self.server and self.server.poll() is None, "it ended"
                time.sleep(0.05)
            else:
                return time.monotonic() - began
        raise AssertionError(f"no page in {STARTS_WITHIN:.0f} s")

    def kill(self) -> None:
        """SIGKILL to the server and all it started."""
        if self.server is not None and self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        assert self.server is not None
        self.server.terminate()
        return self.server.wait(30)

    def engine(self) -> Engine:
        return create_engine(self.database)

    def numbers(self, statement: str, **values: str) -> list[int]:
        """The first column of what this statement finds."""
        engine = self.engine()
        with engine.connect() as connection:
            found = list(connection.scalars(text(statement), values))
        engine.dispose()
        return found

    def to_report(self, name: str) -> list[int]:
        """The visits of this volunteer that wait for a report."""
        return self.numbers(
            """SELECT visit.id FROM visit JOIN "user" ON "user".id = volunteer_id
            WHERE email = :email AND purpose = 'drill' ORDER BY visit.id""",
            email=f"{name}@thuis.example",
        )

    def to_reach(self) -> list[int]:
        """The people whom somebody still tries to reach."""
        return self.numbers(
            """SELECT contact_id FROM outreach_plan WHERE is_open
            ORDER BY contact_id"""
        )


@cache
def _example() -> Path:
    """A filled folder, for as long as this process lives."""
    folder = Path(mkdtemp(prefix="thuis-drill-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    data = folder / "data"
    data.mkdir()
    Installation(data, folder / "log").make()
    return data


def program() -> tuple[str, ...]:
    """What Python is told to run: Thuis, or Thuis with a fault that was planted."""
    fault = os.environ.get(faults.SETTING)
    return ("-m", "tests.drills.faults", fault) if fault else ("-m", "thuis_app")


@contextmanager
def installed(database: str = "") -> Iterator[Installation]:
    """A filled installation in a temporary folder, with no server yet."""
    with TemporaryDirectory(prefix="thuis-drill-") as folder:
        data = Path(folder) / "data"
        made = Installation(data, Path(folder) / "log", database)
        data.mkdir()
        made.fill()
        try:
            yield made
        finally:
            made.kill()


def _add_visits(name: str) -> None:
    user = db.session.scalars(
        select(User).where(User.email == f"{name}@thuis.example")
    ).one()
    match = db.session.scalars(
        select(Match).where(
            Match.volunteer_id == user.id, Match.state == MatchState.ACTIVE
        )
    ).first()
    assert match is not None, f"{name} visits nobody"
    like = {"contact_id": match.contact_id, "match_id": match.id, "minutes": 60}
    moment = clock.now() - timedelta(hours=1)
    db.session.add_all(
        Visit(volunteer_id=user.id, starts_at=moment, purpose="drill", **like)
        for _number in range(VISITS)
    )
