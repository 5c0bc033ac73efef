"""The settings of one installation, read from its environment."""

import os
import secrets
from pathlib import Path
from typing import Any

PRODUCTION = "production"


class SettingMissing(RuntimeError):
    """A setting without which this installation would not be safe."""


def from_environment() -> dict[str, Any]:
    """Read every setting; in production a required one that is absent stops the start.

    THUIS_ENVIRONMENT   `production`, or anything else for trying out
    THUIS_DATA          the folder for the database and the key; default `data`
    THUIS_DATABASE_URL  another database than the SQLite file in that folder
    THUIS_SECRET_KEY    signs cookies; made and kept in the folder when trying out
    """
    is_production = os.environ.get("THUIS_ENVIRONMENT") == PRODUCTION
    data = Path(os.environ.get("THUIS_DATA", "data")).resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "DATA": str(data),
        "IS_PRODUCTION": is_production,
        "SECRET_KEY": _secret_key(data, is_production),
        "SQLALCHEMY_DATABASE_URI": os.environ.get("THUIS_DATABASE_URL")
        or f"sqlite:///{data / 'thuis.db'}",
        "SESSION_COOKIE_SECURE": is_production,
        "SESSION_COOKIE_NAME": "__Host-thuis" if is_production else "thuis",
    }


def fixed() -> dict[str, Any]:
    """The settings that are the same in every installation."""
    return {
        "SESSION_COOKIE_SECURE": False,
        "SESSION_COOKIE_NAME": "thuis",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
    }


def _secret_key(data: Path, is_production: bool) -> str:
    if key := os.environ.get("THUIS_SECRET_KEY"):
        return key
    if is_production:
        raise SettingMissing("THUIS_SECRET_KEY is not set. Give it 32 random bytes.")
    kept = data / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text().strip()
