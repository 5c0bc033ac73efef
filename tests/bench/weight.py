"""Goal 8: what a first page brings over the line as it is sent, and a next one."""

import gzip
import re
from collections.abc import Iterator
from functools import partial

from tests.bench.connection import Connection
from tests.bench.figures import Figure
from tests.bench.page_goals import ALL
from tests.bench.page_times import Side

KILOBYTE = 1024
LIST = "/people/"
# As a browser asks that comes from another page of ours, after the sign-in.
ASKED = {"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": "same-origin"}


def weight(side: Side) -> Iterator[Figure]:
    """The kilobytes of the list of people with all it needs, and of its next rows."""
    connection = side.connections[ALL]
    body = _sent(connection, LIST)
    text = gzip.decompress(body).decode()
    assets = sorted(set(re.findall(r'(?:href|src)="(/static/[^"#]+)', text)))
    total = len(body) + sum(map(len, map(partial(_sent, connection), assets)))
    more = re.search(r'hx-get="(/people/[^"]*after[^"]*)"', text)
    assert more, "the list has no next page"
    rows = _sent(connection, more[1].replace("&amp;", "&"), **{"HX-Request": "true"})
    of_it = f"{len(body) / KILOBYTE:.1f} KB of it the page"
    yield Figure("8", "first load as sent", total / KILOBYTE, "KB", 36, of_it)
    yield Figure("8", "requests of a first load", 1 + len(assets), "requests", 6)
    yield Figure("8", "next page as sent", len(rows) / KILOBYTE, "KB", 1.5)


def _sent(connection: Connection, path: str, **more: str) -> bytes:
    answer = connection.get(path, **ASKED, **more)
    assert answer.status == 200, f"{path}: {answer.status}"
    return answer.body
