"""A monitor elsewhere hears of each round of the jobs that leaves none failed."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from flask import Flask

from tests.operations.jobs.conftest import later
from tests.operations.jobs.test_commands import fail, run
from thuis_app.operations.jobs import commands
from thuis_app.operations.jobs.rules import JobName

PATH = "/ping/1234"


class Monitor(BaseHTTPRequestHandler):
    """Notes which addresses were asked for."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Nothing on the terminal of the tests."""


@pytest.fixture
def asked(app: Flask, database: None) -> Iterator[list[str]]:
    """The addresses that a monitor was asked for, which the settings name."""
    Monitor.asked = []
    with HTTPServer(("127.0.0.1", 0), Monitor) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        app.config["PING"] = f"http://127.0.0.1:{server.server_port}{PATH}"
        yield Monitor.asked
        app.config["PING"] = ""
        server.shutdown()
        thread.join()


def test_it_is_asked_for_after_each_round_that_went_well(
    app: Flask, asked: list[str]
) -> None:
    run(app)
    later(minutes=1)
    run(app)

    assert asked == [PATH, PATH]


def test_it_hears_nothing_until_the_job_that_failed_goes_well(
    app: Flask, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setitem(commands.WORK, JobName.SIGNALS, fail)
        run(app)
        later(minutes=1)
        assert run(app)[0] == 0, "it is not due again yet"
        assert asked == []

    later(minutes=5)
    run(app)

    assert asked == [PATH]


def test_a_monitor_that_does_not_answer_is_no_failure(
    app: Flask, asked: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    app.config["PING"] = "http://127.0.0.1:1/"

    code, _said = run(app)

    assert code == 0
    assert "THUIS_PING does not answer" in caplog.text
