"""Power cuts at any moment, simulated from what a process really asked of the disk.

`strace` notes every write and every synchronisation of a process that commits row after
row through the engine of Thuis. A cut at any place in that list leaves on the disk what
was synchronised before it, and of the rest some writes, or sectors of them, by chance.
As a control the same is done without the setting that makes a commit durable: that
must lose commits, or the drill would notice nothing.
"""

import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import thuis_app
from tests.drills.outcome import NotPossible, Outcome

CUTS, COMMITS, SEED, SECTOR = 500, 200, 19, 512
CALLS = "openat,pwrite64,write,fsync,fdatasync,ftruncate"
LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
TABLES = ("one", "other")


@dataclass(frozen=True)
class Call:
    """A call to the system: on this file, at this place, with these bytes."""

    name: str
    file: str
    at: int = 0
    content: bytes = b""


@dataclass
class File:
    """What of a file is safe on the disk, and what was written in it since."""

    safe: bytearray = field(default_factory=bytearray)
    since: list[Call] = field(default_factory=list)

    def synchronise(self) -> None:
        for call in self.since:
            apply(self.safe, call)
        self.since.clear()

    def after_cut(self, random: Random) -> bytes:
        """The content after a cut: of each late write all, some sectors, or nothing."""
        left = bytearray(self.safe)
        for call in self.since:
            fate = random.random()
            if fate < 1 / 3:
                apply(left, call)
            elif fate < 2 / 3 and call.content:
                for piece in sectors(call):
                    if random.random() < 1 / 2:
                        apply(left, piece)
        return bytes(left)


@dataclass
class Found:
    """What cuts did: commits that were acknowledged and gone, halves, and damage."""

    acknowledged: int = 0
    lost: int = 0
    halves: int = 0
    damaged: int = 0

    def __str__(self) -> str:
        return (
            f"{self.lost} lost of {self.acknowledged} acknowledged, "
            f"{self.halves} half there, {self.damaged} databases damaged"
        )


def power_cuts() -> Outcome:
    """With the settings of Thuis nothing is lost; without FULL the drill sees loss."""
    if shutil.which("strace") is None:
        raise NotPossible("strace is not installed")
    usual, control = cut("FULL"), cut("NORMAL")
    return Outcome(
        f"{CUTS} power cuts each: {usual}; as a control synchronous=NORMAL: {control}",
        not (usual.lost or usual.halves or usual.damaged) and control.lost > 0,
    )


def cut(synchronous: str) -> Found:
    """Cut the power at so many moments, and look each time what is there."""
    found, random = Found(), Random(SEED)
    with TemporaryDirectory(prefix="thuis-drill-") as name:
        folder = Path(name)
        database = folder / "data" / "thuis.db"
        database.parent.mkdir()
        make_tables(database)
        files = {"thuis.db": File(bytearray(database.read_bytes()))}
        calls = traced(folder, database, synchronous)
        moments = set(random.sample(range(len(calls)), min(CUTS, len(calls))))
        acknowledged = 0
        for moment, call in enumerate(calls):
            if moment in moments:
                left = {name: one.after_cut(random) for name, one in files.items()}
                look(folder / "cut", left, acknowledged, found)
            if call.name == "acknowledged":
                acknowledged = call.at
            elif call.name in ("fsync", "fdatasync"):
                files.setdefault(call.file, File()).synchronise()
            else:
                files.setdefault(call.file, File()).since.append(call)
    return found


def make_tables(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        for table in TABLES:
            connection.execute(f"CREATE TABLE {table} (id INTEGER, words TEXT)")


def traced(folder: Path, database: Path, synchronous: str) -> list[Call]:
    """What a process that commits row after row asks of the system, in order."""
    log = folder / "log"
    trace = ["strace", "-f", "-e", f"trace={CALLS}", "-xx", "-s", "200000", "-o"]
    writer = [sys.executable, "-m", "tests.drills.power_writer", str(database)]
    subprocess.run(
        [*trace, str(log), *writer, synchronous, str(COMMITS)],
        cwd=thuis_app.PROJECT_ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return list(read(log))


def read(log: Path) -> Iterator[Call]:
    """The calls on the files of the database, and each commit that was acknowledged."""
    names: dict[str, str] = {"1": "acknowledged"}
    with log.open() as lines:
        for line in lines:
            if not (found := LINE.match(line)):
                continue
            name, words, result = found.groups()
            text = TEXT.search(words)
            content = bytes.fromhex(text[1].replace("\\x", "")) if text else b""
            if name == "openat":
                names[result] = Path(content.decode()).name
                continue
            file = names.get(words.split(",")[0], "")
            last = words.rsplit(", ", 1)[-1]
            if file == "acknowledged" and content.strip().isdigit():
                yield Call("acknowledged", file, int(content))
            elif file in ("thuis.db", "thuis.db-wal"):
                at = int(last) if name in ("pwrite64", "ftruncate") else 0
                yield Call(name, file, at, content)


def apply(content: bytearray, call: Call) -> None:
    """Do to the content of a file what a call did."""
    if call.name == "ftruncate":
        del content[call.at :]
    missing = call.at - len(content)
    content.extend(b"\0" * max(missing, 0))
    content[call.at : call.at + len(call.content)] = call.content


def sectors(call: Call) -> Iterator[Call]:
    for start in range(0, len(call.content), SECTOR):
        piece = call.content[start : start + SECTOR]
        yield Call(call.name, call.file, call.at + start, piece)


def look(place: Path, left: dict[str, bytes], acknowledged: int, found: Found) -> None:
    """Open the database as a start after the cut does, and count."""
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, content in left.items():
        (place / name).write_bytes(content)
    found.acknowledged += acknowledged
    try:
        with closing(sqlite3.connect(place / "thuis.db")) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            one, other = (
                {row[0] for row in connection.execute(f"SELECT id FROM {table}")}
                for table in TABLES
            )
    except sqlite3.DatabaseError:
        found.damaged += 1
        return
    found.damaged += not whole
    found.lost += len(set(range(1, acknowledged + 1)) - one)
    found.halves += len(one ^ other)
