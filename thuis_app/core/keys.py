"""The files that hold the keys of an installation.

Each function raises `StartRefused`, with one sentence, when a file is not as it must.
"""

import os
from contextlib import suppress
from pathlib import Path

from thuis_app.core.errors import StartRefused
from thuis_app.core.tablet_encryption import Keyring


def write_once(file: Path, text: str) -> None:
    """Write a file that only its owner may read, whole, unless it is there already.

    Of two processes that start at once, one writes it for both.
    """
    made = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        made.touch(mode=0o600)
        made.write_text(f"{text}\n")
        with suppress(FileExistsError):
            os.link(made, file)
        made.unlink()
    except OSError as error:
        raise StartRefused(f"{file} cannot be written: {error.strerror}.") from None


def read(file: Path) -> str:
    """The text of a file, without space around it; empty when there is no such file."""
    try:
        return file.read_text().strip() if file.exists() else ""
    except (OSError, ValueError):
        raise StartRefused(f"The file {file} cannot be read.") from None


def must_be_a_keyring(text: str, name: str) -> None:
    """Refuse keys for tablets with which no report can be opened."""
    if not is_keyring(text):
        raise StartRefused(
            f"{name} holds no keys that open reports of tablets: put back a copy."
        )


def is_keyring(text: str) -> bool:
    """Whether reports of tablets can be opened with these keys."""
    try:
        return bool(Keyring(text).key_id)
    except ValueError:
        return False
