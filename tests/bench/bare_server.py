"""The bare page behind a server of its own: `python -m tests.bench.bare_server`.

It is served by the same server as Thuis, with as many threads.
"""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from itsdangerous import Signer
from waitress import serve

import thuis_app
from tests.bench import bare
from tests.bench.connection import Connection
from tests.browser.serving import SECRET_KEY, free_port
from thuis_app.web.serve import THREADS

HEADERS = {"Cookie": Signer(SECRET_KEY).sign("1").decode()}


@contextmanager
def served(file: Path) -> Iterator[str]:
    """The address of a bare page on this database, until the end of the block."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare_server", str(file), str(port)]
    process = subprocess.Popen(
        command, cwd=thuis_app.PROJECT_ROOT, stderr=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(15)


def _wait_for(address: str) -> None:
    for _try in range(100):
        try:
            assert Connection(address, HEADERS).get("/").status == 200
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no bare page at {address}")


def main(file: str, port: str) -> None:
    connection = sqlite3.connect(file, check_same_thread=False)
    page = bare.people(connection, Signer(SECRET_KEY))
    serve(page, host="127.0.0.1", port=int(port), threads=THREADS)


if __name__ == "__main__":
    main(*sys.argv[1:])
