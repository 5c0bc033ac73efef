"""A real installation in whose folders everything is in order."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests import make
from tests.conftest import TABLET_KEYS
from thuis_app import PACKAGE, PROJECT_ROOT
from thuis_app.core import archives, clock, installation
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.database import db, write_transaction
from thuis_app.core.legal_details import SETTINGS, LegalDetails
from thuis_app.core.smtp import MailServer
from thuis_app.operations.backup import actions as backup
from thuis_app.operations.backup.actions import TriedBackup
from thuis_app.operations.checks.queries import Circumstances
from thuis_app.operations.checks.rules import Seen
from thuis_app.operations.jobs.forms import DAILY
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JobName
from thuis_app.organisation.foundation.models import HelpNumbers
from thuis_app.organisation.foundation.rules import HelpDirectory

SERVER = MailServer(
    "mail.example.org", "thuis@example.org", "https://thuis.example.org"
)
SEEN = Seen("203.0.113.7", "https", "thuis.example.org", ("203.0.113.7",), "https")
Changed = Callable[..., Circumstances]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("data", "backups"):
        (tmp_path / name).mkdir(mode=0o700)
    keys = tmp_path / "data/tablet-keys"
    keys.touch(mode=0o600)
    keys.write_text(TABLET_KEYS)
    return tmp_path


def backed_up(folder: Path, at: datetime) -> None:
    """Have one backup in the folder, made at this moment."""
    for old in (folder / "backups").iterdir():
        old.unlink()
    name = f"{at:{archives.STAMP}}"
    for suffix in (archives.SUFFIX, archives.HASH_SUFFIX):
        (folder / "backups" / f"{name}{suffix}").touch(mode=0o600)


@pytest.fixture
def well(app: Flask, database: None, folder: Path) -> Iterator[Changed]:
    """The circumstances of that installation, with some settings changed."""
    now = clock.now()
    clock.set_source(lambda: now)
    backed_up(folder, now)
    fill()
    settings: dict[str, Any] = dict(app.config) | {
        "DATA": str(folder / "data"),
        "BACKUP": str(folder / "backups"),
        "BACKUP_COPY": ["true"],
        "IS_PRODUCTION": True,
        "ADDRESS": "https://thuis.example.org",
        "PROXIES": 1,
        "SECRET_KEY": "0123456789abcdef" * 4,
        "SESSION_COOKIE_NAME": "__Host-thuis",
        "SESSION_COOKIE_SECURE": True,
        "TABLET_KEYS": TABLET_KEYS,
        "TABLET_KEY_FILE": str(folder / "data/tablet-keys"),
        "MAIL_SERVER": SERVER,
        "LEGAL_DETAILS": LegalDetails(*["filled in"] * len(SETTINGS)),
    }
    in_order = Circumstances(
        settings=settings,
        migrations=PROJECT_ROOT / "migrations",
        assets=PROJECT_ROOT / "static/served",
        catalogue=PACKAGE / "translations/nl/LC_MESSAGES/messages.mo",
        mail_kinds=DAILY,
        seen=SEEN,
    )

    def changed(seen: Seen = SEEN, **more: Any) -> Circumstances:
        return replace(in_order, settings=settings | more, seen=seen)

    yield changed
    db.session.rollback()


def fill() -> None:
    """Rows of a foundation that has everything."""
    make.foundation(telephone="050-5550100")
    village = make.area()
    for role in (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.STAND_IN):
        make.factor(make.user(role, password_hash="set"))
    make.factor(make.user(Role.SAFEGUARDING_LEAD, password_hash="set"))
    make.coordinator(village)
    directory = HelpDirectory(checked_on=clock.today())
    make.saved(HelpNumbers(**asdict(directory)))
    now = clock.now()
    make.saved(
        JobRun(name=JobName.MAIL, claimed_at=now, finished_at=now, went_well=True)
    )
    copied = {"finished_at": now, "went_well": True}
    make.saved(JobRun(name=JobName.BACKUP_COPY, claimed_at=now, **copied))
    with write_transaction():
        backup.record_tried(SYSTEM, TriedBackup("thuis.age"))
    installation.note(db.engine, intact_at=now, mail_tested_at=now, log_verified_at=now)
