"""A disk without room, and one that cannot be written to."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.drills.installation import Installation
from tests.drills.outcome import NotPossible, Outcome
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
    """A server there says so in a sentence and ends, or saves nothing and says that."""
    ledger = Ledger()
    with small_disk() as (installed_app, disk):
        clients = writers(installed_app, WRITERS, ledger)
        _mount("-o", "remount,ro", str(disk))
        installed_app.start()
        is_serving = _serves(installed_app)
        if is_serving:
            _begin(clients)
            time.sleep(WHILE)
        before = len(ledger.acknowledged)
        _mount("-o", "remount,rw", str(disk))
        if not is_serving:
            installed_app.start()
            installed_app.wait()
            _begin(clients)
        back = _back(ledger, lambda: None)
        ended(clients)
        installed_app.stop()
        rows, said = (
            found(installed_app, ledger),
            installed_app.log.read_text().splitlines(),
        )
    begun = "served" if is_serving else f"ended with {len(said)} lines: {said[:1]}"
    return Outcome(
        f"a disk that cannot be written to: the server {begun}; {before} acknowledged "
        f"meanwhile; {rows}; {_in_short(ledger)}; saving {back:.1f} s after it could",
        rows.is_right
        and before == 0
        and back <= BACK_WITHIN
        and _is_honest(ledger)
        and (is_serving or len(said) <= MOST_LINES),
    )


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
    try:
        installed_app.wait()
    except AssertionError:
        assert installed_app.server is not None
        return installed_app.server.poll() is None
    return True


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
