"""The backups in the folder of this installation."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from thuis_app.core import archives, clock, config, database_copies
from thuis_app.core.actors import SYSTEM, Actor
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.erasure_ledger import Erasure, ErasureLedger, hash_of
from thuis_app.core.errors import require
from thuis_app.operations.backup import policy, rules
from thuis_app.operations.backup.rules import BackupAuditEvent

KEY_FILE = "backup-keys"


@dataclass(frozen=True)
class BackupSource:
    """What goes into a backup, and where it goes.

    `data` is the folder of the installation, in which copies are worked on while they
    are not encrypted, and which holds the public keys.
    """

    engine: Engine
    data: Path
    folder: str
    version: str
    tablet_keys: str
    settings: Mapping[str, str]

    @property
    def key_file(self) -> Path:
        return self.data / KEY_FILE

    @property
    def ledger(self) -> ErasureLedger:
        """Who was erased, beside the data and beside the backups."""
        return ErasureLedger(self.data, Path(self.folder) if self.folder else None)

    @classmethod
    def of(cls, engine: Engine, settings: Mapping[str, Any]) -> "BackupSource":
        """By the settings of the application; without a folder of data, beside the
        file of the database."""
        data = settings.get("DATA") or database_copies.sqlite_file(engine).parent
        return cls(
            engine=engine,
            data=Path(data),
            folder=settings["BACKUP"],
            version=version("thuis-app"),
            tablet_keys=settings["TABLET_KEYS"],
            settings=config.without_secrets(os.environ),
        )


@dataclass(frozen=True)
class BackupState:
    """How many backups there are, when the newest and the oldest were made."""

    folder: str
    number: int
    newest: datetime | None
    oldest: datetime | None
    is_recent: bool
    has_keys: bool


def state(actor: Actor, source: BackupSource) -> BackupState:
    """The backups of this installation; none where it has no folder for them."""
    require(policy.may_look(actor))
    made, now = _made_at(source.folder), clock.now()
    newest, oldest = max(made, default=None), min(made, default=None)
    return BackupState(
        folder=source.folder,
        number=len(made),
        newest=newest,
        oldest=oldest,
        is_recent=rules.is_recent(newest, now),
        has_keys=source.key_file.is_file(),
    )


def last_tried(actor: Actor) -> datetime | None:
    """When a backup was last opened with a key from paper; None before the first."""
    require(policy.may_look(actor) or policy.may_make(actor))
    tried = AuditEntry.event == BackupAuditEvent.TRIED
    query = select(func.max(AuditEntry.at)).where(tried)
    return db.session.scalar(query.where(AuditEntry.actor_id == SYSTEM.id))


def erasures(actor: Actor, key: str) -> list[Erasure]:
    """The erasures that the audit log knows of, as lines of the ledger."""
    require(policy.may_make(actor))
    query = select(AuditEntry.at, AuditEntry.contact_id).where(
        AuditEntry.event.in_(rules.ERASING), AuditEntry.contact_id.is_not(None)
    )
    return [
        Erasure(at, hash_of(key, who or 0)) for at, who in db.session.execute(query)
    ]


def _made_at(folder: str) -> list[datetime]:
    if not folder:
        return []
    return [one.made_at for one in archives.found(Path(folder))]
