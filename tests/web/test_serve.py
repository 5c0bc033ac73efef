"""The server: whole requests alone take a thread, and stopping loses none."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask, Response, request

import thuis_app
from tests.browser.serving import start
from tests.conftest import built
from thuis_app.web import serve
from thuis_app.web.serve import MOST_UNFINISHED, THREADS, Server, listening

LARGE = 6 * 1024 * 1024
HALF_HEADER = b"GET /quick HTTP/1.1\r\nHost: x\r\n"
HALF_BODY = b"POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nemail=x"


class Running:
    """A small application behind the server, and connections to it."""

    def __init__(self) -> None:
        self.begun, self.may_end = Event(), Event()
        self.may_end.set()
        self.listener = listening("127.0.0.1", 0)
        self.port = int(self.listener.getsockname()[1])
        self.server = Server(self._application(), [self.listener], receive_seconds=2)
        self.thread = Thread(target=self.server.run, daemon=True)
        self.opened = ExitStack()

    def connection(self, timeout: float = 5) -> HTTPConnection:
        made = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        self.opened.callback(made.close)
        return made

    def get(self, path: str, **headers: str) -> HTTPResponse:
        connection = self.connection()
        connection.request("GET", path, headers=headers)
        return connection.getresponse()

    def half_sent(self, some: bytes) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        self.opened.callback(made.close)
        made.sendall(some)
        return made

    def stop(self) -> None:
        self.may_end.set()
        self.server.stop()
        self.thread.join(15)
        assert not self.thread.is_alive(), "the server does not stop"

    def _application(self) -> Flask:
        app = Flask("small")
        app.config["MAX_CONTENT_LENGTH"] = 8 * 1024 * 1024

        @app.route("/quick", methods=["GET", "POST"])
        def quick() -> str:
            return f"{request.scheme} {request.remote_addr}"

        @app.get("/slow")
        def slow() -> str:
            self.begun.set()
            assert self.may_end.wait(10)
            return "slow"

        @app.get("/large")
        def large() -> Response:
            return Response(b"x" * LARGE)

        return app


@contextmanager
def serving() -> Iterator[Running]:
    running = Running()
    running.thread.start()
    try:
        yield running
    finally:
        running.opened.close()
        running.stop()


@pytest.fixture
def running() -> Iterator[Running]:
    with serving() as found:
        yield found


def is_closed(half: socket.socket) -> bool:
    """Whether the other side closed it within five seconds, without an answer."""
    half.settimeout(5)
    try:
        return half.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("half", [HALF_HEADER, HALF_BODY, b""])
def test_twice_as_many_half_sent_requests_as_threads_keep_nobody_waiting(
    running: Running, half: bytes
) -> None:
    for _one in range(2 * THREADS):
        running.half_sent(half)

    began = time.monotonic()
    answers = [running.get("/quick") for _one in range(THREADS)]

    assert {answer.status for answer in answers} == {200}
    assert time.monotonic() - began < 2


def test_what_comes_a_byte_at_a_time_ends_although_it_never_falls_silent(
    running: Running,
) -> None:
    trickle = running.half_sent(HALF_BODY)

    def is_refused() -> bool:
        try:
            trickle.sendall(b"x")
        except OSError:
            return True
        return False

    assert within(6, is_refused)


def test_a_half_sent_request_ends_and_a_connection_between_two_requests_does_not(
    running: Running,
) -> None:
    between = running.connection()
    between.request("GET", "/quick")
    between.getresponse().read()

    assert is_closed(running.half_sent(HALF_HEADER))

    between.request("GET", "/quick")
    assert between.getresponse().status == 200


def test_of_too_many_unfinished_requests_the_oldest_end(running: Running) -> None:
    first = running.half_sent(HALF_BODY)
    time.sleep(0.1)
    for _one in range(MOST_UNFINISHED):
        running.half_sent(HALF_BODY)

    first.settimeout(1.9)
    assert first.recv(1) == b""
    assert running.get("/quick").status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"x" * 40_000, b"431"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n", b"413"),
    ],
)
def test_a_request_has_at_most_so_many_bytes(
    running: Running, sent: bytes, status: bytes
) -> None:
    answer = running.half_sent(sent).recv(100)

    assert answer.split()[1] == status


def test_what_a_stranger_says_about_a_proxy_is_not_believed(running: Running) -> None:
    answer = running.get(
        "/quick", **{"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    )

    assert answer.read() == b"http 127.0.0.1"
    assert answer.headers["Server"] is None


def test_stopping_answers_what_runs_and_what_waits_for_a_thread() -> None:
    with serving() as running:
        running.may_end.clear()
        waiting = [running.connection(timeout=15) for _one in range(2 * THREADS)]
        for one in waiting:
            one.request("GET", "/slow")
        assert running.begun.wait(5)
        time.sleep(0.2)
        running.server.stop()
        time.sleep(1.2)
        assert running.thread.is_alive()
        running.may_end.set()
        answers = [one.getresponse() for one in waiting]

        assert [answer.read() for answer in answers] == [b"slow"] * len(waiting)
        assert {answer.headers["Connection"] for answer in answers} == {"close"}
        running.thread.join(5)
        assert not running.thread.is_alive()


def test_stopping_gives_a_large_answer_whole_to_who_reads_slowly() -> None:
    with serving() as running:
        connection = running.connection(timeout=15)
        connection.request("GET", "/large")
        answer = connection.getresponse()
        running.server.stop()
        time.sleep(1.5)

        assert len(answer.read()) == LARGE


def test_stopping_does_not_wait_for_who_sends_nothing_more() -> None:
    with serving() as running:
        running.half_sent(HALF_BODY)
        idle = running.connection()
        idle.request("GET", "/quick")
        idle.getresponse().read()
        began = time.monotonic()

        running.stop()

        assert time.monotonic() - began < serve.STOP_SECONDS + 3


def test_after_stopping_nobody_is_let_in() -> None:
    with serving() as running:
        running.stop()
        with pytest.raises(ConnectionRefusedError):
            running.get("/quick")


@pytest.mark.thorough
def test_a_port_that_is_taken_is_told_in_one_sentence(
    running: Running, tmp_path: Path
) -> None:
    """All migrations and a process of its own, for one sentence."""
    built(f"sqlite:///{tmp_path / 'thuis.db'}")
    command = f"-m flask --app wsgi serve --port {running.port}"
    done = subprocess.run(
        [sys.executable, *command.split()],
        cwd=thuis_app.PROJECT_ROOT,
        env=os.environ | {"THUIS_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"Error: Cannot serve at 127.0.0.1 port {running.port}: Address already in use."
    ]


@pytest.mark.thorough
def test_a_socket_that_is_handed_over_refuses_nobody_between_two_servers(
    tmp_path: Path,
) -> None:
    """Three processes of two seconds; it breaks where the server changes."""
    subprocess.run(
        [sys.executable, *["-m", "flask", "--app", "wsgi", "db", "upgrade"]],
        cwd=thuis_app.PROJECT_ROOT,
        env=os.environ | {"THUIS_DATA": str(tmp_path)},
        check=True,
        capture_output=True,
    )
    with socket.create_server(("127.0.0.1", 0)) as handed:
        port = handed.getsockname()[1]
        for _server in range(2):
            early = HTTPConnection("127.0.0.1", port, timeout=30)
            early.request("GET", "/health")
            server = start(port, {"THUIS_DATA": str(tmp_path)}, handed=handed)
            status = early.getresponse().status
            early.close()
            server.terminate()

            assert status in (200, 503)
            assert server.wait(60) == 0
