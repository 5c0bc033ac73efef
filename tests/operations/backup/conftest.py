"""An installation of its own, with a folder for backups and the keys that open them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from thuis_app.core import archives, clock
from thuis_app.core.actors import SYSTEM
from thuis_app.core.archives import Backup, Manifest
from thuis_app.core.database import db, write_transaction
from thuis_app.operations.backup import actions
from thuis_app.operations.backup.actions import BackupKey
from thuis_app.operations.backup.queries import BackupSource

TUESDAY = datetime(2026, 11, 24, 11, tzinfo=UTC)


@dataclass
class Place:
    """The folders of an installation that makes backups, and its private keys."""

    app: Flask
    data: Path
    folder: Path
    keys: list[BackupKey]

    @property
    def source(self) -> BackupSource:
        return BackupSource.of(db.engine, self.app.config)

    def make(self) -> Backup:
        return actions.make(SYSTEM, self.source)

    def opened(self, backup: Backup, key: int, work: Path) -> Manifest:
        """What is in a backup, unpacked there with one of the keys."""
        work.mkdir(exist_ok=True)
        identities = archives.identities_in(self.keys[key].private)
        return archives.read(backup.file, identities, work)


@pytest.fixture
def place(app: Flask, database: None, tmp_path: Path) -> Iterator[Place]:
    """An installation with keys, and no backup yet."""
    clock.set_source(lambda: TUESDAY)
    data, folder = tmp_path / "data", tmp_path / "backups"
    data.mkdir()
    folder.mkdir()
    app.config.update(DATA=str(data), BACKUP=str(folder))
    made = [BackupKey.new(), BackupKey.new()]
    with write_transaction():
        actions.keep_keys(SYSTEM, BackupSource.of(db.engine, app.config), made)
    yield Place(app, data, folder, made)
    app.config.update(BACKUP="", BACKUP_COPY=[])
    del app.config["DATA"]
