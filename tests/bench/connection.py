"""One connection to a server, and how long it takes to answer."""

from dataclasses import dataclass
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlsplit

LONGEST, IDLE = 300.0, 10.0
"""Seconds for an answer, and after which a connection counts as closed."""


@dataclass(frozen=True)
class Answer:
    """The answer to a request: its status, its body as sent, the seconds it took."""

    status: int
    body: bytes
    seconds: float


class Connection:
    """One connection that is kept open, of one browser that sends these headers."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        parts = urlsplit(address)
        self._headers, self._used = headers, 0.0
        self._connection = HTTPConnection(
            str(parts.hostname), int(parts.port or 80), timeout=LONGEST
        )

    def get(self, path: str, **more: str) -> Answer:
        """The answer to a GET; the connection is opened again when it was closed."""
        return self._send("GET", path, None, more)

    def post(self, path: str, body: str) -> Answer:
        """The answer to a form."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, body, kind)

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> Answer:
        # A server closes what was idle; that is no part of what a page takes.
        if self._connection.sock is None or perf_counter() - self._used > IDLE:
            self._connection.close()
            self._connection.connect()
        start = perf_counter()
        self._connection.request(method, path, body, self._headers | headers)
        answer = self._connection.getresponse()
        content = answer.read()
        self._used = perf_counter()
        return Answer(answer.status, content, self._used - start)
