"""`thuis serve`: all that a server runs, in one command."""

import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

import click
from flask import current_app
from flask.cli import ScriptInfo, pass_script_info
from flask_migrate import upgrade

from thuis_app.core import disk_reserve, startup
from thuis_app.core.actors import SYSTEM
from thuis_app.core.database import db, write_transaction
from thuis_app.core.erasure_ledger import ErasureLedger
from thuis_app.core.errors import StartRefused
from thuis_app.operations.backup.queries import BackupSource
from thuis_app.operations.restore import actions as restoring
from thuis_app.operations.restore import queries as restore
from thuis_app.web import serve
from thuis_app.web.start import refuse_bad_start

JOBS = ("-m", "thuis_app", "jobs", "repeat", "--seconds", "60")
LEDGER_WRONG = (
    "Thuis cannot start: the file erasure-ledger in the folder of the data cannot be "
    "read. Put back the one that lies beside the backups."
)
AGAIN_SECONDS, STOP_SECONDS = 60, 20


@click.command("serve", short_help="Serve the pages, and run the jobs.")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@click.option("--port", default=8000, help="The port to listen on.")
@click.option("--without-jobs", is_flag=True, help="Where a timer calls the jobs.")
@pass_script_info
def command(info: ScriptInfo, host: str, port: int, without_jobs: bool) -> None:
    """Bring the tables up to date, run the jobs, and serve the pages until SIGTERM or
    SIGINT, on the sockets of systemd or a port."""
    app = info.load_app()
    with app.app_context():
        _migrate()
        _erase_again()
        refuse_bad_start(is_server=True)
        disk_reserve.make(db.engine)
    with nullcontext() if without_jobs else JobsProcess():
        serve.run(app, host, port)


def _migrate() -> None:
    """Migrate a database that is older than this version, after a copy of it.

    One process at a time migrates; another that starts meanwhile waits for it.
    """
    migrations = Path(current_app.extensions["migrate"].directory)
    try:
        is_old = startup.is_older(db.engine, migrations)
    except StartRefused as refused:
        raise click.ClickException(f"Thuis cannot start: {refused}") from None
    if is_old:
        upgrade()
        db.engine.dispose()


def _erase_again() -> None:
    """Delete who was erased after these data were written, where an older file of the
    database was put in place of a newer one."""
    ledger = ErasureLedger(BackupSource.of(db.engine, current_app.config).data)
    try:
        is_wanted = bool(restore.erased_since(SYSTEM, ledger))
        if is_wanted:
            with write_transaction():
                count = restoring.erase_again(SYSTEM, ledger)
            click.echo(f"Erased again, by the erasure ledger: {count} people.")
    except (OSError, ValueError):
        raise click.ClickException(LEDGER_WRONG) from None
    finally:
        db.session.remove()


class JobsProcess:
    """`thuis jobs repeat` in a process of its own, while the block runs.

    It is started again a minute after it ended by itself, and ends with this process.
    """

    def __init__(self, arguments: tuple[str, ...] = JOBS) -> None:
        self._command = [sys.executable, *arguments]
        self._is_stopping = Event()
        self._thread = Thread(target=self._keep_running, daemon=True)

    def __enter__(self) -> "JobsProcess":
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._is_stopping.set()
        self._thread.join()

    def _keep_running(self) -> None:
        while not self._is_stopping.is_set():
            process = subprocess.Popen(self._command)
            while process.poll() is None and not self._is_stopping.wait(0.2):
                pass
            _end(process)
            self._is_stopping.wait(AGAIN_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the round of jobs that is going on come to its end, within bounds."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
