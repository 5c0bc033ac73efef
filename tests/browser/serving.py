"""Thuis in a process of its own, served as in production."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import thuis_app

PASSWORD = "licht in het dorp"
SECRET_KEY = "0" * 64


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def real(door: int) -> dict[str, str]:
    """The settings of a real installation, that people find at this port by https."""
    return {
        "THUIS_ENVIRONMENT": "production",
        "THUIS_SECRET_KEY": SECRET_KEY,
        "THUIS_ADDRESS": f"https://localhost:{door}",
    }


def start(
    port: int, environment: dict[str, str], *, own_group: bool = False
) -> subprocess.Popen[bytes]:
    """Start the server there; it may not answer yet. `own_group` to kill it whole."""
    command = f"-m flask --app wsgi serve --port {port}"
    return subprocess.Popen(
        [sys.executable, *command.split()],
        cwd=thuis_app.HOUSE,
        env=os.environ | environment,
        start_new_session=own_group,
    )


@contextmanager
def served_at(port: int, environment: dict[str, str]) -> Iterator[str]:
    """The address of a Thuis that answers there."""
    server = start(port, environment)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health")
        yield address
    finally:
        server.terminate()
        status = server.wait(15)
    assert status == 0, f"the server ended with {status}"


def wait_for(address: str) -> None:
    for _try in range(100):
        try:
            urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")
