"""A line that breaks: it carries requests to the server, and cuts some of them off."""

import socket
import struct
from collections import Counter
from random import Random
from threading import Thread
from urllib.parse import urlsplit

CHUNK = 65536


class Cutter:
    """A proxy on an address of its own, that breaks off what goes to `path`.

    Before the server got it, or after it was done and before the answer.
    """

    def __init__(self, server: str, path: str, seed: int, share: float) -> None:
        self._server_address = (
            urlsplit(server).hostname or "",
            urlsplit(server).port or 80,
        )
        self._path, self._random, self._share = path.encode(), Random(seed), share
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.happened: Counter[str] = Counter()
        Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client:
            request = _read_request(client)
            if not request:
                return
            fate = self._fate(request)
            self.happened[fate] += 1
            if fate == "before":
                return _break(client)
            answer = self._forward(request)
            if fate == "after":
                return _break(client)
            try:
                client.sendall(answer)
            except OSError:
                return None

    def _fate(self, request: bytes) -> str:
        if not request.startswith(b"POST " + self._path):
            return "other"
        dice = self._random.random()
        if dice < self._share:
            return "before"
        return "after" if dice < 2 * self._share else "whole"

    def _forward(self, request: bytes) -> bytes:
        with socket.create_connection(self._server_address) as server:
            server.sendall(request)
            parts = []
            while part := server.recv(CHUNK):
                parts.append(part)
            return b"".join(parts)


def _read_request(client: socket.socket) -> bytes:
    """One request, told to be the only one on its connection."""
    found = b""
    while b"\r\n\r\n" not in found:
        part = client.recv(CHUNK)
        if not part:
            return b""
        found += part
    head, _gap, body = found.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not _is(line, b"connection")]
    length = next((line for line in lines if _is(line, b"content-length")), b":0")
    while len(body) < int(length.partition(b":")[2]):
        body += client.recv(CHUNK)
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def _is(line: bytes, name: bytes) -> bool:
    return line.lower().startswith(name + b":")


def _break(client: socket.socket) -> None:
    """Not a tidy end: the line is gone."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
