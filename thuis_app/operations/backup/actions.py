"""Making a backup, and the keys that open it."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from thuis_app.accountability.audit_chain.queries import ChainFiles
from thuis_app.core import archives, audit_log, clock, database_copies, keys
from thuis_app.core.actors import Actor
from thuis_app.core.archives import Backup, BackupFailed, Manifest
from thuis_app.core.database import db, on_commit
from thuis_app.core.erasure_ledger import KEY_FILE as LEDGER_KEY
from thuis_app.core.erasure_ledger import LEDGER_FILE, ErasureLedger
from thuis_app.core.errors import require
from thuis_app.operations.backup import policy, queries, rules
from thuis_app.operations.backup.queries import KEY_FILE, BackupSource
from thuis_app.operations.backup.rules import BackupAuditEvent

TABLET_KEYS = "tablet-keys"
LEDGER = (LEDGER_KEY, LEDGER_FILE)
SPARE = 3
LEDGER_WRONG = (
    "A line of erasure-ledger, beside the data or the backups, is not whole: take that "
    "line out, and make a backup again."
)
NO_FOLDER = "There is no folder for backups: set THUIS_BACKUP."
NO_KEYS = "There are no keys for backups yet. Run: thuis backup keys"


@dataclass(frozen=True)
class BackupKey:
    """A private key for paper, as text, of which Thuis keeps the public half alone.

    The public half is its id in the audit log.
    """

    private: str
    id: str

    @classmethod
    def new(cls) -> "BackupKey":
        made = archives.new_identity()
        return cls(str(made), str(made.to_public()))


@dataclass(frozen=True)
class TriedBackup:
    """A backup that was tried, by the name of its file."""

    id: str


def make(actor: Actor, source: BackupSource) -> Backup:
    """Make a backup and check it; then remove the old ones that are not kept.

    To be called outside any transaction, and then `record_made`. Raises
    `BackupFailed`; what was there before is there then too.
    """
    require(policy.may_make(actor))
    if not source.folder:
        raise BackupFailed(NO_FOLDER)
    if not source.key_file.is_file():
        raise BackupFailed(NO_KEYS)
    try:
        backup = _made(actor, source)
        _prune(Path(source.folder))
    except OSError as error:
        words = f"{error.filename or source.folder}: {error.strerror}"
        raise BackupFailed(f"The backup cannot be written: {words}.") from None
    return backup


def record_made(actor: Actor, backup: Backup) -> None:
    """Write the audit line of a backup that was made."""
    require(policy.may_make(actor))
    audit_log.record(actor, BackupAuditEvent.MADE, backup, contact_id=None)


def record_tried(actor: Actor, tried: TriedBackup) -> None:
    """Write down that a backup was opened with a key from paper and found whole."""
    require(policy.may_make(actor))
    audit_log.record(actor, BackupAuditEvent.TRIED, tried, contact_id=None)


def keep_keys(actor: Actor, source: BackupSource, made: Sequence[BackupKey]) -> None:
    """Have backups encrypted to these keys from now on, when this is committed."""
    require(policy.may_make(actor))
    for one in made:
        audit_log.record(actor, BackupAuditEvent.KEYS_MADE, one, contact_id=None)
    public = "\n".join(one.id for one in made)
    on_commit(partial(_write_keys, source.key_file, public))


def _write_keys(file: Path, public: str) -> None:
    file.unlink(missing_ok=True)
    keys.write_once(file, public)


def _made(actor: Actor, source: BackupSource) -> Backup:
    recipients = archives.recipients_in(source.key_file.read_text())
    with archives.work_folder(source.data) as work:
        _must_have_room(source)
        made_at = clock.now().replace(microsecond=0)
        log_files = _copy_of_log_files(source, work)
        _complete_ledger(actor, source.ledger, work)
        name = database_copies.name_of_copy(source.engine)
        facts = database_copies.copy(source.engine, work / name)
        (work / KEY_FILE).write_text(source.key_file.read_text())
        (work / TABLET_KEYS).write_text(f"{source.tablet_keys}\n")
        names = (name, KEY_FILE, TABLET_KEYS, *log_files, *LEDGER)
        manifest = Manifest(
            made_at=made_at,
            version=source.version,
            revision=facts.revision,
            database=source.engine.dialect.name,
            files={one: archives.sha256(work / one) for one in names},
            rows=facts.rows,
            settings=source.settings,
        )
        return archives.write(work, manifest, Path(source.folder), recipients)


def _copy_of_log_files(source: BackupSource, work: Path) -> list[str]:
    """The names of the key and the head of the audit log, copied into that folder.

    They are copied before the database, which then holds every block up to the head.
    """
    files = ChainFiles(source.data)
    found = [one for one in (files.key_file, files.head_file) if one.is_file()]
    for file in found:
        shutil.copyfile(file, work / file.name)
    return [file.name for file in found]


def _complete_ledger(actor: Actor, ledger: ErasureLedger, work: Path) -> None:
    """Have every erasure that the audit log knows in the ledger, and copy that."""
    ledger.begin()
    try:
        ledger.take_in(queries.erasures(actor, ledger.known_keys[-1]))
    except ValueError:
        raise BackupFailed(LEDGER_WRONG) from None
    finally:
        db.session.rollback()
    for file in (ledger.key_file, ledger.file):
        shutil.copyfile(file, work / file.name)


def _must_have_room(source: BackupSource) -> None:
    """A copy, the same packed, and that once more unpacked, stand there at one time."""
    if source.engine.dialect.name != "sqlite":
        return
    size = database_copies.sqlite_file(source.engine).stat().st_size
    for folder, wanted in ((source.data, SPARE * size), (Path(source.folder), size)):
        if shutil.disk_usage(folder).free < wanted:
            raise BackupFailed(f"There is no room for a backup in {folder}.")


def _prune(folder: Path) -> None:
    """Remove old backups that are not kept; those that are damaged keep none away."""
    intact = {one.made_at: one for one in archives.found(folder) if one.is_intact()}
    for made_at in set(intact) - rules.kept(intact):
        intact[made_at].remove()
