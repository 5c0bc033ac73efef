"""A backup holds everything, opens with either key, and never takes a good one away."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from pyrage import encrypt_file
from sqlalchemy import select, text

from tests import make
from tests.operations.backup.conftest import Place
from thuis_app.core import archives, clock, database_copies
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.archives import Backup, BackupFailed
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db, write_transaction
from thuis_app.core.erasure_ledger import KEY_FILE, LEDGER_FILE
from thuis_app.core.errors import Denied
from thuis_app.operations.backup import actions
from thuis_app.operations.backup.actions import BackupKey
from thuis_app.organisation.areas.models import Area

FLIPS, SEED = 200, 11


@pytest.fixture
def on_sqlite(app: object, database: None) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this is about the file of SQLite")


def later(**wait: float) -> None:
    now = clock.now() + timedelta(**wait)
    clock.set_source(lambda: now)


def names(folder: Path) -> list[str]:
    """The files there, but for the erasure ledger and its key."""
    found = (file.name for file in folder.iterdir())
    return sorted(name for name in found if name not in (LEDGER_FILE, KEY_FILE))


@pytest.mark.parametrize("key", [0, 1])
def test_a_backup_holds_every_row_and_opens_with_either_key(
    place: Place, tmp_path: Path, key: int
) -> None:
    make.area("Bedum")

    manifest = place.opened(place.make(), key, tmp_path / "opened")

    assert manifest.rows["area"] == 1
    assert set(manifest.rows) == {*db.metadata.tables, "alembic_version"}
    assert manifest.revision == db.session.scalar(
        text("SELECT version_num FROM alembic_version")
    )


def test_no_other_key_opens_it(place: Place, tmp_path: Path) -> None:
    backup, stranger = place.make(), archives.new_identity()

    with pytest.raises(BackupFailed, match="not its key"):
        archives.read(backup.file, [stranger], tmp_path)


def test_what_is_not_encrypted_is_left_nowhere(place: Place) -> None:
    make.area("Eenumerhoogte")

    backup = place.make()

    assert names(place.data) == ["backup-keys"]
    assert names(place.folder) == [backup.file.name, backup.hash_file.name]
    assert b"Eenumerhoogte" not in backup.file.read_bytes()
    assert not any(
        key.private in (place.data / "backup-keys").read_text() for key in place.keys
    )


def test_the_keys_of_tablets_are_in_it_and_no_password(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUIS_MAIL_HOST", "mail.example.org")
    monkeypatch.setenv("THUIS_MAIL_PASSWORD", "secret of the mail")
    monkeypatch.setenv("THUIS_SECRET_KEY", "secret of the cookies")
    monkeypatch.setenv("THUIS_DATABASE_URL", "postgresql+psycopg://x:hidden@y/z")

    manifest = place.opened(place.make(), 0, tmp_path / "opened")

    kept = (tmp_path / "opened" / "tablet-keys").read_text().strip()
    assert kept == place.app.config["TABLET_KEYS"]
    assert manifest.settings["THUIS_MAIL_HOST"] == "mail.example.org"
    for secret in ("secret of", "hidden"):
        assert secret not in str(manifest.settings)


def test_it_is_made_while_others_write_and_is_of_one_moment(
    place: Place, on_sqlite: None, tmp_path: Path
) -> None:
    file = database_copies.sqlite_file(db.engine)
    with sqlite3.connect(file) as other:
        other.execute("UPDATE installation SET tablet_key = 'never committed'")

        manifest = place.opened(place.make(), 0, tmp_path / "opened")

        other.rollback()
    other.close()
    assert manifest.rows["alembic_version"] == 1
    assert b"never committed" not in (tmp_path / "opened" / "thuis.db").read_bytes()


def test_any_byte_that_changes_is_noticed(place: Place, tmp_path: Path) -> None:
    backup, random = place.make(), Random(SEED)
    whole = backup.file.read_bytes()
    identities = archives.identities_in(place.keys[0].private)
    damaged, work = tmp_path / "damaged.age", tmp_path / "work"
    for _flip in range(FLIPS):
        changed = bytearray(whole)
        changed[random.randrange(len(whole))] ^= 1 << random.randrange(8)
        damaged.write_bytes(changed)
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        with pytest.raises(BackupFailed):
            archives.read(damaged, identities, work)


def test_a_backup_that_went_wrong_on_its_way_to_the_disk_is_none(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that is worn out: what is read back is not what was written."""

    def worn_out(packed: str, target: str, recipients: object) -> None:
        encrypt_file(packed, target, recipients)
        with Path(target).open("r+b") as written:
            written.seek(-99, os.SEEK_END)
            written.write(b"worn out")

    monkeypatch.setattr(archives, "encrypt_file", worn_out)

    with pytest.raises(BackupFailed):
        place.make()

    assert names(place.folder) == []


