"""Goal 7: the seconds from starting a server until its first page."""

import time
from collections.abc import Callable
from statistics import median
from subprocess import Popen
from urllib.request import urlopen

from tests.bench.example import Example, environment
from tests.bench.figures import Figure
from tests.browser.serving import free_port, start

STARTS, MOST, LONGEST = 5, 3.0, 60.0
FIRST_PAGE = "/account/sign-in"


def cold_start(made: Example, other: float | None) -> Figure:
    """The seconds until the first page, beside those of Django's admin."""
    seconds = seconds_to_start(lambda port: start(port, environment(made)), FIRST_PAGE)
    note = f"{seconds:.2f} s, median of {STARTS}, bytecode compiled"
    note += f", beside {other:.2f} s" if other else ""
    beside = seconds / other if other else None
    name = f"cold start at {made.people} beside Django's admin"
    return Figure("7", name, beside, "x", MOST, note)


def seconds_to_start(begin: Callable[[int], Popen[bytes]], path: str) -> float:
    """The median of some starts; the first of all compiles and does not count."""
    return median([_once(begin, path) for _time in range(STARTS + 1)][1:])


def _once(begin: Callable[[int], Popen[bytes]], path: str) -> float:
    port = free_port()
    began = time.perf_counter()
    process = begin(port)
    try:
        while time.perf_counter() - began < LONGEST:
            try:
                urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
            except OSError:
                time.sleep(0.01)
            else:
                return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)
    raise AssertionError(f"no page in {LONGEST:.0f} s")
