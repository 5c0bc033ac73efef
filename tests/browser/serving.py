"""The house served by gunicorn, as in earnest."""

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


@contextmanager
def served_at(port: int, environment: dict[str, str], workers: int) -> Iterator[str]:
    """The address of a house that answers there."""
    command = f"-m gunicorn --bind 127.0.0.1:{port} --worker-class gthread --threads 8"
    options = f"--workers {workers} --no-control-socket --log-level error wsgi:app"
    server = subprocess.Popen(
        [sys.executable, *command.split(), *options.split()],
        cwd=thuis_app.HOUSE,
        env=os.environ | environment,
    )
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/health")
    yield address
    server.terminate()
    server.wait(10)


def wait_for(address: str) -> None:
    for _try in range(100):
        try:
            urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")
