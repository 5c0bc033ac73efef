"""Where `flask db` comes in."""

import sqlite3
from pathlib import Path
from typing import Any, Literal

import click
from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import TypeDecorator

from thuis_app.core import upgrade_copies
from thuis_app.core.database import SQLITE_SETTINGS
from thuis_app.core.exclusive import exclusive
from thuis_app.core.startup import newer, revision, revisions, sentence

DOWNGRADE = (
    "Going back deletes what newer tables and columns hold. Restore the copy instead "
    "that was made before the upgrade: docs/hosting.md says how.\nGo back all the same?"
)
BUSY_MILLISECONDS = 60_000
CHANGING = {"upgrade", "downgrade", "serve", "prepare", ""}
db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they rest on: migrations outlive code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def engine() -> Engine:
    """An engine for migrations alone.

    SQLite changes a table by making a new one, and rows that point to it must wait:
    foreign keys are off, which SQLite only accepts outside a transaction, and counted
    at the end. The write lock is taken at once: a read transaction cannot be upgraded.
    """
    options = current_app.config["SQLALCHEMY_ENGINE_OPTIONS"]
    made = create_engine(db.engine.url, poolclass=NullPool, **options)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", set_sqlite)
        event.listen(made, "begin", lambda one: one.exec_driver_sql("BEGIN IMMEDIATE"))
    return made


def set_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    for name, (wanted, _expected) in SQLITE_SETTINGS.items():
        if name not in ("busy_timeout", "foreign_keys"):
            connection.execute(f"PRAGMA {name}={wanted}")
    connection.execute("PRAGMA foreign_keys=OFF")


def migrate(connection: Connection) -> None:
    """Carry out what was asked, all of it or nothing, and say how far that came."""
    steps: list[str] = []
    with connection.begin():
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
            on_version_apply=lambda step, **_more: steps.append(str(step)),
        )
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            refuse_orphans(connection)
    tell(steps, context.get_context().get_current_revision())


def tell(steps: list[str], revision: str | None) -> None:
    if steps:
        click.echo(f"The database is at {revision} now, after {len(steps)} migrations.")
    elif command() == "upgrade":
        click.echo(f"The database is at {revision} already.")


def refuse_orphans(connection: Connection) -> None:
    if orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"{len(orphans)} rows would point to a row that is gone")


def command() -> str:
    """The command that was typed, such as `upgrade`; empty when code calls."""
    return getattr(click.get_current_context(silent=True), "info_name", None) or ""


def keep_copy(found: Engine) -> None:
    """Copy a database that has tables before they change; says where the copy is."""
    now, is_back = revision(found), command() == "downgrade"
    if not now or command() not in CHANGING:
        return
    if now not in revisions(Path(current_app.extensions["migrate"].directory)):
        raise RuntimeError(newer(now))
    if now == context.get_head_revision() and not is_back:
        return
    if copy := upgrade_copies.copy_before(found, now):
        click.echo(f"The database as it was is kept in {copy}.")


def run() -> None:
    """One process at a time; the others wait, and find nothing left to do."""
    found = engine()
    if command() == "downgrade":
        click.confirm(DOWNGRADE, abort=True)
    try:
        with exclusive(found):
            keep_copy(found)
            with found.connect() as connection:
                migrate(connection)
    except OperationalError as error:
        # Flask-Migrate says it without a traceback.
        raise RuntimeError(f"Thuis cannot migrate: {sentence(error)}") from None
    except (OSError, sqlite3.Error) as error:
        raise RuntimeError(f"Thuis cannot migrate: {error}") from None


run()
