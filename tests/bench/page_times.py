"""How long each page takes, beside a bare page, in examples of several sizes.

All sizes are served at once and asked in turns, so that what slows the machine down
for a while slows all of them down.
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any
from urllib.parse import urlencode

from tests.bench import bare_server
from tests.bench.connection import Answer, Connection
from tests.bench.example import Example, Served, served
from tests.bench.found import Found, FoundPage, found, search
from tests.bench.visitors import SignedIn, signed_in

ROUNDS = int(os.environ.get("ROUNDS") or 15)
SLOW, PATIENCE = 2.0, 10.0
"""The seconds from which a page is asked for less often, and what that may take."""

EVERYWHERE = "coordinator of all villages"

Key = tuple[str, str]
Bare = dict[int, list[float]]


@dataclass
class Side:
    """An example with its servers, who looks at it, and the pages that were found."""

    served: Served
    visitors: dict[str, SignedIn]
    found: Found
    connections: dict[str, Connection]
    bare: Connection

    @property
    def people(self) -> int:
        return self.served.example.people

    @property
    def pages(self) -> dict[Key, FoundPage]:
        return {(page.endpoint, page.role): page for page in self.found.pages}

    @property
    def person_id(self) -> str:
        """The id of the person whose page is measured."""
        return self.pages["casefile.show", EVERYWHERE].path.split("/")[-1]


@dataclass
class PageTimes:
    """The median seconds of one page for one role, and of the bare page in this run."""

    endpoint: str
    role: str
    paths: dict[int, str] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    bare: dict[int, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.endpoint} for {self.role}"

    def ratio(self, people: int) -> float:
        """How many times a bare page it takes in an example of this size."""
        return self.seconds[people] / self.bare[people]

    def growth(self, few: int, many: int) -> float | None:
        """How many times as long it takes with many people; None where not in both."""
        if not self.seconds.keys() >= {few, many}:
            return None
        return self.seconds[many] / self.seconds[few]

    def as_json(self) -> dict[str, Any]:
        milliseconds = {n: round(one * 1000, 2) for n, one in self.seconds.items()}
        ratios = {n: round(self.ratio(n), 2) for n in self.seconds}
        sizes = sorted(self.seconds)
        pairs = pairwise(sizes)
        growth = {f"{a}-{b}": round(self.growth(a, b) or 0, 2) for a, b in pairs}
        page = {"page": self.endpoint, "role": self.role, "paths": self.paths}
        return page | {"ms": milliseconds, "ratio": ratios, "growth": growth}


@contextmanager
def sides(examples: list[Example]) -> Iterator[list[Side]]:
    """All examples, each with its servers, until the end of the block."""
    with ExitStack() as stack:
        yield [_side(stack, one) for one in examples]


def _side(stack: ExitStack, example: Example) -> Side:
    visitors = list(signed_in(example.app))
    pages = found(example.app, visitors)
    pages.pages += search(visitors)
    running = stack.enter_context(served(example))
    bare_address = stack.enter_context(bare_server.served(example.file))
    return Side(
        served=running,
        visitors={one.account.role: one for one in visitors},
        found=pages,
        connections={
            one.account.role: Connection(running.address, one.headers)
            for one in visitors
        },
        bare=Connection(bare_address, bare_server.HEADERS),
    )


def page_times(sides: list[Side], faults: list[str]) -> list[PageTimes]:
    """The times of every page; one that does not answer 200 is added to the faults."""
    keys = dict.fromkeys(key for side in sides for key in side.pages)
    bare: Bare = defaultdict(list)
    found = []
    for at, key in enumerate(keys, 1):
        found.append(_times(key, sides, bare, faults))
        seconds = ", ".join(f"{one * 1000:.1f}" for one in found[-1].seconds.values())
        print(f"{at}/{len(keys)} {found[-1].name}: {seconds} ms", file=sys.stderr)
    for page in found:
        page.bare = {people: median(bare[people]) for people in page.seconds}
    return [page for page in found if page.seconds]


def _times(key: Key, sides: list[Side], bare: Bare, faults: list[str]) -> PageTimes:
    """The times of one page; those of the bare page between are added to `bare`."""
    result = PageTimes(*key)
    first = {
        side.people: seconds
        for side in sides
        if key in side.pages and (seconds := _first(side, key, faults)) is not None
    }
    opened = [side for side in sides if side.people in first]
    taken = {people: [seconds] for people, seconds in first.items()}
    if max(first.values(), default=0.0) < SLOW:
        taken = _warmed_up(opened, key)
    for _round in range(_rounds(max(first.values(), default=0.0))):
        for side in opened:
            taken[side.people].append(_page(side, key))
            bare[side.people].append(side.bare.get("/").seconds)
    for side in opened:
        result.paths[side.people] = side.pages[key].path
        result.seconds[side.people] = median(taken[side.people])
    return result


def _warmed_up(sides: list[Side], key: Key) -> dict[int, list[float]]:
    """No times yet, of a page that each side opened once more."""
    for side in sides:
        _page(side, key)
    return {side.people: [] for side in sides}


def _rounds(slowest: float) -> int:
    """How often a page is asked for; of a slow one the first time counts as well."""
    return ROUNDS if slowest < SLOW else min(ROUNDS, round(PATIENCE / slowest))


def _first(side: Side, key: Key, faults: list[str]) -> float | None:
    """The seconds of the first time; None for what does not answer 200, a fault."""
    page = side.pages[key]
    try:
        answer = _answer(side, page)
    except OSError as error:
        side.connections[page.role] = _again(side, page.role)
        faults.append(f"{page.name} at {side.people}: {type(error).__name__}")
        return None
    if answer.status == 200:
        return answer.seconds
    faults.append(f"{page.name} at {side.people}: {answer.status} at {page.path}")
    return None


def _again(side: Side, role: str) -> Connection:
    return Connection(side.served.address, side.visitors[role].headers)


def _page(side: Side, key: Key) -> float:
    page = side.pages[key]
    return _answer(side, page).seconds


def _answer(side: Side, page: FoundPage) -> Answer:
    connection = side.connections[page.role]
    if not page.words:
        return connection.get(page.path)
    form = connection.get(page.path).body
    found = re.search(rb'name="csrf_token" value="([^"]+)"', form)
    token = found[1].decode() if found else ""
    body = urlencode({"words": page.words, "csrf_token": token})
    return connection.post(page.path, body)
