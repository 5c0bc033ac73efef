"""A PostgreSQL that is restarted at once, ten times, while four people save."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser.serving import free_port
from tests.drills.installation import installed
from tests.drills.outcome import NotPossible, Outcome
from tests.drills.writers import Ledger, ended, found, writers

RESTARTS, WRITERS, BETWEEN = 10, 4, 1.5
ALLOWED = {200, 303, 503}


class Postgres:
    """A database server of its own in this folder; it runs as the user postgres."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self._folder, self._programs, self.port = folder, programs, free_port()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        options = "--username=thuis --auth=trust --encoding=UTF8 --locale=C.UTF-8"
        self._run("initdb", *options.split())

    @property
    def address(self) -> str:
        return f"postgresql+psycopg://thuis@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1"
        place = f"-c unix_socket_directories={self._folder} -c max_connections=100"
        self._control("start", f"--options={options} {place}")

    def restart_at_once(self) -> None:
        """End every connection and process without a word, and start again."""
        self._control("restart", "--mode=immediate")

    def stop(self) -> None:
        self._control("stop", "--mode=immediate")

    def _control(self, action: str, *options: str) -> None:
        log = f"--log={self._folder / 'log'}"
        self._run("pg_ctl", action, "--wait", "--silent", log, *options)

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), f"--pgdata={self._folder / 'data'}"]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(
            [*command, *options],
            cwd=self._folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL in a temporary folder."""
    found_at = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found_at:
        raise NotPossible("there is no PostgreSQL here: apt install postgresql")
    with TemporaryDirectory(prefix="thuis-postgres-") as folder:
        server = Postgres(Path(folder), found_at[-1].parent)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def restarts() -> Outcome:
    """Nothing is lost or doubled, and no page says worse than 'not now'."""
    ledger = Ledger()
    with postgres() as server, installed(server.address) as installed_app:
        installed_app.start()
        installed_app.wait()
        clients = writers(installed_app, WRITERS, ledger)
        for writer in clients:
            writer.start()
        for _restart in range(RESTARTS):
            time.sleep(BETWEEN)
            server.restart_at_once()
        ended(clients)
        installed_app.stop()
        rows = found(installed_app, ledger)
    shown = dict(ledger.answers)
    worse = {status for status in shown if status not in ALLOWED}
    return Outcome(
        f"{RESTARTS} immediate restarts of PostgreSQL under {WRITERS} writers: "
        f"{len(ledger.acknowledged)} acknowledged of {len(ledger.writes)} sent; "
        f"{rows}; told falsely {len(ledger.misreported)}; answers {shown}, of which "
        f"not the Dutch 503 page {len(ledger.not_dutch)}; without answer "
        f"{ledger.no_answer.total()}",
        rows.is_right
        and len(ledger.acknowledged) >= RESTARTS
        and not (worse or ledger.misreported or ledger.not_dutch or ledger.no_answer),
    )
