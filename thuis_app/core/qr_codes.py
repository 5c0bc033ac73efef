"""QR codes, to be drawn as SVG."""

from collections.abc import Iterator
from dataclasses import dataclass

import segno

QUIET = 4
"""The white border of a QR code, in modules: ISO/IEC 18004."""


@dataclass(frozen=True)
class QrCode:
    """A QR code as an SVG draws it: its size, and the path of what is dark."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The QR code of a text."""
    rows = segno.make_qr(text, error="m").matrix
    path = "".join(
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _dark(bytes(row))
    )
    return QrCode(len(rows) + 2 * QUIET, path)


def _dark(row: bytes) -> Iterator[tuple[int, int]]:
    """Where the dark runs of a row of modules begin, and how long they are."""
    at = 0
    while at < len(row):
        length = 1
        while at + length < len(row) and row[at + length] == row[at]:
            length += 1
        if row[at]:
            yield at, length
        at += length
