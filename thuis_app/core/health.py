"""What can be known of the health of an installation, and of its clock.

`operations/checks` has the list of checks, for which these are asked.
"""

import shutil
import sys
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, inspect, select, text

from thuis_app.core import clock, damage, installation, keys, startup
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import SQLITE_SETTINGS, db

FREE_BYTES = 100 * 1024 * 1024
WRITTEN_EVERY = timedelta(seconds=10)
BEHIND_AT_MOST, AHEAD_AT_MOST = timedelta(days=1), timedelta(days=366)


@dataclass(frozen=True)
class HealthPaths:
    """Where an installation keeps its things; the key file only where there is one."""

    migrations: Path
    data: Path | None = None
    tablet_keys: str = ""
    tablet_key_file: Path | None = None


def is_clock_likely() -> bool:
    """Whether the clock agrees with the newest line of the audit log.

    The newest is the last one added: after a clock was put right, it is right again
    with the first line.
    """
    at = _newest_line()
    is_behind = at is not None and clock.now() < at - BEHIND_AT_MOST
    return not is_behind and not is_clock_ahead()


def is_clock_ahead() -> bool:
    """True when the clock is more than a year after the newest line."""
    at = _newest_line()
    return at is not None and clock.now() > at + AHEAD_AT_MOST


def _newest_line() -> datetime | None:
    newest = select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1)
    return db.session.scalar(newest)


def answers() -> bool:
    """Whether the database answers, and was not found damaged."""
    is_there = db.session.execute(text("SELECT 1")).scalar() == 1
    return is_there and not damage.is_marked(db.engine)


def is_of_this_version(place: HealthPaths) -> bool:
    """Whether the database is at the newest migration of this version."""
    found = text("SELECT version_num FROM alembic_version")
    known = startup.revisions(place.migrations)
    return bool(db.session.execute(found).scalar() == known[-1])


def is_kept(name: str) -> bool:
    """Whether this setting of the connection, read back, is as it was set."""
    if db.engine.dialect.name != "sqlite":
        return True
    _wanted, expected = SQLITE_SETTINGS[name]
    return bool(db.session.execute(text(f"PRAGMA {name}")).scalar() == expected)


def has_triggers(tables: Collection[str]) -> bool:
    """Whether triggers refuse every change of a row in each of these tables."""
    found = inspect(db.engine).get_table_names()
    sqlite = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    postgres = (
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    is_sqlite = db.engine.dialect.name == "sqlite"
    kept = set(map(tuple, db.session.execute(text(sqlite if is_sqlite else postgres))))
    names = ("{}_no_update", "{}_no_delete") if is_sqlite else ("{}_only_grows",)
    return all(
        table in found and (table, name.format(table)) in kept
        for table in tables
        for name in names
    )


def are_keys_there(place: HealthPaths) -> bool:
    """Whether the keys can open reports, and would be found again at the next start."""
    file = place.tablet_key_file
    kept = keys.read(file) if file else place.tablet_keys
    return keys.is_keyring(place.tablet_keys) and kept == place.tablet_keys


def free_bytes(place: HealthPaths) -> int:
    """The room that is left on the fullest disk with data on it."""
    folders = [place.data] if place.data else []
    if db.engine.dialect.name == "sqlite":
        folders.append(database_file().parent)
    free = [shutil.disk_usage(folder).free for folder in folders]
    return min(free, default=sys.maxsize)


def database_file() -> Path:
    """The file of SQLite."""
    return Path(str(db.engine.url.database).removeprefix("file:"))


def writes(engine: Engine) -> bool:
    """True when a write and a commit succeed; tried at most once in ten seconds."""
    if damage.is_marked(engine):
        return False
    beat_at, now = installation.noted(engine)["beat_at"], clock.now()
    if beat_at is None or not now - WRITTEN_EVERY < beat_at <= now:
        installation.note(engine, beat_at=now)
    return True
