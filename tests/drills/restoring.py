"""A backup made under load and put back on another machine, by its paper key alone."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlalchemy.engine import Connection

import thuis_app
from tests.drills.installation import Installation, installed, program
from tests.drills.outcome import Outcome
from tests.drills.visitor import signed_in
from tests.drills.writers import Ledger, ended, writers
from thuis_app.core.database import Base

WRITERS, WHILE = 3, 4.0
ENDED = {"user_session", "invitation", "visit_feed", "restore"}
"""The tables of which a restore changes rows."""
AUDIT_LOG = "trail_entry"


def restored_elsewhere() -> Outcome:
    """Every table but those of sessions and links holds the same rows again."""
    ledger = Ledger()
    with installed() as source, TemporaryDirectory(prefix="thuis-drill-") as name:
        folder = Path(name)
        source.environment["THUIS_BACKUP"] = str(make(folder / "backups"))
        sheets = flask(source, "backup", "keys")
        (folder / "sheet.txt").write_text(sheets.split("\f")[1])
        source.start()
        source.wait()
        clients = writers(source, WRITERS, ledger)
        for writer in clients:
            writer.start()
        time.sleep(WHILE)
        flask(source, "backup")
        ended(clients)
        source.stop()
        flask(source, "backup")
        first, last = sorted((folder / "backups").glob("*.age"))
        other = Installation(make(folder / "machine"), folder / "log")
        flask(other, "restore", str(first), "--key", str(folder / "sheet.txt"))
        began = time.monotonic()
        words = ("--key", str(folder / "sheet.txt"), "--replace")
        flask(other, "restore", str(last), *words)
        seconds = time.monotonic() - began
        differing, lines = compared(source, other)
        is_served = serves(other)
    return Outcome(
        f"{last.name} of {len(ledger.acknowledged)} saves put back in {seconds:.1f} s: "
        f"{len(Base.metadata.tables) - len(ENDED)} tables, differing: "
        f"{differing or 'none'}; new lines in the audit log {lines}; "
        f"{'served' if is_served else 'NOT served'} afterwards",
        not differing and lines == 1 and is_served and bool(ledger.acknowledged),
    )


def make(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder


def flask(one: Installation, *words: str) -> str:
    """What a command of Thuis says; it must end well."""
    command = [sys.executable, *program(), *words]
    done = subprocess.run(
        command,
        cwd=thuis_app.PROJECT_ROOT,
        env=os.environ | one.environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


def compared(source: Installation, other: Installation) -> tuple[list[str], int]:
    """The tables that differ, and how many lines the audit log of the other has more.

    The line of a backup itself is written after it, and so is not in it.
    """
    engines = source.engine(), other.engine()
    with engines[0].connect() as before, engines[1].connect() as after:
        same = (
            name
            for name in sorted(Base.metadata.tables)
            if name not in ENDED and name != AUDIT_LOG
        )
        differing = [
            name for name in same if digest(before, name) != digest(after, name)
        ]
        last = f'SELECT max(id) FROM "{AUDIT_LOG}" WHERE deed <> '
        old = int(before.scalar(text(f"{last} 'backup.made'")) or 0)
        new = int(after.scalar(text(f'SELECT max(id) FROM "{AUDIT_LOG}"')) or 0)
        if digest(before, AUDIT_LOG, old) != digest(after, AUDIT_LOG, old):
            differing.append(AUDIT_LOG)
    for engine in engines:
        engine.dispose()
    return differing, new - old


def digest(connection: Connection, table: str, most: int = 0) -> str:
    """The hash of all rows of a table; of the audit log those up to an id."""
    until = f" WHERE id <= {most}" if most else ""
    rows = connection.execute(text(f'SELECT * FROM "{table}"{until}'))
    return hashed(sorted(repr(tuple(row)) for row in rows))


def hashed(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def serves(one: Installation) -> bool:
    """Whether it starts, and lets a user in with the password of before."""
    one.start()
    one.wait()
    with closing(signed_in(one.address, "coordinator")) as visitor:
        status = visitor.get("/").status
    one.stop()
    return status in (200, 303)
