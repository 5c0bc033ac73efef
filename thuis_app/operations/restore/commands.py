"""`flask restore`: a backup put back, on an empty machine or in place of what is there.

Everything is opened, compared, brought up to date and read through in a folder of its
own. Only then does it take its place.
"""

from collections.abc import Sequence
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from thuis_app import create_app
from thuis_app.accountability.audit_chain import queries as audit_chain
from thuis_app.core import (
    archives,
    clock,
    damage,
    database_copies,
    erasure_ledger,
    keys,
    startup,
)
from thuis_app.core.actors import SYSTEM
from thuis_app.core.archives import BackupFailed, Manifest
from thuis_app.core.database import db, write_transaction
from thuis_app.core.database_copies import CopyFacts
from thuis_app.core.erasure_ledger import ErasureLedger
from thuis_app.core.errors import StartRefused
from thuis_app.core.exclusive import exclusive
from thuis_app.operations.backup import actions as backup
from thuis_app.operations.backup.actions import TABLET_KEYS, TriedBackup
from thuis_app.operations.backup.queries import KEY_FILE, BackupSource
from thuis_app.operations.restore import actions

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
THERE_IS_ONE = (
    "There is a database already. With --replace the backup takes its place, and the "
    "old one is kept beside it."
)
NO_LEDGER = (
    "The file erasure-ledger is missing: it lies beside the backups, and says who was "
    "erased since. Put it beside the backup. When there is none left anywhere, add "
    "--without-ledger; who was erased after this backup is then there again."
)
ELSEWHERE = "Write it down where Thuis runs: thuis backup tried"
KEPT_AS = "before-%Y%m%d-%H%M%S"
DONE = """\
Put back: everything that was stored until {moment}. What came after that is gone.
Everybody signs in again. Invitations, printed codes and addresses of calendars are made
anew.
"""


@click.command("restore", short_help="Put a backup back.")
@click.argument("file", type=EXISTING)
@click.option("--key", "key_file", type=EXISTING, required=True, help="A private key.")
@click.option(
    "--replace", is_flag=True, help="In place of what is there; that is kept."
)
@click.option(
    "--without-ledger",
    is_flag=True,
    help="When no erasure ledger is left anywhere: who was erased may come back.",
)
@click.option("--check", is_flag=True, help="Open and compare everything; put nothing.")
@with_appcontext
def command(
    file: Path, key_file: Path, replace: bool, without_ledger: bool, check: bool
) -> None:
    """Put the backup FILE back, opened with the key in a file."""
    source = BackupSource.of(db.engine, current_app.config)
    try:
        identities = archives.identities_in(key_file.read_text(errors="replace"))
        with archives.work_folder(source.data) as work:
            manifest = _opened(file, identities, work)
            if check:
                _say_whole(manifest)
                return _record_drill(file)
            if database_copies.is_there(db.engine) and not replace:
                raise BackupFailed(THERE_IS_ONE)
            if not (_ledgers(source, file) or without_ledger):
                raise BackupFailed(NO_LEDGER)
            _gather_ledgers(source, file, work)
            _put_back(source, manifest, work)
    except (BackupFailed, StartRefused) as failed:
        raise click.ClickException(str(failed)) from None
    except OSError as error:
        words = f"{error.filename}: {error.strerror}."
        raise click.ClickException(f"The backup is not put back: {words}") from None
    moment = f"{clock.local(manifest.made_at):%d-%m-%Y %H:%M}"
    click.echo(DONE.format(moment=moment))


def _opened(file: Path, identities: Sequence[object], work: Path) -> Manifest:
    """Unpack a backup and look whether this version can use it."""
    manifest = archives.read(file, identities, work)
    if manifest.database != db.engine.dialect.name:
        raise BackupFailed(
            f"This backup is of a database of {manifest.database}: set "
            "THUIS_DATABASE_URL to one of that kind, or leave it out for sqlite."
        )
    migrations = Path(current_app.extensions["migrate"].directory)
    if manifest.revision not in startup.revisions(migrations):
        raise BackupFailed(
            f"This backup was made by a newer version of Thuis ({manifest.revision}). "
            "Install that version first."
        )
    if manifest.database == "sqlite":
        facts = CopyFacts(manifest.revision, manifest.rows)
        database_copies.check_sqlite(work / database_copies.SQLITE_FILE, facts)
    return manifest


