"""Facts about the installation, in one row of its database."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Engine, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from thuis_app.core.database import Base

ONLY = 1


class Installation(Base):
    """The one row.

    `beat_at` is when /health last wrote, `intact_at` when the file of SQLite was last
    found whole, `tablet_key` the name of the key that tablets encrypt to.
    `mail_tested_at` is when a test mail was last sent; `mail_trouble` is why the mail
    server did not take it, and empty when it did. `log_verified_at` is when the audit
    log was last verified, and `log_faults` the number of faults that were found.
    """

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_at: Mapped[datetime | None]
    intact_at: Mapped[datetime | None]
    tablet_key: Mapped[str] = mapped_column(default="")
    mail_tested_at: Mapped[datetime | None]
    mail_trouble: Mapped[str] = mapped_column(default="")
    log_verified_at: Mapped[datetime | None]
    log_faults: Mapped[int] = mapped_column(default=0)


ROW = cast("Table", Installation.__table__)
EMPTY: Mapping[str, Any] = {
    "beat_at": None,
    "intact_at": None,
    "tablet_key": "",
    "mail_tested_at": None,
    "mail_trouble": "",
    "log_verified_at": None,
    "log_faults": 0,
}


def noted(engine: Engine) -> Mapping[str, Any]:
    """The stored row; its values are empty before anything was noted."""
    with engine.connect() as connection:
        row = connection.execute(select(ROW)).mappings().first()
    return dict(row) if row else EMPTY


def note(engine: Engine, **values: Any) -> None:
    """Write these values in a transaction of their own, committed when it returns.

    It begins with an UPDATE, so that SQLite waits for the write lock where it is held.
    """
    changed = update(ROW).where(ROW.c.id == ONLY).values(**values)
    with engine.begin() as connection:
        if connection.execute(changed).rowcount:
            return
    with suppress(IntegrityError), engine.begin() as connection:
        connection.execute(insert(ROW).values(id=ONLY, **values))
