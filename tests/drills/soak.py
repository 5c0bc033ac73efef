"""Mixed use for an hour: people read and save, and nothing grows.

The time begins when so many pages were read in haste that caches are full: each of 16
threads has one of its own. Those of forms that are seldom sent fill later, so that the
second half of the time counts; the whole is printed beside it.
`MINUTES=20 WARM_UP=2000 make drill ONLY=soak` is a shorter look.
"""

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from statistics import fmean, linear_regression, quantiles
from threading import Event, Lock, Thread

from tests.drills.installation import VOLUNTEERS, Installation, installed
from tests.drills.outcome import Outcome
from tests.drills.visitor import NoAnswer, Visitor
from tests.drills.writers import Job, Ledger, Writer, attempts, ended, found, reports

MINUTES = float(os.environ.get("MINUTES", "60"))
EVERY, BETWEEN, SAMPLE = 2.0, 0.8, 5.0
WARM_UP = int(os.environ.get("WARM_UP", "5000"))
MOST_GROWTH, MOST_LOG, MOST_FILES = 1.0, 64, 5
PAGES: dict[str, tuple[str, ...]] = {
    "coordinator": ("/", "/people/", "/search/", "/signals/", "/outreach/"),
    "aandacht": ("/concerns/", "/", "/people/?order=area"),
    VOLUNTEERS[0]: ("/my-day", "/my-people/"),
    VOLUNTEERS[1]: ("/my-day", "/hours/"),
}
FILES = {"coordinator": 40}
"""Of how many people these users open the file, one between two other pages."""


@dataclass(frozen=True)
class Sample:
    """What the server holds at a moment: megabytes of its own, threads, open files."""

    hour: float
    megabytes: float
    threads: int
    files: int
    log_megabytes: float


