"""Backups in one encrypted file: packed, checked by opening them, and found again.

A backup is a gzipped tar of named files and a manifest with their hashes, encrypted
with age (https://age-encryption.org/v1) to keys whose private halves are kept on paper.
Beside it stands its hash, in a file that `sha256sum --check` reads. That is written
last, when the finished backup was opened once more: without it a backup does not count.
"""

import hashlib
import json
import os
import re
import shutil
import tarfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import error as BrokenStream

from pyrage import (
    DecryptError,
    IdentityError,
    RecipientError,
    decrypt_file,
    encrypt_file,
)
from pyrage.x25519 import Identity, Recipient

FORMAT = 1
MANIFEST = "manifest.json"
SUFFIX, HASH_SUFFIX, UNFINISHED = ".age", ".age.sha256", ".part"
STAMP = "thuis-%Y%m%d-%H%M%S"
BLOCK = 1024 * 1024
WORK, WORK_KEPT_SECONDS = "backup-work-", 24 * 60 * 60
MOST_MANIFEST = 1024 * 1024
PREFIX = "AGE-SECRET-KEY-1"
PRIVATE_KEY = re.compile(r"\s*".join(PREFIX) + r"(?:\s*[0-9A-Z]){58}", re.IGNORECASE)


class BackupFailed(Exception):
    """A backup was not made or not opened; the message says why in one sentence."""


@dataclass(frozen=True)
class Manifest:
    """What is in a backup: hashes of its files, and the rows of each table."""

    made_at: datetime
    version: str
    revision: str
    database: str
    files: Mapping[str, str]
    rows: Mapping[str, int]
    settings: Mapping[str, str]

    def as_text(self) -> str:
        values = asdict(self) | {"format": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(values, indent=1, sort_keys=True) + "\n"

    @classmethod
    def of_text(cls, text: str) -> "Manifest":
        values = json.loads(text)
        if values.pop("format") != FORMAT:
            raise BackupFailed("This backup is of another version of Thuis.")
        made_at = datetime.fromisoformat(values.pop("made_at"))
        return cls(made_at=made_at, **values)


@dataclass(frozen=True)
class Backup:
    """A backup in a folder, by its name."""

    file: Path
    made_at: datetime

    @property
    def id(self) -> str:
        """The name in the audit log."""
        return self.file.name

    @property
    def hash_file(self) -> Path:
        return self.file.with_suffix(HASH_SUFFIX)

    @property
    def is_finished(self) -> bool:
        return self.hash_file.is_file()

    def is_intact(self) -> bool:
        """Whether its bytes are those that were opened when it was made."""
        if not self.is_finished:
            return False
        return self.hash_file.read_text().split()[:1] == [sha256(self.file)]

    def remove(self) -> None:
        self.file.unlink(missing_ok=True)
        self.hash_file.unlink(missing_ok=True)


def new_identity() -> Identity:
    """A new private key; it opens what is encrypted to its public half."""
    return Identity.generate()


def recipients_in(text: str) -> list[Recipient]:
    """The public keys in a text, one a line."""
    try:
        return [Recipient.from_str(line) for line in text.split()]
    except RecipientError:
        raise BackupFailed("The file of the backup keys holds no keys.") from None


def identities_in(text: str) -> list[Identity]:
    """The private keys in a text, such as a printed sheet with spaces in them."""
    found = (re.sub(r"\s", "", one).upper() for one in PRIVATE_KEY.findall(text))
    identities: list[Identity] = []
    for one in found:
        with suppress(IdentityError):
            identities.append(Identity.from_str(one))
    if not identities:
        raise BackupFailed(
            "There is no whole key in this file. A key begins with AGE-SECRET-KEY-1; "
            "look whether each sign of it was typed."
        )
    return identities


@contextmanager
def work_folder(data: Path) -> Iterator[Path]:
    """A private folder for what is not encrypted yet; removed with all that is in it.

    What a process that was killed left behind goes when it is a day old.
    """
    for left in data.glob(f"{WORK}*"):
        if time.time() - left.stat().st_mtime > WORK_KEPT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=data, prefix=WORK) as folder:
        yield Path(folder)


