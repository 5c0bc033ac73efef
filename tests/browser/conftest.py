"""Thuis as its users have it: served as in production, in a real Chromium."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

import thuis_app
from tests.browser import tablets
from tests.browser.serving import PASSWORD, free_port, real, served_at
from tests.browser.tablets import AppServer
from tests.browser.tls import Certificate, certificate_in, tls_in_front_of
from tests.browser.visitor import Visitor

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)

# A machine that does something else meanwhile is slow, and not wrong.
expect.set_options(timeout=20_000)

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
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """What the browser of these tests takes for the certificate of a real house."""
    return certificate_in(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="session")
def browser_type_launch_args(certificate: Certificate) -> dict[str, Any]:
    flags = [*FLAGS.split(), certificate.flag]
    return {"executable_path": shutil.which("chromium"), "args": flags}


@pytest.fixture(scope="session")
def served(
    tmp_path_factory: pytest.TempPathFactory, certificate: Certificate
) -> Iterator[str]:
    """The example foundation, filled as `make run` does; its address.

    Served with the settings of a real installation, behind a proxy that ends TLS.
    """
    port, address, folder = free_port(), free_port(), tmp_path_factory.mktemp("data")
    environment = {"THUIS_DATA": str(folder), "THUIS_DEMO_PASSWORD": PASSWORD}
    for words in ("db upgrade", f"demo prepare --port {port}"):
        _flask(words, environment)
    with (
        served_at(port, environment | real(address)) as upstream,
        tls_in_front_of(upstream, address, certificate),
    ):
        yield f"https://localhost:{address}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """A house with volunteers who have a tablet."""
    with tablets.served_application(tmp_path_factory.mktemp("house")) as found:
        yield found


@pytest.fixture
def tablet(browser: Browser, server: AppServer) -> Iterator[BrowserContext]:
    """A tablet that nobody used yet, in a house where nothing happened."""
    server.clear()
    context = browser.new_context(**tablets.screen(server))
    yield context
    context.close()


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Open]:
    """Open Thuis on a screen of this size, signed in as one of the example."""
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


def _flask(words: str, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words.split()],
        cwd=thuis_app.PROJECT_ROOT,
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
