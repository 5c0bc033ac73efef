"""`flask restore` on an empty machine, beside what is there, and when it must not."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from tests import make
from tests.accountability.audit_chain.conftest import add_lines, chain_all
from tests.conftest import TABLET_KEYS, application
from tests.operations.backup.conftest import Place
from tests.operations.backup.conftest import place as place
from thuis_app.accountability.audit_chain import queries as audit_chain
from thuis_app.accountability.audit_chain.queries import (
    HEAD_FILE,
    KEY_FILE,
    ChainFiles,
)
from thuis_app.core import archives, clock, damage
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.archives import Backup, Manifest
from thuis_app.core.database import db
from thuis_app.organisation.accounts.models import (
    Invitation,
    RecoveryCode,
    UserSession,
)
from thuis_app.organisation.agreements.models import PaperCode
from thuis_app.organisation.passkeys.models import PasskeyLink
from thuis_app.visiting.calendar_feed.models import VisitFeed

ENDED = {
    "user_session": "ended_at",
    "invitation": "used_at",
    "visit_feed": "revoked_at",
    "passkey_link": "used_at",
    "recovery_code": "used_at",
    "paper_code": "used_at",
}
"""What holds the hash of a key or a code, and what says that it is over."""


@pytest.fixture(autouse=True)
def on_sqlite(place: Place) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this is about the file of SQLite")


@dataclass
class Machine:
    """An empty machine with the sheet of a key: where a backup is put back."""

    data: Path
    app: Flask
    key: Path

    @property
    def file(self) -> Path:
        return self.data / "thuis.db"

    def restore(self, backup: Backup, *options: str) -> tuple[int, str]:
        words = ["restore", str(backup.file), "--key", str(self.key), *options]
        runner = self.app.test_cli_runner()
        # A command takes the application that is current, where one is.
        answer = Context().run(runner.invoke, args=words)
        if answer.exception and not isinstance(answer.exception, SystemExit):
            raise answer.exception
        return answer.exit_code, answer.output.strip()

    def values(self, statement: str) -> list[object]:
        with closing(sqlite3.connect(self.file)) as connection:
            return [row[0] for row in connection.execute(statement)]

    def names(self) -> list[str]:
        return sorted(file.name for file in self.data.iterdir())


@pytest.fixture
def machine(place: Place, tmp_path: Path) -> Iterator[Machine]:
    data = tmp_path / "machine"
    data.mkdir()
    (tmp_path / "key.txt").write_text(place.keys[1].private)
    app = application(f"sqlite:///{data / 'thuis.db'}")
    app.config.update(DATA=str(data), TABLET_KEY_FILE=str(data / "tablet-keys"))
    yield Machine(data, app, tmp_path / "key.txt")
    with app.app_context():
        db.engine.dispose()


def changed(place: Place, backup: Backup, **values: object) -> Backup:
    """The same backup with other values in its manifest."""
    with archives.work_folder(place.data) as work:
        manifest = place.opened(backup, 0, work)
        wrong: Manifest = replace(manifest, **values)  # type: ignore[arg-type]
        key = archives.recipients_in(place.keys[1].id)
        return archives.write(work, wrong, place.folder, key)


def test_on_an_empty_machine_everything_is_there_again(
    place: Place, machine: Machine
) -> None:
    make.contact("Molenaar")

    code, _said = machine.restore(place.make())

    assert code == 0
    assert machine.values("SELECT last_name FROM contact") == ["Molenaar"]
    assert machine.names() == [
        "backup-keys",
        "erasure-key",
        "erasure-ledger",
        "tablet-keys",
        "thuis.db",
        "thuis.db.lock",
    ]
    assert (machine.data / "tablet-keys").read_text().strip() == TABLET_KEYS
    kept = (machine.data / "backup-keys").read_text()
    assert kept == place.source.key_file.read_text()
    for name in machine.names()[:-1]:
        assert (machine.data / name).stat().st_mode & 0o077 == 0, name


def test_what_let_people_in_before_lets_nobody_in_any_more(
    place: Place, machine: Machine
) -> None:
    user = make.user(Role.COORDINATOR)
    now = clock.now()
    by_key = {"user_id": user.id, "key_hash": "hash"}
    times = {"started_at": now, "seen_at": now}
    make.saved(UserSession(**by_key, device="Tablet", device_key="", **times))
    make.saved(Invitation(**by_key, made_by=user.id))
    make.saved(VisitFeed(**by_key, uid_domain="thuis"))
    make.saved(PasskeyLink(**by_key, session_id=1))
    make.saved(RecoveryCode(user_id=user.id, code_hash="hash"))
    make.saved(PaperCode(code_hash="hash", made_by=user.id))

    machine.restore(place.make())

    for table, column in ENDED.items():
        [at] = machine.values(f"SELECT {column} FROM {table}")
        assert at is not None, table


def test_no_kind_of_key_or_code_is_forgotten() -> None:
    """A challenge to a passkey is over by itself within minutes."""
    hashed = {
        table.name
        for table in db.metadata.tables.values()
        if {"key_hash", "code_hash"} & set(table.columns.keys())
    }

    assert hashed == {*ENDED, "passkey_challenge"}


def test_it_is_noted_since_when_what_was_stored_is_gone(
    place: Place, machine: Machine
) -> None:
    backup = place.make()
    later = clock.now() + timedelta(hours=30)
    clock.set_source(lambda: later)

    machine.restore(backup)

    assert machine.values("SELECT made_at FROM restore") == [
        f"{backup.made_at:%Y-%m-%d %H:%M:%S.%f}"
    ]
    assert machine.values("SELECT restored_at FROM restore") == [
        f"{later:%Y-%m-%d %H:%M:%S.%f}"
    ]
    lines = machine.values("SELECT deed FROM trail_entry ORDER BY id")
    assert lines[-1] == "backup.restored"


def test_a_database_that_is_there_is_only_replaced_when_that_is_meant(
    place: Place, machine: Machine
) -> None:
    first = place.make()
    machine.restore(first)
    before = machine.file.read_bytes()

    code, said = machine.restore(first)
    assert code == 1 and "--replace" in said
    assert machine.file.read_bytes() == before

    code, _said = machine.restore(first, "--replace")
    assert code == 0
    [kept] = machine.data.glob("thuis.db.before-*")
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM restore").fetchone() == (1,)


def test_what_a_log_of_another_database_holds_is_not_read_with_it(
    place: Place, machine: Machine, tmp_path: Path
) -> None:
    """A stale `-wal` beside a file that was put back is how databases get damaged."""
    with closing(sqlite3.connect(tmp_path / "thuis.db")) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("CREATE TABLE stranger (id)")
        other.commit()
        for suffix in ("-wal", "-shm"):
            shutil.copy(tmp_path / f"thuis.db{suffix}", machine.data)

        code, _said = machine.restore(place.make())

    assert code == 0
    assert machine.values("PRAGMA integrity_check") == ["ok"]
    assert "stranger" not in machine.values("SELECT name FROM sqlite_master")


def test_a_database_that_is_in_use_is_not_replaced(
    place: Place, machine: Machine
) -> None:
    backup = place.make()
    machine.restore(backup)
    with closing(sqlite3.connect(machine.file)) as running:
        running.execute("PRAGMA journal_mode=WAL")
        running.execute("SELECT * FROM area").fetchall()

        code, said = machine.restore(backup, "--replace")

    assert code == 1 and "stop it" in said
    assert list(machine.data.glob("thuis.db.before-*")) == []


def test_a_damaged_database_is_replaced_and_no_longer_called_so(
    place: Place, machine: Machine
) -> None:
    machine.file.write_bytes(b"no database at all, but long enough " * 200)
    with machine.app.app_context():
        damage.mark(db.engine, "malformed")

    code, _said = machine.restore(place.make(), "--replace")

    assert code == 0
    assert machine.values("PRAGMA integrity_check") == ["ok"]
    assert not (machine.data / "thuis.db.damaged").exists()
    [kept] = machine.data.glob("thuis.db.before-*")
    assert kept.read_bytes().startswith(b"no database at all")


def test_a_damaged_backup_changes_nothing(place: Place, machine: Machine) -> None:
    backup = place.make()
    whole = bytearray(backup.file.read_bytes())
    whole[len(whole) // 2] ^= 1
    backup.file.write_bytes(whole)

    code, said = machine.restore(backup)

    assert code == 1 and "damaged" in said
    assert machine.names() == []


def test_a_backup_of_a_newer_version_is_refused(place: Place, machine: Machine) -> None:
    code, said = machine.restore(changed(place, place.make(), revision="0999_future"))

    assert code == 1 and "newer version" in said
    assert machine.names() == []


def test_a_backup_with_other_rows_than_it_says_is_refused(
    place: Place, machine: Machine
) -> None:
    backup = place.make()
    rows = dict.fromkeys(db.metadata.tables, 7)

    code, said = machine.restore(changed(place, backup, rows=rows))

    assert code == 1 and "not whole" in said
    assert machine.names() == []


def test_a_backup_of_another_kind_of_database_is_refused(
    place: Place, machine: Machine
) -> None:
    other = changed(place, place.make(), database="postgresql")

    code, said = machine.restore(other)

    assert code == 1 and "postgresql" in said


def test_the_wrong_key_is_refused(place: Place, machine: Machine) -> None:
    machine.key.write_text(str(archives.new_identity()))

    code, said = machine.restore(place.make())

    assert code == 1 and "not its key" in said
    assert machine.names() == []


def test_trying_a_key_puts_nothing_back(place: Place, machine: Machine) -> None:
    code, said = machine.restore(place.make(), "--check")

    assert code == 0 and said.startswith("Whole: ")
    assert "thuis backup tried" in said
    assert machine.names() == []


def test_trying_a_key_where_thuis_runs_is_written_down(
    place: Place, machine: Machine
) -> None:
    backup = place.make()
    machine.restore(backup)

    machine.restore(backup, "--check")

    tried = "SELECT subject_id FROM trail_entry WHERE deed = 'backup.tried'"
    assert machine.values(tried) == [backup.file.name]


def test_a_backup_of_an_older_version_is_brought_up_to_date(
    place: Place, machine: Machine, tmp_path: Path
) -> None:
    older = application(f"sqlite:///{tmp_path / 'older.db'}")
    older.config.update(DATA=str(tmp_path / "data"), BACKUP=str(place.folder))
    with older.app_context():
        upgrade()
        downgrade(revision="0038_incidents")
        db.session.execute(
            text(
                "INSERT INTO area (version, name, sort_name, postcode4, cluster,"
                " is_active) VALUES (1, 'Bedum', 'bedum', '9781', '', 1)"
            )
        )
        db.session.commit()
        backup = replace(place, app=older).make()
        db.engine.dispose()

    code, _said = machine.restore(backup)

    assert code == 0
    assert machine.values("SELECT name FROM area") == ["Bedum"]
    assert machine.values("SELECT count(*) FROM restore") == [1]


def test_keys_of_tablets_that_are_there_already_are_kept_beside(
    place: Place, machine: Machine
) -> None:
    (machine.data / "tablet-keys").write_text("of another installation\n")

    machine.restore(place.make())

    assert (machine.data / "tablet-keys").read_text().strip() == TABLET_KEYS
    [kept] = machine.data.glob("tablet-keys.before-*")
    assert kept.read_text() == "of another installation\n"


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(
    place: Place, machine: Machine
) -> None:
    if os.geteuid() == 0:
        machine.app.config["DATA"] = "/proc/nowhere"
    else:
        machine.data.chmod(0o500)

    code, said = machine.restore(place.make())

    assert code == 1 and said.startswith("Error: ")


def test_the_audit_log_that_is_put_back_is_as_it_was_chained(
    place: Place, machine: Machine
) -> None:
    add_lines(9)
    chain_all(ChainFiles(place.data))
    backup = place.make()
    for name in (KEY_FILE, HEAD_FILE):
        (machine.data / name).write_text("of another database")

    code, _said = machine.restore(backup)

    with machine.app.app_context():
        found = audit_chain.verdict(SYSTEM, ChainFiles(machine.data))
        db.session.remove()
    assert code == 0
    assert found.faults == () and found.chained >= 9
    kept_beside = [one for one in machine.names() if one.startswith("audit-key.before")]
    assert len(kept_beside) == 1
