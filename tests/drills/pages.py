"""Pages of the database that are overwritten: noticed, and in no backup."""

import shutil
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from tests.drills import faults
from tests.drills.installation import installed
from tests.drills.outcome import Outcome
from thuis_app.core import damage, database_copies, startup
from thuis_app.core.archives import BackupFailed
from thuis_app.core.errors import StartRefused

TIMES, SEED, PAGE, NOTICED = 200, 23, 4096, 0.95


def overwritten_pages() -> Outcome:
    """Noise over any page is found at the start or that night, and never copied."""
    with installed() as installed_app, TemporaryDirectory() as folder:
        whole = (installed_app.folder / "thuis.db").read_bytes()
        counts = overwrite(whole, Path(folder), Random(SEED))
    found = counts["at the start"] + counts["at night"]
    return Outcome(
        f"{TIMES} times noise over a page of {len(whole) // PAGE}: noticed {found} "
        f"({counts['at the start']} at the start, {counts['at night']} at night); "
        f"damaged and copied all the same {counts['copied']}; "
        f"writing went on {counts['not marked']}",
        found >= NOTICED * TIMES and not counts["copied"] and not counts["not marked"],
    )


def overwrite(whole: bytes, folder: Path, random: Random) -> Counter[str]:
    """Damage so many copies of a database, and count what is made of each."""
    counts: Counter[str] = Counter()
    for _time in range(TIMES):
        file, copy = folder / "thuis.db", folder / "copy.db"
        changed = bytearray(whole)
        at = random.randrange(len(whole) // PAGE) * PAGE
        changed[at : at + PAGE] = random.randbytes(PAGE)
        file.write_bytes(changed)
        engine = create_engine(f"sqlite:///{file}")
        event.listen(engine, "handle_error", damage.notice)
        when = noticed(engine)
        counts[when] += 1
        if when != "never":
            counts["not marked"] += not damage.is_marked(engine)
            counts["copied"] += is_copied(engine, copy)
        engine.dispose()
        shutil.rmtree(folder)
        folder.mkdir()
    return counts


def noticed(engine: Engine) -> str:
    """By which check the damage is noticed first."""
    for when, fully in (("at the start", False), ("at night", True)):
        try:
            with faults.planted():
                startup.must_be_whole(engine, fully=fully)
        except (StartRefused, DatabaseError):
            return when
    return "never"


def is_copied(engine: Engine, copy: Path) -> bool:
    """Whether a backup would be made of it."""
    try:
        database_copies.copy(engine, copy)
    except BackupFailed:
        return False
    return True