def _say_whole(manifest: Manifest) -> None:
    moment = f"{clock.local(manifest.made_at):%d-%m-%Y %H:%M}"
    number = sum(manifest.rows.values())
    click.echo(f"Whole: {number} rows of {moment}. Nothing was put back.")


def _record_drill(file: Path) -> None:
    """Where this Thuis has a database: another machine knows nothing of it."""
    migrations = Path(current_app.extensions["migrate"].directory)
    if not database_copies.is_there(db.engine):
        click.echo(ELSEWHERE)
    elif not startup.is_older(db.engine, migrations):
        with write_transaction():
            backup.record_tried(SYSTEM, TriedBackup(file.name))


def _put_back(source: BackupSource, manifest: Manifest, work: Path) -> None:
    kept_as = f"{clock.now():{KEPT_AS}}"
    if manifest.database == "sqlite":
        staged = work / database_copies.SQLITE_FILE
        _complete_staged(manifest, staged)
        with exclusive(db.engine):
            db.engine.dispose()
            database_copies.place_sqlite(db.engine, staged, kept_as)
            damage.clear(db.engine)
            _place_keys(source, work, kept_as)
        return
    dump = work / database_copies.POSTGRES_FILE
    with database_copies.placed_postgres(db.engine, dump, kept_as):
        _complete(manifest, ErasureLedger(work))
        _place_keys(source, work, kept_as)


def _complete_staged(manifest: Manifest, staged: Path) -> None:
    """Bring a file of SQLite up to date before it is put in its place."""
    address = {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{staged}"}
    app = create_app(dict(current_app.config) | address)
    with app.app_context():
        _complete(manifest, ErasureLedger(staged.parent))
        startup.must_be_whole(db.engine, fully=True)
        db.session.remove()
        db.engine.dispose()


def _complete(manifest: Manifest, ledger: ErasureLedger) -> None:
    upgrade()
    with write_transaction():
        actions.erase_again(SYSTEM, ledger)
        actions.complete(SYSTEM, made_at=manifest.made_at)


def _ledgers(source: BackupSource, file: Path) -> list[Path]:
    """The ledgers that lie beside the data, the backups, and this backup."""
    folders = {source.data, file.resolve().parent}
    folders |= {Path(source.folder)} if source.folder else set()
    found = (folder / erasure_ledger.LEDGER_FILE for folder in sorted(folders))
    return [one for one in found if one.is_file()]


def _gather_ledgers(source: BackupSource, file: Path, work: Path) -> None:
    """Have what any of them says, and what this backup itself says, in one ledger,
    and the keys of both."""
    known = [*source.ledger.known_keys, *ErasureLedger(work).known_keys]
    if known:
        text = "\n".join(dict.fromkeys(known))
        ErasureLedger(work).key_file.unlink(missing_ok=True)
        keys.write_once(ErasureLedger(work).key_file, text)
    try:
        lines = erasure_ledger.read(_ledgers(source, file))
    except ValueError:
        raise BackupFailed("The file erasure-ledger is not whole.") from None
    ErasureLedger(work).take_in(lines)


def _place_ledger(source: BackupSource, work: Path) -> None:
    """Keep what was gathered: a later restore needs it too."""
    source.ledger.key_file.unlink(missing_ok=True)
    keys.write_once(source.ledger.key_file, "\n".join(ErasureLedger(work).known_keys))
    source.ledger.take_in(erasure_ledger.read([work / erasure_ledger.LEDGER_FILE]))


def _place_keys(source: BackupSource, work: Path, kept_as: str) -> None:
    """Put the keys of tablets back, and the public keys of backups where none are."""
    keys.write_once(source.key_file, (work / KEY_FILE).read_text().strip())
    for name in (audit_chain.KEY_FILE, audit_chain.HEAD_FILE):
        _place_log_file(source.data / name, work / name, kept_as)
    _place_ledger(source, work)
    if not (name := current_app.config["TABLET_KEY_FILE"]):
        return
    file, text = Path(name), (work / TABLET_KEYS).read_text().strip()
    if file.exists() and file.read_text().strip() != text:
        file.replace(file.with_name(f"{file.name}.{kept_as}"))
    keys.write_once(file, text)


def _place_log_file(file: Path, copied: Path, kept_as: str) -> None:
    """Put the key or the head of the audit log back that belongs to its blocks; one of
    another time stays beside it."""
    text = copied.read_text().strip() if copied.is_file() else ""
    if file.exists() and file.read_text().strip() != text:
        file.replace(file.with_name(f"{file.name}.{kept_as}"))
    if text:
        keys.write_once(file, text)
