"""A disk without room, and one that cannot be written to."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.drills.installation import Installation
from tests.drills.outcome import NotPossible, Outcome
from tests.drills.visitor import NoAnswer, Visitor
from tests.drills.writers import Ledger, Writer, ended, found, writers

SIZE, WRITERS, WHILE, BACK_WITHIN = "256m", 4, 6.0, 30.0
MOST_LINES = 3


def full_under_load() -> Outcome:
    """Nothing is said to be saved that is not, and with room again all goes on."""
    ledger = Ledger()
    with small_disk() as (installed_app, disk):
        installed_app.start()
        installed_app.wait()
        clients = writers(installed_app, WRITERS, ledger)
        _begin(clients)
        _back(ledger, lambda: None)
        before = len(ledger.acknowledged)
        for _time in range(int(WHILE / 0.2)):
            fill_up(disk)
            time.sleep(0.2)
        refused = sum(count for status, count in ledger.answers.items() if status > 499)
        back = _back(ledger, lambda: (disk / "filler").unlink())
        ended(clients)
        installed_app.stop()
        rows = found(installed_app, ledger)
    return Outcome(
        f"a full disk for {WHILE:.0f} s under {WRITERS} writers: {before} acknowledged "
        f"before, {len(ledger.acknowledged)} in all; {rows}; {_in_short(ledger)}; "
        f"saving again {back:.1f} s after there was room, without a restart",
        rows.is_right and refused > 0 and back <= BACK_WITHIN and _is_honest(ledger),
    )


def read_only() -> Outcome:
    """A server there says so in a sentence and ends, or saves nothing and says that:
    after it was killed under those who save, and after it ended well."""
    ledger, starts = Ledger(), []
    with small_disk() as (installed_app, disk):
        clients = writers(installed_app, WRITERS, ledger)
        installed_app.start()
        installed_app.wait()
        _begin(clients)
        _back(ledger, lambda: None)
        installed_app.kill()
        starts.append(_on_read_only(installed_app, disk, ledger))
        installed_app.start()
        installed_app.wait()
        back = _back(ledger, lambda: None)
        ended(clients)
        installed_app.stop()
        starts.append(_on_read_only(installed_app, disk, ledger))
        rows = found(installed_app, ledger)
    return Outcome(
        f"a disk that cannot be written to, after a kill under {WRITERS} writers and "
        f"after an end: the server {' and '.join(map(str, starts))}; {rows}; "
        f"{_in_short(ledger)}; saving {back:.1f} s after it could",
        rows.is_right
        and back <= BACK_WITHIN
        and _is_honest(ledger)
        and all(one.is_kept for one in starts),
    )


@dataclass(frozen=True)
class OnReadOnly:
    """What a server did on a disk that cannot be written to."""

    is_serving: bool
    acknowledged: int
    lines: list[str]

    @property
    def is_kept(self) -> bool:
        """Whether nothing was acknowledged, and its end was explained in few lines."""
        is_said = 0 < len(self.lines) <= MOST_LINES
        return self.acknowledged == 0 and (self.is_serving or is_said)

    def __str__(self) -> str:
        what = "served" if self.is_serving else f"ended with {self.lines[:MOST_LINES]}"
        return f"{what}, {self.acknowledged} acknowledged"


def _on_read_only(
    installed_app: Installation, disk: Path, ledger: Ledger
) -> OnReadOnly:
    """Start a server there, for as long as it serves; the disk can be written to
    afterwards."""
    _mount("-o", "remount,ro", str(disk))
    before, logged = len(ledger.acknowledged), len(_log(installed_app))
    installed_app.start()
    is_serving = _serves(installed_app)
    if is_serving:
        time.sleep(WHILE)
        installed_app.kill()
    _mount("-o", "remount,rw", str(disk))
    acknowledged = len(ledger.acknowledged) - before
    return OnReadOnly(is_serving, acknowledged, _log(installed_app)[logged:])


@contextmanager
def small_disk() -> Iterator[tuple[Installation, Path]]:
    """An installation on a disk of its own in memory; NotPossible without the right."""
    if os.geteuid() != 0:
        raise NotPossible("only root may mount a small disk")
    with TemporaryDirectory(prefix="thuis-drill-") as folder:
        disk = Path(folder) / "disk"
        disk.mkdir()
        try:
            _mount("-t", "tmpfs", "-o", f"size={SIZE},mode=700", "tmpfs", str(disk))
        except (OSError, subprocess.CalledProcessError) as error:
            raise NotPossible(f"a small disk cannot be mounted: {error}") from error
        installed_app = Installation(disk / "data", Path(folder) / "log")
        installed_app.folder.mkdir()
        try:
            installed_app.fill()
            yield installed_app, disk
        finally:
            installed_app.kill()
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


def _begin(clients: list[Writer]) -> None:
    for writer in clients:
        writer.start()


def fill_up(disk: Path) -> None:
    """Take all the room there is."""
    with open(disk / "filler", "ab", buffering=0) as filler:
        for size in (1024 * 1024, 4096):
            try:
                while filler.write(b"x" * size) == size:
                    pass
            except OSError:
                continue


def _back(ledger: Ledger, mend: Callable[[], None]) -> float:
    """Seconds from the mending to the next acknowledged write."""
    before, began = len(ledger.acknowledged), time.monotonic()
    mend()
    while len(ledger.acknowledged) == before:
        if time.monotonic() - began > BACK_WITHIN:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def _serves(installed_app: Installation) -> bool:
    """Whether the server answers anything; False when it ended."""
    server, visitor = installed_app.server, Visitor(installed_app.address)
    assert server is not None
    while server.poll() is None:
        try:
            visitor.get("/account/sign-in")
        except NoAnswer:
            time.sleep(0.05)
        else:
            return True
    return False


def _log(installed_app: Installation) -> list[str]:
    """The lines that its servers wrote until now."""
    log = installed_app.log
    return log.read_text().splitlines() if log.exists() else []


def _mount(*options: str) -> None:
    subprocess.run(["mount", *options], check=True, capture_output=True)


def _in_short(ledger: Ledger) -> str:
    return (
        f"told falsely {len(ledger.misreported)}; answers {dict(ledger.answers)}, of "
        f"which faults without the Dutch 503 page {len(ledger.not_dutch)}"
    )


def _is_honest(ledger: Ledger) -> bool:
    """Only success or 'not now': no claim that was false, no wrong reason."""
    reasons = {200, 303, 503}
    is_plain = reasons.issuperset(ledger.answers)
    return is_plain and not (ledger.misreported or ledger.not_dutch)
