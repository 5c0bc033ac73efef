"""What people without an account can do to a server, and what it costs the others."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as Signal
from threading import Event, Thread
from typing import TypeAlias
from urllib.parse import urlsplit
from uuid import uuid4

from tests.drills.installation import installed
from tests.drills.outcome import Outcome
from tests.drills.saving import Seen, new_signal, paced
from tests.drills.visitor import NoAnswer, Visitor, filled
from thuis_app.web.serve import THREADS

STRANGERS, TURNS, SAVES, PAGES = 12, 3, 25, 8
MOST_BESIDE, SLOWEST_PAGE = 2.0, 2.0
Result: TypeAlias = "Queue[tuple[int, list[float]]]"

HALF_HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HALF_BODY = (
    b"POST /account/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=x"
)
MARKS = "a" + "\u0300" * 50_000 + "\u0316" * 50_000


@dataclass
class Beside:
    """Saves while it is quiet and saves beside strangers, in turns."""

    quiet: Seen = field(default_factory=Seen)
    among: Seen = field(default_factory=Seen)
    pages: Seen = field(default_factory=Seen)
    tries: int = 0
    marks: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return self.among.median / self.quiet.median

    def __str__(self) -> str:
        quiet, among = self.quiet.median * 1000, self.among.median * 1000
        return (
            f"a save {self.ratio:.1f} x its quiet time ({quiet:.0f} -> {among:.0f} ms, "
            f"worst {max(self.quiet.seconds) * 1000:.0f} -> "
            f"{max(self.among.seconds) * 1000:.0f} ms), refused "
            f"{len(self.among.refused)}"
        )


def beside_strangers(address: str) -> Beside:
    """Save beside half-sent requests, strangers with passwords, and long addresses.

    In turns with quiet saves, since what else the machine does changes.
    """
    found, form = Beside(), new_signal(address)
    for _turn in range(TURNS):
        found.quiet.extend(paced(form, SAVES))
        with _bulk_data_of_its_own(address) as result:
            found.among.extend(paced(form, SAVES))
            found.pages.extend(_opened(address, PAGES))
        tries, marks = result.get(timeout=60)
        found.tries += tries
        found.marks += marks
    return found


@contextmanager
def _bulk_data_of_its_own(address: str) -> Iterator[Result]:
    """All strangers, in a process of their own so that they slow down no clock here."""
    spawned = get_context("spawn")
    is_there, is_over, result = spawned.Event(), spawned.Event(), spawned.Queue()
    clients = spawned.Process(
        target=_clients, args=(address, is_there, is_over, result)
    )
    clients.start()
    assert is_there.wait(60), "the strangers do not come"
    try:
        yield result
    finally:
        is_over.set()
    clients.join(60)


def _clients(address: str, is_there: Signal, is_over: Signal, result: Result) -> None:
    """Keep up all that strangers do until told otherwise; then say how often."""
    with (
        half_sent(address, 2 * THREADS),
        guessing(address, STRANGERS) as tries,
        sending_marks(address) as marks,
    ):
        time.sleep(1)
        is_there.set()
        is_over.wait(120)
    result.put((len(tries), marks))


def among_strangers() -> Outcome:
    """A save takes at most twice its quiet time, and pages come, whatever they do."""
    with installed() as installed_app:
        installed_app.start()
        installed_app.wait()
        seen = beside_strangers(installed_app.address)
        ended = installed_app.stop()
    slowest, longest = max(seen.pages.seconds), max(seen.marks, default=0)
    return Outcome(
        f"{4 * THREADS} half-sent requests, {STRANGERS} strangers with passwords "
        f"({seen.tries} tries), {len(seen.marks)} times 200 KB of combining marks (at "
        f"most {longest:.1f} s): {seen}; {len(seen.pages.seconds)} pages of others, "
        f"slowest {slowest:.1f} s, refused {len(seen.pages.refused)}",
        seen.ratio <= MOST_BESIDE
        and slowest <= SLOWEST_PAGE
        and bool(seen.marks)
        and ended == 0
        and not (seen.among.refused or seen.pages.refused or seen.quiet.refused),
    )


def _opened(address: str, count: int) -> Seen:
    """Somebody else, each time on a new connection, opens the page to sign in."""
    seen = Seen()
    for _page in range(count):
        visitor, began, status = Visitor(address, 5), time.monotonic(), 0
        with suppress(NoAnswer):
            status = visitor.get("/account/sign-in").status
        seen.add("", status, time.monotonic() - began)
        visitor.close()
    return seen


@contextmanager
def half_sent(address: str, count: int) -> Iterator[None]:
    """So many headers and so many bodies of which the rest never comes.

    What the server closes is opened again, so that there are always as many.
    """
    firsts = [HALF_HEADER, HALF_BODY] * count
    opened: list[socket.socket] = []
    with _kept_up(1, lambda: _keep_open(address, firsts, opened)):
        yield
    for one in opened:
        one.close()


@contextmanager
def guessing(address: str, count: int) -> Iterator[list[int]]:
    """So many strangers who try passwords at invented accounts; the statuses seen."""
    seen: list[int] = []

    def guess() -> None:
        visitor = Visitor(address)
        with suppress(NoAnswer):
            name = f"stranger.{uuid4().hex}"
            seen.append(visitor.sign_in(name, "welkom123456").status)
        visitor.close()

    with _kept_up(count, guess):
        yield seen


@contextmanager
def sending_marks(address: str) -> Iterator[list[float]]:
    """A stranger whose e-mail address is 200 KB of combining marks; seconds per try."""
    seconds: list[float] = []

    def send() -> None:
        visitor = Visitor(address)
        with suppress(NoAnswer):
            page = visitor.get("/account/sign-in")
            form = filled(page, "#sign-in-form", email=MARKS, password="welkom123456")
            began = time.monotonic()
            visitor.post("/account/sign-in", form)
            seconds.append(time.monotonic() - began)
        visitor.close()
        time.sleep(0.2)

    with _kept_up(1, send):
        yield seconds


def _keep_open(address: str, firsts: list[bytes], opened: list[socket.socket]) -> None:
    """Open what is not open; a list as long as that of what is sent first."""
    parts = urlsplit(address)
    for at, first in enumerate(firsts):
        if at < len(opened) and not _is_closed(opened[at]):
            continue
        with suppress(OSError):
            made = socket.create_connection((parts.hostname, parts.port), timeout=5)
            made.sendall(first)
            made.setblocking(False)
            if at < len(opened):
                opened[at].close()
                opened[at] = made
            else:
                opened.append(made)
    time.sleep(0.2)


def _is_closed(one: socket.socket) -> bool:
    try:
        return one.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


@contextmanager
def _kept_up(count: int, act: Callable[[], None]) -> Iterator[None]:
    """Do this over and over, in so many threads, until the block is left."""
    is_over = Event()

    def again() -> None:
        while not is_over.is_set():
            act()

    threads = [Thread(target=again, daemon=True) for _one in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join(1)
