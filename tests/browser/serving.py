"""Thuis in a process of its own, served as in production."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import gettempdir
from urllib.request import urlopen

import thuis_app

PASSWORD = "licht in het dorp"
SECRET_KEY = "0123456789abcdef" * 4
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
AT_ANOTHER_TIME = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from thuis_app.__main__ import main
from thuis_app.core import clock
kept = Path(sys.argv.pop(1))
clock.set_source(lambda: datetime.now(UTC) + timedelta(seconds=float(kept.read_text())))
main()
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def real(address: int) -> dict[str, str]:
    """The settings of a real installation, that people find at this port by https."""
    return {
        "THUIS_ENVIRONMENT": "production",
        "THUIS_SECRET_KEY": SECRET_KEY,
        "THUIS_ADDRESS": f"https://localhost:{address}",
        "THUIS_BACKUP": gettempdir(),
    }


def start(
    port: int,
    environment: dict[str, str],
    *,
    own_group: bool = False,
    handed: socket.socket | None = None,
    log: Path | None = None,
    ahead: Path | None = None,
    program: tuple[str, ...] = ("-m", "thuis_app"),
) -> subprocess.Popen[bytes]:
    """Start the server there; it may not answer yet.

    `own_group` is for who kills it whole; `handed` is a listening socket that the
    server finds where systemd would put it, and takes in place of the port. What it
    says on its standard error is added to `log`. The file `ahead` says by how many
    seconds its clock is ahead, and may change meanwhile. `program` is what Python is
    told to run.
    """
    serve = ["serve", "--without-jobs", "--port", str(port)]
    command = [*program, *serve]
    if ahead is not None:
        command = ["-c", AT_ANOTHER_TIME, str(ahead), *serve]
    if handed is not None:
        command = ["-c", AS_SYSTEMD, str(handed.fileno()), *command]
    with open(log, "ab") if log else nullcontext() as errors:
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=thuis_app.PROJECT_ROOT,
            env=os.environ | environment,
            start_new_session=own_group,
            pass_fds=[handed.fileno()] if handed else [],
            stderr=errors,
        )


@contextmanager
def served_at(
    port: int, environment: dict[str, str], *, ahead: Path | None = None
) -> Iterator[str]:
    """The address of a Thuis that answers there."""
    server = start(port, environment, ahead=ahead)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health")
        yield address
    finally:
        server.terminate()
        status = server.wait(60)
    assert status == 0, f"the server ended with {status}"


def wait_for(address: str) -> None:
    """Return once this address answers; a busy machine needs its time to start one."""
    for _try in range(600):
        try:
            urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")
