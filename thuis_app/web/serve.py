"""The application served by waitress, in one process.

waitress collects a request whole before it takes a thread for it, so what is sent half
or slowly takes none. What waitress does not bound is bounded here, in its own loop: the
seconds that a whole request may take, and what all unfinished ones hold together. A
signal to stop ends accepting; requests that were received are still answered.
"""

import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable
from typing import Any
from weakref import WeakKeyDictionary

import click
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from werkzeug.wsgi import ClosingIterator

THREADS = 16
CONNECTIONS, MOST_UNFINISHED = 500, 400
IDLE_SECONDS, RECEIVE_SECONDS, STOP_SECONDS, QUIET_SECONDS = 30, 30, 8, 0.5
HEADER_BYTES = 32 * 1024
MEMORY_BYTES = 64 * 1024
UNFINISHED_BYTES = 64 * 1024 * 1024
FIRST_INHERITED = 3

StartResponse = Callable[..., Any]


class Server:
    """Serves an application on listening sockets until it is stopped."""

    def __init__(
        self,
        app: Flask,
        listeners: list[socket.socket],
        receive_seconds: float = RECEIVE_SECONDS,
    ) -> None:
        self.app = app
        self.is_stopping = False
        self._listeners = listeners
        self._receive_seconds = receive_seconds
        self._begun: WeakKeyDictionary[HTTPRequestParser, float] = WeakKeyDictionary()
        self._open: dict[int, Any] = {}
        # A proxy's headers are for ProxyFix to judge, where there is a proxy.
        adjustments: dict[str, Any] = {
            "sockets": listeners,
            "threads": THREADS,
            "clear_untrusted_proxy_headers": not app.config.get("PROXIES"),
            "max_request_header_size": HEADER_BYTES,
            "max_request_body_size": app.config["MAX_CONTENT_LENGTH"],
            "inbuf_overflow": MEMORY_BYTES,
            "connection_limit": CONNECTIONS,
            "channel_timeout": IDLE_SECONDS,
            "cleanup_interval": 1,
            "log_socket_errors": False,
            "ident": "",
        }
        self._waitress = create_server(self._answer, map=self._open, **adjustments)

    def stop(self, *_signal: object) -> None:
        """Accept nothing more; `run` returns when what was received is answered."""
        self.is_stopping = True

    def run(self) -> None:
        """Serve until `stop` is called."""
        while not self.is_stopping:
            self._turn(1.0)
            self._drop_slow()
        self._drain()

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(seconds, use_poll=True, map=self._open, count=1)

    def _answer(
        self, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """The application's answer; while stopping, also the last of its connection.

        An answer of unknown length is how a WSGI application has the server send
        `Connection: close`, so that the client's next request goes elsewhere.
        """

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if self.is_stopping:
                headers = [one for one in headers if one[0].lower() != "content-length"]
            return start_response(status, headers, *more)

        body = self.app(environ, start)
        return ClosingIterator(body, []) if self.is_stopping else body

    def _channels(self) -> list[HTTPChannel]:
        """The connections for which no thread is at work."""
        found = (one for one in self._open.values() if isinstance(one, HTTPChannel))
        return [channel for channel in found if not channel.requests]

    def _drop_slow(self) -> None:
        """Close what takes too long to send a request, and the oldest of too many."""
        now = time.time()
        oldest = sorted(
            (self._since(one, now), id(one), one) for one in self._channels()
        )
        bytes_held = sum(_held(channel) for _since, _id, channel in oldest)
        left = len(oldest)
        for since, _id, channel in oldest:
            is_slow = channel.request and now - since > self._receive_seconds
            if is_slow or left > MOST_UNFINISHED or bytes_held > UNFINISHED_BYTES:
                left, bytes_held = left - 1, bytes_held - _held(channel)
                channel.handle_close()

    def _since(self, channel: HTTPChannel, now: float) -> float:
        """When the unfinished request of a connection began, or else when it last sent
        data.
        """
        if channel.request is None:
            return channel.last_activity
        return self._begun.setdefault(channel.request, now)

    def _drain(self) -> None:
        """Answer what was received and close each connection as it falls silent."""
        for listener in self._listeners:
            self._open.pop(listener.fileno())
            listener.close()
        until = time.monotonic() + STOP_SECONDS
        while self._is_serving() and time.monotonic() < until:
            self._turn(0.05)
            silent_since = time.time() - QUIET_SECONDS
            for channel in self._channels():
                is_idle = channel.request is None and not channel.total_outbufs_len
                if is_idle and channel.last_activity < silent_since:
                    channel.handle_close()
        self._waitress.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._open)

    def _is_serving(self) -> bool:
        return any(isinstance(one, HTTPChannel) for one in self._open.values())


def _held(channel: HTTPChannel) -> int:
    """The bytes kept for an unfinished request and for answers not yet taken."""
    if channel.request is None:
        return channel.total_outbufs_len
    return channel.total_outbufs_len + channel.request.body_bytes_received


def inherited() -> list[socket.socket]:
    """The listening sockets that systemd hands over (sd_listen_fds(3)), or none."""
    if os.environ.pop("LISTEN_PID", "") != str(os.getpid()):
        return []
    count = int(os.environ.pop("LISTEN_FDS", "0"))
    files = range(FIRST_INHERITED, FIRST_INHERITED + count)
    return [socket.socket(fileno=file) for file in files]


def listening(host: str, port: int) -> socket.socket:
    """A new listening socket there; a ClickException where that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = str(error.strerror).partition(" (")[0]
        said = f"Cannot serve at {host} port {port}: {why}."
        raise click.ClickException(said) from error


def run(app: Flask, host: str, port: int) -> None:
    """Serve on the sockets of systemd, or there, until SIGTERM or SIGINT."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server = Server(app, inherited() or [listening(host, port)])
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, server.stop)
    server.run()