def write(
    work: Path, manifest: Manifest, folder: Path, recipients: Sequence[Recipient]
) -> Backup:
    """Write the files of a manifest, which stand in `work`, to a new backup.

    The finished file is opened once more, by a key that only this function has and
    forgets, and every hash is compared. Raises `BackupFailed`, or an `OSError`.
    """
    backup = Backup(folder / f"{manifest.made_at:{STAMP}}{SUFFIX}", manifest.made_at)
    packed = work / "packed"
    _pack(work, manifest, packed)
    unfinished = backup.file.with_suffix(UNFINISHED)
    once = new_identity()
    try:
        encrypt_file(str(packed), str(unfinished), [*recipients, once.to_public()])
        packed.unlink()
        synchronise(unfinished)
        with TemporaryDirectory(dir=work) as again:
            if read(unfinished, [once], Path(again)) != manifest:
                raise BackupFailed("The backup does not hold what was put in it.")
        unfinished.replace(backup.file)
    finally:
        unfinished.unlink(missing_ok=True)
    line = f"{sha256(backup.file)}  {backup.file.name}\n"
    backup.hash_file.write_text(line)
    synchronise(backup.hash_file)
    synchronise(folder)
    return backup


def read(file: Path, identities: Sequence[Identity], work: Path) -> Manifest:
    """Unpack a backup into `work`, which is empty, and compare every hash.

    Raises `BackupFailed` where the file is damaged or these are not its keys.
    """
    packed = work / "packed"
    try:
        decrypt_file(str(file), str(packed), list(identities))
        manifest = _unpack(packed, work)
    except (DecryptError, OSError) as error:
        # What pyrage and gzip raise for wrong bytes has no number of the system.
        if getattr(error, "errno", None):
            raise
        raise BackupFailed(
            "This backup cannot be opened: it is damaged, or this is not its key."
        ) from None
    except (tarfile.TarError, EOFError, BrokenStream, ValueError, TypeError, KeyError):
        raise BackupFailed("This backup is not whole.") from None
    finally:
        packed.unlink(missing_ok=True)
    for name, expected in manifest.files.items():
        if not (work / name).is_file() or sha256(work / name) != expected:
            raise BackupFailed(f"This backup is damaged: {name} is not as it was.")
    return manifest


def found(folder: Path) -> list[Backup]:
    """The finished backups in a folder, the newest first."""
    backups = []
    for file in folder.glob(f"thuis-*{SUFFIX}"):
        with suppress(ValueError):
            made_at = datetime.strptime(file.stem, STAMP).replace(tzinfo=UTC)
            backups.append(Backup(file, made_at))
    finished = (one for one in backups if one.is_finished)
    return sorted(finished, key=lambda one: one.made_at, reverse=True)


def sha256(file: Path) -> str:
    """The hash of a file, as hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def synchronise(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _pack(work: Path, manifest: Manifest, packed: Path) -> None:
    (work / MANIFEST).write_text(manifest.as_text())
    with tarfile.open(packed, "w:gz", compresslevel=6) as archive:
        for name in (MANIFEST, *manifest.files):
            archive.add(work / name, name, recursive=False)


def _unpack(packed: Path, work: Path) -> Manifest:
    """Unpack the manifest, and of the rest the files that it names."""
    with tarfile.open(packed, "r:gz") as archive:
        first = archive.next()
        text = archive.extractfile(first) if first and first.name == MANIFEST else None
        if text is None:
            raise BackupFailed("This is no backup of Thuis: it has no manifest.")
        manifest = Manifest.of_text(text.read(MOST_MANIFEST).decode())
        while (member := archive.next()) is not None:
            content = archive.extractfile(member)
            if content is None or member.name not in manifest.files:
                raise BackupFailed("This backup holds a file that it does not name.")
            target = work / Path(member.name).name
            target.touch(mode=0o600)
            with target.open("wb") as file:
                shutil.copyfileobj(content, file, BLOCK)
    return manifest
