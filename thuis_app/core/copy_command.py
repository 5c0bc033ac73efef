"""Runs the command that copies the backups to another place, within bounds."""

import subprocess
import time
from collections.abc import Callable, Sequence
from tempfile import TemporaryFile

from thuis_app.core.archives import BackupFailed

LONGEST_SECONDS, LOOK_SECONDS, RENEW_SECONDS = 3 * 60 * 60, 1.0, 60
MOST_WORDS = 200


def run(words: Sequence[str], renew: Callable[[], object]) -> None:
    """Run a command, without a shell, until it ends; `renew` is called each minute.

    Raises `BackupFailed`, with the last line of what it said, unless it ends with 0
    within three hours.
    """
    with TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                list(words), stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        except OSError as error:
            raise BackupFailed(f"{words[0]}: {error.strerror}.") from None
        status = _ended(process, renew)
        if status != 0:
            said.seek(0)
            lines = said.read().decode(errors="replace").strip().splitlines()
            last = lines[-1][:MOST_WORDS] if lines else "it said nothing"
            raise BackupFailed(f"{words[0]} ended with {status}: {last}")


def _ended(process: "subprocess.Popen[bytes]", renew: Callable[[], object]) -> int:
    """The exit status; a command that takes too long is ended."""
    began = renewed_at = time.monotonic()
    while True:
        try:
            return process.wait(LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        if now - began > LONGEST_SECONDS:
            process.kill()
            return process.wait()
        if now - renewed_at > RENEW_SECONDS:
            renewed_at = now
            renew()
