"""The health checks of `/health`: names of what is wrong, without figures.

Slow checks (reading the whole file of SQLite) run at the start instead.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.exc import SQLAlchemyError

from thuis_app.core import clock, installation, keys, startup
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import SQLITE_SETTINGS, UnsafeDatabase, db
from thuis_app.core.errors import StartRefused

FREE_BYTES = 100 * 1024 * 1024
WRITTEN_EVERY = timedelta(seconds=10)
BEHIND_AT_MOST, AHEAD_AT_MOST = timedelta(days=1), timedelta(days=366)

_further: dict[str, Callable[[], bool]] = {}


@dataclass(frozen=True)
class HealthPaths:
    """Where an installation keeps its things; the key file only where there is one."""

    migrations: Path
    data: Path | None = None
    tablet_keys: str = ""
    tablet_key_file: Path | None = None


def checks(place: HealthPaths) -> dict[str, bool]:
    """The name of each check, and whether it holds."""
    return {
        "database": _holds(lambda: db.session.execute(text("SELECT 1")).scalar() == 1),
        "migrations": _holds(lambda: _is_of_this_version(place)),
        "settings": _holds(_are_settings_kept),
        "clock": _holds(is_clock_likely),
        "keys": _holds(lambda: _are_keys_there(place)),
        "disk": _holds(lambda: _has_room(place)),
        "writing": _holds(lambda: _writes(db.engine)),
        **{name: _holds(check) for name, check in _further.items()},
    }


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


def register(checks: Mapping[str, Callable[[], bool]]) -> None:
    """Replace all checks of features by these."""
    _further.clear()
    _further.update(checks)


def _newest_line() -> datetime | None:
    newest = select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1)
    return db.session.scalar(newest)


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (SQLAlchemyError, UnsafeDatabase, StartRefused, OSError, ValueError):
        db.session.rollback()
        return False


def _is_of_this_version(place: HealthPaths) -> bool:
    found = text("SELECT version_num FROM alembic_version")
    known = startup.revisions(place.migrations)
    return bool(db.session.execute(found).scalar() == known[-1])


def _are_settings_kept() -> bool:
    """True when the settings of the connection, read back, are as they were set."""
    if db.engine.dialect.name != "sqlite":
        return True
    return all(
        db.session.execute(text(f"PRAGMA {name}")).scalar() == expected
        for name, (_wanted, expected) in SQLITE_SETTINGS.items()
    )


def _are_keys_there(place: HealthPaths) -> bool:
    """Whether the keys can open reports, and would be found again at the next start."""
    file = place.tablet_key_file
    kept = keys.read(file) if file else place.tablet_keys
    return keys.is_keyring(place.tablet_keys) and kept == place.tablet_keys


def _has_room(place: HealthPaths) -> bool:
    folders = [place.data] if place.data else []
    if db.engine.dialect.name == "sqlite":
        folders.append(Path(str(db.engine.url.database).removeprefix("file:")).parent)
    return all(shutil.disk_usage(folder).free >= FREE_BYTES for folder in folders)


def _writes(engine: Engine) -> bool:
    """True when a write and a commit succeed; tried at most once in ten seconds."""
    beat_at, now = installation.noted(engine)["beat_at"], clock.now()
    if beat_at is None or not now - WRITTEN_EVERY < beat_at <= now:
        installation.note(engine, beat_at=now)
    return True
