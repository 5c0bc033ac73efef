"""The erasure ledger: who was erased since when, kept outside the database.

A backup from before an erasure still holds the person. The ledger says so without
naming anybody: a line is a moment and a keyed hash of an id. It lies beside the data
and, once more, beside the backups; its key is in the data folder and inside each
backup, so that the file alone tells nothing. What puts old data in the place of newer
replays it before anybody can read that.
"""

import hmac
import os
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from thuis_app.core import keys

LEDGER_FILE, KEY_FILE = "erasure-ledger", "erasure-key"


@dataclass(frozen=True, order=True)
class Erasure:
    """A line of the ledger: at this moment the person with this hash was erased."""

    at: datetime
    hash: str

    def as_text(self) -> str:
        return f"{self.at.isoformat()} {self.hash}\n"

    @classmethod
    def of_text(cls, line: str) -> "Erasure":
        """Raises `ValueError` for a line that is none."""
        at, hashed = line.split()
        return cls(datetime.fromisoformat(at), hashed)


@dataclass(frozen=True)
class ErasureLedger:
    """The files of an installation: `data` is its folder, `beside` that of backups."""

    data: Path
    beside: Path | None = None

    @property
    def key_file(self) -> Path:
        return self.data / KEY_FILE

    @property
    def file(self) -> Path:
        return self.data / LEDGER_FILE

    @property
    def copy(self) -> Path | None:
        return self.beside / LEDGER_FILE if self.beside else None

    @property
    def known_keys(self) -> list[str]:
        """The keys under which lines were written; the last one is for new lines."""
        return keys.read(self.key_file).split()

    @property
    def lines(self) -> set[Erasure]:
        """All that either file says; raises `ValueError` where one is not whole."""
        return read(self._files())

    def begin(self) -> None:
        """Make a key and the empty files, where they are not there yet."""
        if not self.known_keys:
            keys.write_once(self.key_file, secrets.token_hex(32))
        for file in self._files():
            file.touch(mode=0o600)

    def add(self, contact_id: int, at: datetime) -> None:
        """Write the line of an erasure to both files; it is on the disk afterwards."""
        self.begin()
        line = Erasure(at, hash_of(self.known_keys[-1], contact_id)).as_text()
        for file in self._files():
            with file.open("a") as opened:
                opened.write(line)
                opened.flush()
                os.fsync(opened.fileno())

    def take_in(self, lines: Iterable[Erasure]) -> None:
        """Have every one of these lines, and all that either file has, in both."""
        self.begin()
        known = sorted({*lines, *self.lines})
        text = "".join(one.as_text() for one in known)
        for file in self._files():
            if file.read_text() != text:
                made = file.with_name(f"{file.name}.{os.getpid()}")
                made.touch(mode=0o600)
                made.write_text(text)
                made.replace(file)

    def is_copied(self) -> bool:
        """Whether what lies beside the backups is the same, where there is any."""
        files = [one for one in self._files() if one.exists()]
        return len({one.read_text() for one in files}) <= 1

    def _files(self) -> list[Path]:
        return [self.file, self.copy] if self.copy else [self.file]


def hash_of(key: str, contact_id: int) -> str:
    """What stands in the ledger for the person with this id."""
    return hmac.new(
        key.encode(), f"contact:{contact_id}".encode(), "sha256"
    ).hexdigest()


def read(files: Iterable[Path]) -> set[Erasure]:
    """The lines of those files that are there; raises `ValueError` for what is none."""
    found: set[Erasure] = set()
    for file in files:
        if file.exists():
            found |= {Erasure.of_text(one) for one in file.read_text().splitlines()}
    return found


def erased(
    lines: Iterable[Erasure],
    known_keys: Collection[str],
    contact_ids: Iterable[int],
    since: datetime,
) -> list[int]:
    """Which of these people were erased after this moment.

    An id is given out again when the newest person was erased: the id of a line from
    before the data were written is of another person by now.
    """
    hashes = {one.hash for one in lines if one.at > since}
    return [
        contact_id
        for contact_id in contact_ids
        if any(hash_of(key, contact_id) in hashes for key in known_keys)
    ]
