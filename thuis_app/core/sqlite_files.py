"""Files that lie beside the file of SQLite."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine


def beside(engine: Engine, suffix: str) -> Path | None:
    """The file with this suffix beside that of SQLite; None for a database without
    one."""
    name: Any = engine.url.database
    if engine.dialect.name != "sqlite" or not name or ":memory:" in name:
        return None
    database = Path(str(name).removeprefix("file:"))
    return database.with_name(f"{database.name}{suffix}")