@pytest.mark.parametrize("part", [0.0, 0.01, 0.5, 0.999])
def test_half_a_backup_is_refused(place: Place, tmp_path: Path, part: float) -> None:
    backup = place.make()
    whole = backup.file.read_bytes()
    backup.file.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises(BackupFailed):
        place.opened(backup, 0, tmp_path / "opened")


def overwrite_table(file: Path) -> None:
    """Put noise over the page on which the table of people begins."""
    with sqlite3.connect(file) as connection:
        wanted = "SELECT rootpage FROM sqlite_master WHERE name = 'contact'"
        page = connection.execute(wanted).fetchone()[0]
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * 4096)
        opened.write(Random(SEED).randbytes(4096))


def orphan(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO user_area (user_id, area_id) VALUES (99, 99)")
    connection.close()


@pytest.mark.parametrize("damage", [overwrite_table, orphan])
def test_a_damaged_database_is_never_copied_over_a_good_backup(
    place: Place, on_sqlite: None, damage: Callable[[Path], None]
) -> None:
    good = place.make()
    db.session.remove()
    db.engine.dispose()
    damage(database_copies.sqlite_file(db.engine))
    later(days=1)

    with pytest.raises(BackupFailed, match=r"^The (copy of the )?database"):
        place.make()

    assert names(place.folder) == [good.file.name, good.hash_file.name]
    assert good.is_intact()
    assert names(place.data) == ["backup-keys"]


def test_old_ones_go_when_a_new_one_was_checked(place: Place) -> None:
    for _night in range(12):
        place.make()
        later(days=1)

    left = [one.made_at for one in archives.found(place.folder)]
    assert [f"{moment:%d-%m}" for moment in left] == [
        *("05-12", "04-12", "03-12", "02-12", "01-12", "30-11", "29-11")
    ]
    assert len(names(place.folder)) == 2 * len(left)


def test_a_backup_that_is_damaged_does_not_count_and_is_not_removed(
    place: Place,
) -> None:
    made = []
    for _hour in range(3):
        made.append(place.make())
        later(hours=1)
    made[2].file.write_bytes(b"damaged")

    for _hour in range(2):
        made.append(place.make())
        later(hours=1)

    left = {one.file.name for one in archives.found(place.folder)}
    assert {one.file.name for one in made[1:]} == left


def test_a_backup_without_its_hash_was_not_finished(place: Place) -> None:
    backup = place.make()
    backup.hash_file.unlink()

    assert archives.found(place.folder) == []


def test_what_cannot_be_written_is_said_in_a_sentence(place: Place) -> None:
    place.folder.rmdir()

    with pytest.raises(BackupFailed, match="backups"):
        place.make()


def test_without_keys_or_a_folder_it_says_what_to_do(place: Place) -> None:
    (place.data / "backup-keys").unlink()
    with pytest.raises(BackupFailed, match="backup keys"):
        place.make()

    place.app.config["BACKUP"] = ""
    with pytest.raises(BackupFailed, match="THUIS_BACKUP"):
        place.make()


def test_each_backup_and_each_key_has_a_line_in_the_audit_log(place: Place) -> None:
    backup = place.make()
    with write_transaction():
        actions.record_made(SYSTEM, backup)

    lines = db.session.execute(
        select(AuditEntry.event, AuditEntry.subject_id).order_by(AuditEntry.id)
    )
    assert [tuple(line) for line in lines] == [
        *(("backup.keys_made", key.id) for key in place.keys),
        ("backup.made", backup.file.name),
    ]


def test_only_thuis_itself_makes_backups_and_keys(place: Place) -> None:
    someone = make.actor(make.user(Role.ADMINISTRATOR))

    with pytest.raises(Denied):
        actions.make(someone, place.source)
    with pytest.raises(Denied):
        actions.keep_keys(someone, place.source, [BackupKey.new()])
    with pytest.raises(Denied):
        actions.record_made(someone, Backup(Path("thuis.age"), clock.now()))


def test_new_keys_count_only_when_that_was_committed(place: Place) -> None:
    before = place.source.key_file.read_text()

    with pytest.raises(ZeroDivisionError), write_transaction():
        actions.keep_keys(SYSTEM, place.source, [BackupKey.new()])
        1 // 0  # noqa: B018

    assert place.source.key_file.read_text() == before


def test_the_row_that_was_written_last_is_in_the_next_backup(
    place: Place, tmp_path: Path
) -> None:
    for number in range(3):
        db.session.add(Area(name=f"Village {number}", postcode4=f"998{number}"))
        db.session.commit()
        manifest = place.opened(place.make(), 1, tmp_path / f"opened {number}")
        assert manifest.rows["area"] == number + 1
        later(minutes=1)


def test_a_ledger_of_erasures_that_is_not_whole_is_told_and_stays(place: Place) -> None:
    place.make()
    ledger = place.folder / LEDGER_FILE
    ledger.write_text("half a li")
    later(days=1)

    with pytest.raises(BackupFailed, match="erasure-ledger"):
        place.make()

    assert ledger.read_text() == "half a li"
