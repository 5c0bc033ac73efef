"""The house as its users have it: served by gunicorn, opened in a real Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ViewportSize

import thuis_app
from tests.browser.visitor import Visitor

ROOT = thuis_app.HOUSE
PASSWORD = "licht in het dorp"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)

Open = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this needs Chromium; where there is none, say so in one line."""
    missing = (
        None if shutil.which("chromium") else "no Chromium here: apt install chromium"
    )
    assert not (missing and os.environ.get("THUIS_TEST_ALL")), missing
    for item in items:
        if "browser" in Path(item.path).parts:
            item.add_marker("browser")
            if missing:
                item.add_marker(pytest.mark.skip(reason=missing))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": shutil.which("chromium"), "args": FLAGS.split()}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The example foundation, served as `make run` does; its address."""
    port = free_port()
    environment = os.environ | {
        "THUIS_DATA": str(tmp_path_factory.mktemp("data")),
        "THUIS_DEMO_PASSWORD": PASSWORD,
    }
    for words in ("db upgrade", f"demo prepare --port {port}"):
        _run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words.split()],
            environment,
        )
    command = f"-m gunicorn --bind 127.0.0.1:{port} --worker-class gthread --workers 2"
    options = "--threads 8 --no-control-socket --log-level error wsgi:app"
    server = subprocess.Popen(
        [sys.executable, *command.split(), *options.split()], cwd=ROOT, env=environment
    )
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/health")
    yield address
    server.terminate()
    server.wait(10)


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Open]:
    """Open the house on a screen of this size, signed in as one of the example."""
    contexts = []

    def open_as(
        name: str, width: int = 820, height: int = 1180, **more: Any
    ) -> Visitor:
        size: ViewportSize = {"width": width, "height": height}
        context = browser.new_context(
            base_url=served,
            viewport=size,
            locale="nl-NL",
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        visitor = Visitor(context.new_page())
        if name:
            visitor.sign_in(f"{name}@thuis.example", PASSWORD)
        return visitor

    yield open_as
    for context in contexts:
        context.close()


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(address: str) -> None:
    for _try in range(100):
        try:
            urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"nothing answers at {address}")
