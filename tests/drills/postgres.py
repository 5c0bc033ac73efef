"""A PostgreSQL that is restarted, or troubled in other ways, while four people save."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from psycopg import Connection, connect

from tests.browser.serving import free_port
from tests.drills.installation import installed
from tests.drills.outcome import NotPossible, Outcome
from tests.drills.writers import Ledger, ended, found, writers

RESTARTS, WRITERS, BETWEEN = 20, 4, 1.5
ENDED, CLOSED_SECONDS, LOCKED_SECONDS, BACK_WITHIN = 20, 5.0, 20.0, 2.0
END_ALL = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"""
READ_ONLY = "ALTER DATABASE postgres SET default_transaction_read_only = {}"
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

    def administrator(self) -> Connection[Any]:
        """A connection of a user who may do everything."""
        address = f"postgresql://thuis@127.0.0.1:{self.port}/postgres"
        return connect(address, autocommit=True)

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
    words, is_honest = _answers(ledger)
    return Outcome(
        f"{RESTARTS} immediate restarts of PostgreSQL under {WRITERS} writers: "
        f"{len(ledger.acknowledged)} acknowledged of {len(ledger.writes)} sent; "
        f"{rows}; {words}",
        rows.is_right and len(ledger.acknowledged) >= RESTARTS and is_honest,
    )


def troubles() -> Outcome:
    """The same with connections ended, nothing to be written, and a table locked."""
    ledger = Ledger()
    with postgres() as server, installed(server.address) as installed_app:
        installed_app.start()
        installed_app.wait()
        clients = writers(installed_app, WRITERS, ledger)
        for writer in clients:
            writer.start()
        usual = max(_back(ledger) for _time in range(ENDED))
        with closing(server.administrator()) as administrator:
            back = {
                "ended connections": _end_connections(administrator, ledger),
                "read-only": _forbid_writing(administrator, ledger),
                "a lock": _hold_lock(administrator, ledger),
            }
        ended(clients)
        installed_app.stop()
        rows = found(installed_app, ledger)
    words, is_honest = _answers(ledger)
    seconds = ", ".join(f"{name} {time:.1f} s" for name, time in back.items())
    return Outcome(
        f"PostgreSQL with {ENDED} times all connections ended, {CLOSED_SECONDS:.0f} s "
        f"read-only, a table locked for {LOCKED_SECONDS:.0f} s, under {WRITERS} "
        f"writers: {len(ledger.acknowledged)} acknowledged of {len(ledger.writes)} "
        f"sent; {rows}; saving again after {seconds}, usually within "
        f"{usual:.1f} s; {words}",
        rows.is_right
        and len(ledger.acknowledged) >= ENDED
        and is_honest
        and max(back.values()) <= BACK_WITHIN + usual,
    )


def _end_connections(administrator: Connection[Any], ledger: Ledger) -> float:
    """The longest time until the next save, of all times."""
    longest = 0.0
    for _time in range(ENDED):
        time.sleep(BETWEEN)
        administrator.execute(END_ALL)
        longest = max(longest, _back(ledger))
    return longest


def _forbid_writing(administrator: Connection[Any], ledger: Ledger) -> float:
    administrator.execute(READ_ONLY.format("on"))
    administrator.execute(END_ALL)
    time.sleep(CLOSED_SECONDS)
    administrator.execute(READ_ONLY.format("off"))
    administrator.execute(END_ALL)
    return _back(ledger)


def _hold_lock(administrator: Connection[Any], ledger: Ledger) -> float:
    with administrator.transaction():
        for table in ("signal", "attempt", "visit_report"):
            administrator.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        time.sleep(LOCKED_SECONDS)
    return _back(ledger)


def _back(ledger: Ledger) -> float:
    """Seconds until the next save that is acknowledged."""
    before, began = len(ledger.acknowledged), time.monotonic()
    while len(ledger.acknowledged) == before:
        if time.monotonic() - began > 10 * BACK_WITHIN:
            break
        time.sleep(0.02)
    return time.monotonic() - began


def _answers(ledger: Ledger) -> tuple[str, bool]:
    """What writers were told, and whether it was the truth and 'not now' at most."""
    shown = dict(ledger.answers)
    worse = {status for status in shown if status not in ALLOWED}
    words = (
        f"told falsely {len(ledger.misreported)}; answers {shown}, of which not the "
        f"Dutch 503 page {len(ledger.not_dutch)}; without answer "
        f"{ledger.no_answer.total()}"
    )
    wrong = (worse, ledger.misreported, ledger.not_dutch, ledger.no_answer)
    return words, not any(wrong)
