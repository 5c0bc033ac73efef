"""A server that is killed a hundred times while six people save."""

import os
import sqlite3
import time
from random import Random

from tests.drills.installation import Installation, installed
from tests.drills.outcome import Outcome
from tests.drills.writers import Ledger, ended, found, writers

KILLS = int(os.environ.get("KILLS", "100"))
WRITERS, SEED = 6, 8
LONGEST, AT_START = 1.5, 0.1


def kills() -> Outcome:
    """Every acknowledged write is there once, with its audit line."""
    ledger, random = Ledger(), Random(SEED)
    with installed() as house:
        house.start()
        starts = [house.wait()]
        crowd = writers(house, WRITERS, ledger)
        for writer in crowd:
            writer.start()
        for _kill in range(KILLS):
            time.sleep(random.uniform(0.1, LONGEST))
            house.kill()
            house.start()
            if random.random() > AT_START:
                starts.append(house.wait())
        house.wait()
        ended(crowd)
        house.stop()
        rows, integrity = found(house, ledger), _integrity(house)
    return Outcome(
        f"{KILLS} kills under {WRITERS} writers: {len(ledger.acknowledged)} "
        f"acknowledged of {len(ledger.writes)} sent; {rows}; integrity {integrity}; "
        f"told falsely {len(ledger.told_falsely)}; answers {dict(ledger.answers)}; "
        f"start p50 {sorted(starts)[len(starts) // 2]:.1f} s, max {max(starts):.1f} s",
        rows.is_right
        and integrity == "ok"
        and len(ledger.acknowledged) >= KILLS
        and not ledger.told_falsely
        and not ledger.not_dutch,
    )


def _integrity(house: Installation) -> str:
    connection = sqlite3.connect(house.folder / "thuis.db")
    answer = str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    connection.close()
    return answer if not orphans else f"{len(orphans)} orphans"
