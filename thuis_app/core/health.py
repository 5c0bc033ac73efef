"""Whether the house stands: asked by whoever keeps watch, answered without a figure."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from thuis_app.core.database import SQLITE_SETTINGS, UnsafeDatabase, db


def checks(migrations: Path) -> dict[str, bool]:
    """Is the database there, built as this version wants it, and set to be safe?"""
    return {
        "database": _holds(lambda: db.session.execute(text("SELECT 1")).scalar() == 1),
        "migrations": _holds(lambda: _revision() == newest(migrations)),
        "settings": _holds(_are_settings_kept),
    }


def newest(migrations: Path) -> str:
    """The last migration: they are numbered, and kept under the name of their file."""
    return max(file.stem for file in (migrations / "versions").glob("[0-9]*.py"))


def _holds(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (SQLAlchemyError, UnsafeDatabase, OSError, ValueError):
        db.session.rollback()
        return False


def _revision() -> str:
    found = text("SELECT version_num FROM alembic_version")
    return str(db.session.execute(found).scalar())


def _are_settings_kept() -> bool:
    """What was set when the connection was made is read back, not trusted."""
    if db.engine.dialect.name != "sqlite":
        return True
    return all(
        db.session.execute(text(f"PRAGMA {name}")).scalar() == expected
        for name, (_wanted, expected) in SQLITE_SETTINGS.items()
    )
