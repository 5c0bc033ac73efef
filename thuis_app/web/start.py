"""Checks the installation before every command of `flask`."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app

from thuis_app.core import startup
from thuis_app.core.database import db
from thuis_app.core.errors import StartRefused


def register(app: Flask, checks: list[Callable[[], None]]) -> None:
    """Set what features check before a server starts."""
    app.extensions["start_checks"] = checks


def check_start(*, is_server: bool) -> None:
    """Raise `StartRefused` unless database and keys are in order; makes first keys.

    Of a server what features check at the start is in order too.
    """
    settings = current_app.config
    migrations = Path(current_app.extensions["migrate"].directory)
    startup.check(db.engine, migrations, is_server=is_server)
    file = Path(settings["TABLET_KEY_FILE"]) if settings["TABLET_KEY_FILE"] else None
    settings["TABLET_KEYS"] = startup.tablet_keys(
        db.engine, settings["TABLET_KEYS"], file
    )
    for check in current_app.extensions["start_checks"] if is_server else ():
        check()


def close(app: Flask) -> None:
    """Close every connection that is not in use."""
    with app.app_context():
        db.engine.dispose()


def is_in_flask() -> bool:
    """Whether a command of `flask` loads the application, and checks what it needs.

    `flask run` is no such command: it serves.
    """
    context = click.get_current_context(silent=True)
    return context is not None and context.info_name != "run"


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a command: it refuses in one sentence, with exit code 1, to begin where
    `check_start` finds something wrong."""

    @wraps(function)
    def begun(*args: Any, **more: Any) -> Any:
        refuse_bad_start(is_server=False)
        return function(*args, **more)

    return begun


def refuse_bad_start(*, is_server: bool) -> None:
    """The same check for a command; raises a ClickException."""
    try:
        check_start(is_server=is_server)
    except StartRefused as refused:
        raise click.ClickException(f"Thuis cannot start: {refused}") from None
