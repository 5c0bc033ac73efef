"""What people without an account can do to a server, and what it costs the others."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit
from uuid import uuid4

from tests.drills.installation import installed
from tests.drills.outcome import Outcome
from tests.drills.saving import Seen, new_signal, paced
from tests.drills.visitor import NoAnswer, Visitor, filled
from thuis_app.serve import THREADS

STRANGERS, SAVES, PAGES = 12, 60, 20
MOST_BESIDE, SLOWEST_PAGE = 2.0, 2.0
HALF_HEADER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HALF_BODY = (
    b"POST /account/sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=x"
)
MARKS = "a" + "\u0300" * 50_000 + "\u0316" * 50_000


def among_strangers() -> Outcome:
    """A save takes at most twice its quiet time, and pages come, whatever they do."""
    with installed() as house:
        house.start()
        house.wait()
        form = new_signal(house.address)
        quiet = paced(form, SAVES)
        with ExitStack() as crowd:
            crowd.enter_context(half_sent(house.address, 2 * THREADS))
            tries = crowd.enter_context(guessing(house.address, STRANGERS))
            marks = crowd.enter_context(sending_marks(house.address))
            time.sleep(1)
            among = paced(form, SAVES)
            pages = _opened(house.address, PAGES)
    ratio, slowest = among.median / quiet.median, max(pages.seconds)
    return Outcome(
        f"{4 * THREADS} half-sent requests, {STRANGERS} strangers with passwords "
        f"({len(tries)} tries), {len(marks)} times 200 KB of combining marks (at most "
        f"{max(marks, default=0):.1f} s): a save {ratio:.1f} x its quiet time "
        f"({quiet.median * 1000:.0f} -> {among.median * 1000:.0f} ms, worst "
        f"{max(among.seconds):.1f} s), refused {len(among.refused)}; {PAGES} pages of "
        f"others, slowest {slowest:.1f} s, refused {len(pages.refused)}",
        ratio <= MOST_BESIDE
        and slowest <= SLOWEST_PAGE
        and bool(marks)
        and not (among.refused or pages.refused or quiet.refused),
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
