"""A server that is killed three hundred times while six people save."""

import os
import sqlite3
import time
from random import Random

from tests.drills.installation import Installation, installed
from tests.drills.outcome import Outcome
from tests.drills.writers import Ledger, ended, found, writers

KILLS = int(os.environ.get("KILLS", "300"))
WRITERS, SEED = 6, 8
LONGEST, AT_START = 1.5, 0.1


def kills() -> Outcome:
    """Every acknowledged write is there once, with its audit line."""
    ledger, random = Ledger(), Random(SEED)
    with installed() as installed_app:
        installed_app.start()
        starts = [installed_app.wait()]
        clients = writers(installed_app, WRITERS, ledger)
        for writer in clients:
            writer.start()
        for _kill in range(KILLS):
            time.sleep(random.uniform(0.1, LONGEST))
            installed_app.kill()
            installed_app.start()
            if random.random() > AT_START:
                starts.append(installed_app.wait())
        installed_app.wait()
        ended(clients)
        installed_app.stop()
        rows, integrity = found(installed_app, ledger), _integrity(installed_app)
    return Outcome(
        f"{KILLS} kills under {WRITERS} writers: {len(ledger.acknowledged)} "
        f"acknowledged of {len(ledger.writes)} sent; {rows}; integrity {integrity}; "
        f"told falsely {len(ledger.misreported)}; answers {dict(ledger.answers)}; "
        f"start p50 {sorted(starts)[len(starts) // 2]:.1f} s, max {max(starts):.1f} s",
        rows.is_right
        and integrity == "ok"
        and len(ledger.acknowledged) >= KILLS
        and not ledger.misreported
        and not ledger.not_dutch,
    )


def _integrity(installed_app: Installation) -> str:
    connection = sqlite3.connect(installed_app.folder / "thuis.db")
    answer = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return answer if not orphans else f"{len(orphans)} orphans"