@dataclass
class Reading:
    """What readers were answered, and how long that took."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)
    is_warm: Event = field(default_factory=Event)

    def add(self, status: int, seconds: float) -> None:
        with self.lock:
            self.statuses[status] += 1
            if self.is_warm.is_set():
                self.seconds.append(seconds)
            elif self.statuses.total() >= WARM_UP:
                self.is_warm.set()


class Reader(Thread):
    """A user who opens page after page, with a breath between two."""

    def __init__(
        self, address: str, name: str, paths: Iterable[str], reading: Reading
    ) -> None:
        super().__init__(daemon=True)
        self._visitor, self._name = Visitor(address, timeout=60), name
        self._paths, self._reading = paths, reading
        self.is_over = Event()

    def run(self) -> None:
        with closing(self._visitor):
            self._visitor.sign_in(self._name)
            for path in self._paths:
                if self.is_over.wait(BETWEEN if self._reading.is_warm.is_set() else 0):
                    return
                began, status = time.monotonic(), 0
                with suppress(NoAnswer):
                    answer = self._visitor.get(path)
                    status = answer.status
                    if "/account/sign-in" in answer.headers.get("location", ""):
                        self._visitor.sign_in(self._name)
                self._reading.add(status, time.monotonic() - began)


def soak() -> Outcome:
    """The server grows a megabyte an hour at most, and no answer is a 5xx."""
    ledger, reading = Ledger(), Reading()
    with installed() as installed_app:
        installed_app.start()
        installed_app.wait()
        clients = _writers(installed_app, ledger)
        readers = [
            Reader(installed_app.address, name, _paths(installed_app, name), reading)
            for name in PAGES
        ]
        for one in (*clients, *readers):
            one.start()
        cold = _look(installed_app, 0)
        reading.is_warm.wait()
        samples = list(_sampled(installed_app))
        for reader in readers:
            reader.is_over.set()
        ended(clients)
        status = installed_app.stop()
        rows = found(installed_app, ledger)
    counted = reading.statuses + ledger.answers
    worse = sum(
        count for answer, count in counted.items() if answer >= 500 or not answer
    )
    whole, growth = slope(samples), slope(samples[len(samples) // 2 :])
    files = max(one.files for one in samples) - min(one.files for one in samples)
    log = max(one.log_megabytes for one in samples)
    early, late = _halves(reading.seconds)
    return Outcome(
        f"{MINUTES:.0f} minutes, {reading.statuses.total()} pages read and "
        f"{len(ledger.acknowledged)} saves: memory {cold.megabytes:.0f} -> "
        f"{_quarters(samples)} MB (means of quarters after {WARM_UP} pages), "
        f"{growth:+.2f} MB an hour in the second half, {whole:+.2f} in "
        f"all; open files +-{files}, threads "
        f"{max(one.threads for one in samples)}, log of the database at most "
        f"{log:.0f} MB; 95 % of pages within {early * 1000:.0f} ms in the first half, "
        f"{late * 1000:.0f} in the second; answers {dict(counted)}; {rows}",
        growth <= MOST_GROWTH
        and files <= MOST_FILES
        and log <= MOST_LOG
        and not worse
        and status == 0
        and rows.is_right
        and len(ledger.acknowledged) > MINUTES
        and not ledger.misreported,
    )


def slope(samples: list[Sample]) -> float:
    """By how many megabytes an hour the memory grows, by least squares."""
    hours = [one.hour for one in samples]
    return linear_regression(hours, [one.megabytes for one in samples]).slope


def _quarters(samples: list[Sample]) -> str:
    """The mean memory in each quarter of the time."""
    size = max(len(samples) // 4, 1)
    parts = (samples[at : at + size] for at in range(0, 4 * size, size))
    found = (fmean(one.megabytes for one in part) for part in parts if part)
    return ", ".join(f"{one:.1f}" for one in found)


def _writers(installed_app: Installation, ledger: Ledger) -> list[Writer]:
    """Two users who save now and then, and go on when their people are done."""
    people = installed_app.to_reach()
    work: list[tuple[str, Iterator[Job]]] = [
        ("coordinator", attempts(people)),
        (VOLUNTEERS[0], reports(installed_app.to_report(VOLUNTEERS[0]))),
    ]
    address = installed_app.address
    return [Writer(address, name, paced(jobs), ledger) for name, jobs in work]


def _paths(installed_app: Installation, name: str) -> Iterator[str]:
    """The pages of this user over and over, and the files of people between them."""
    people = cycle(installed_app.to_reach()[: FILES.get(name, 0)])
    for path in cycle(PAGES[name]):
        yield path
        yield from (f"/people/{person}" for person in islice(people, 1))


def paced(jobs: Iterator[Job]) -> Iterator[Job]:
    for job in jobs:
        yield job
        time.sleep(EVERY)


def _sampled(installed_app: Installation) -> Iterator[Sample]:
    """What the server holds, looked at every few seconds for so many minutes."""
    began = time.monotonic()
    while (passed := time.monotonic() - began) < MINUTES * 60:
        yield _look(installed_app, passed / 3600)
        time.sleep(SAMPLE)


def _look(installed_app: Installation, hour: float) -> Sample:
    assert installed_app.server is not None
    process = Path(f"/proc/{installed_app.server.pid}")
    facts = dict(
        line.split(":", 1) for line in (process / "status").read_text().splitlines()
    )
    log = installed_app.folder / "thuis.db-wal"
    return Sample(
        hour,
        int(facts["RssAnon"].split()[0]) / 1024,
        int(facts["Threads"]),
        len(list((process / "fd").iterdir())),
        log.stat().st_size / 1_000_000 if log.exists() else 0,
    )


def _halves(seconds: list[float]) -> tuple[float, float]:
    """Within how many seconds 95 % came, in each half of the time."""
    half = len(seconds) // 2
    first, second = seconds[:half], seconds[half:]
    return quantiles(first, n=20)[-1], quantiles(second, n=20)[-1]
