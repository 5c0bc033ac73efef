"""Django's admin on an example, served by gunicorn with two workers."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

import thuis_app
from tests.bench.connection import Connection
from tests.bench.example import COMPILED, Example
from tests.browser.serving import free_port

WORKERS = 2
LIST = "/admin/django_admin/contact/"
SIGN_IN = "/admin/login/"


@dataclass(frozen=True)
class DjangoAdmin:
    """A running admin: the connection of who is signed in, and its first process."""

    connection: Connection
    process_id: int


def is_installed() -> bool:
    """Whether the extra `bench` is."""
    return find_spec("django") is not None and find_spec("gunicorn") is not None


def environment(made: Example) -> dict[str, str]:
    own = made.file.with_name("django-admin.db")
    files = {"BENCH_DATABASE": str(made.file), "BENCH_ADMIN": str(own)}
    return files | COMPILED


def start(made: Example, port: int) -> subprocess.Popen[bytes]:
    """Start gunicorn there; it may not answer yet."""
    command = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS)]
    command += ["-b", f"127.0.0.1:{port}", "--keep-alive", "30"]
    return subprocess.Popen(
        [*command, "-k", "gthread", "tests.bench.django_admin.wsgi"],
        cwd=thuis_app.PROJECT_ROOT,
        env=os.environ | environment(made),
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def django_admin(made: Example) -> Iterator[DjangoAdmin]:
    """The admin on this example, until the end of the block."""
    port, headers = free_port(), {"Cookie": _cookie(made)}
    process = start(made, port)
    try:
        connection = Connection(f"http://127.0.0.1:{port}", headers)
        _wait_for(connection)
        yield DjangoAdmin(connection, process.pid)
    finally:
        process.terminate()
        process.wait(15)


def _cookie(made: Example) -> str:
    """The cookie of the one account of the admin."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.django_admin.prepare"],
        cwd=thuis_app.PROJECT_ROOT,
        env=os.environ | environment(made),
        check=True,
        capture_output=True,
        text=True,
    )
    return said.stdout.strip()


def _wait_for(connection: Connection) -> None:
    for _try in range(200):
        try:
            status = connection.get(LIST).status
        except OSError:
            time.sleep(0.1)
        else:
            assert status == 200, f"Django's admin answers {status}"
            return
    raise AssertionError("Django's admin does not start")
