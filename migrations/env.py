"""Where `flask db` comes in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

db = current_app.extensions["migrate"].db


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they rest on: migrations outlive code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def migrate(connection: Connection) -> None:
    """Carry out what was asked, all of it or nothing."""
    with connection.begin():
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            render_item=render_item,
        )
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            refuse_orphans(connection)


def migrate_without_foreign_keys(connection: Connection) -> None:
    """SQLite changes a table by making a new one; rows that point to it must wait.

    Only outside a transaction does SQLite listen to this setting.
    """
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        migrate(connection)
    finally:
        cursor.execute("PRAGMA foreign_keys=ON")


def refuse_orphans(connection: Connection) -> None:
    if orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"{len(orphans)} rows would point to a row that is gone")


with db.engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        migrate_without_foreign_keys(connection)
    else:
        migrate(connection)
