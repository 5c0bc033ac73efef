"""A backup of PostgreSQL, put back into an empty database, and in place of another."""

import os
import shutil
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from tests import make
from tests.conftest import POSTGRES, application, new_postgres
from thuis_app.core import archives, clock
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.archives import Backup, BackupFailed
from thuis_app.core.database import db, write_transaction
from thuis_app.core.erasure_ledger import LEDGER_FILE
from thuis_app.operations.backup import actions
from thuis_app.operations.backup.actions import BackupKey
from thuis_app.operations.backup.queries import BackupSource
from thuis_app.operations.restore import actions as restoring
from thuis_app.organisation.areas.models import Area
from thuis_app.people.practice import actions as practice

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not POSTGRES, reason="THUIS_TEST_POSTGRES is not set"),
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not here"),
]


CUT_OFF = """#!/bin/sh
{program} "$@" || exit 1
for word in "$@"; do
    case "$word" in --file=*) truncate -s -400 "${{word#--file=}}" ;; esac
done
"""


@dataclass
class Made:
    """A backup with one village in it, and where another machine puts it back."""

    source: BackupSource
    backup: Backup
    key: Path
    other: Flask

    def restore(self, *options: str) -> tuple[int, str]:
        words = ["restore", str(self.backup.file), "--key", str(self.key), *options]
        runner = self.other.test_cli_runner()
        answer = Context().run(runner.invoke, args=words)
        return answer.exit_code, answer.output

    def values(self, statement: str) -> list[object]:
        with self.other.app_context():
            with db.engine.connect() as connection:
                found = list(connection.scalars(text(statement)))
            db.engine.dispose()
        return found


@pytest.fixture
def made(tmp_path: Path, worker: str) -> Iterator[Made]:
    for name in ("data", "backups", "other"):
        (tmp_path / name).mkdir()
    app = application(new_postgres(f"thuis_backup_{worker}"))
    app.config.update(DATA=str(tmp_path / "data"), BACKUP=str(tmp_path / "backups"))
    other = application(new_postgres(f"thuis_restored_{worker}"))
    other.config.update(DATA=str(tmp_path / "other"))
    key = BackupKey.new()
    (tmp_path / "key.txt").write_text(key.private)
    with app.app_context():
        upgrade()
        source = BackupSource.of(db.engine, app.config)
        with write_transaction():
            actions.keep_keys(SYSTEM, source, [key])
            db.session.add(Area(name="Bedum\t\\N\\.", postcode4="9781"))
        db.session.remove()
        yield Made(source, actions.make(SYSTEM, source), tmp_path / "key.txt", other)
        clock.set_source(None)
        db.session.remove()
        db.engine.dispose()
    with other.app_context():
        db.engine.dispose()


def test_it_is_there_again_in_an_empty_database(made: Made) -> None:
    code, said = made.restore()

    assert code == 0, said
    assert made.values("SELECT name FROM area") == ["Bedum\t\\N\\."]
    assert made.values("SELECT count(*) FROM restore") == [1]


def test_a_database_that_is_there_is_kept_in_a_schema_of_its_own(made: Made) -> None:
    made.restore()

    code, said = made.restore()
    assert code == 1 and "--replace" in said

    code, said = made.restore("--replace")
    assert code == 0, said
    assert made.values("SELECT name FROM area") == ["Bedum\t\\N\\."]
    [kept] = made.values(
        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before%'"
    )
    assert made.values(f"SELECT count(*) FROM {kept}.restore") == [1]


@pytest.fixture
def erased(made: Made) -> Made:
    """A backup of two people, of whom one was erased an hour after it was made."""
    someone = make.actor(make.user(Role.ADMINISTRATOR))
    with write_transaction():
        person = practice.make(someone, area_id=make.area("Winsum").id)
    make.note(contact=make.contact("Molenaar"))
    later(minutes=1)
    backup = actions.make(SYSTEM, made.source)
    later(hours=1)
    with write_transaction():
        practice.remove(someone, person)
    later(hours=1)
    return replace(made, backup=backup)


def later(**wait: float) -> None:
    now = clock.now() + timedelta(**wait)
    clock.set_source(lambda: now)


@pytest.mark.parametrize("options", [(), ("--replace",)])
def test_who_was_erased_since_is_not_put_back_and_everybody_else_is(
    erased: Made, options: tuple[str, ...]
) -> None:
    if options:
        erased.restore()

    code, said = erased.restore(*options)

    assert code == 0, said
    assert erased.values("SELECT last_name FROM contact") == ["Molenaar"]
    events = erased.values("SELECT deed FROM trail_entry ORDER BY id")
    assert events[-2:] == ["backup.erased_again", "backup.restored"]


def test_without_a_ledger_nothing_is_put_back(erased: Made, tmp_path: Path) -> None:
    (tmp_path / "backups" / LEDGER_FILE).unlink()

    code, said = erased.restore()

    assert code == 1 and "erasure-ledger is missing" in said
    assert erased.values("SELECT count(*) FROM pg_tables WHERE tablename = 'area'") == [
        0
    ]


@pytest.mark.parametrize("is_there", [False, True], ids=["empty", "in use"])
def test_a_restore_that_fails_half_way_leaves_the_database_as_it_was(
    made: Made, monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    """An empty one would be taken for a new installation at the next start."""
    if is_there:
        made.restore()
    tables = (
        "SELECT schemaname || '.' || tablename FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
    )
    before = made.values(tables)

    def fail(*_given: object, **_named: object) -> None:
        raise BackupFailed("It failed.")

    monkeypatch.setattr(restoring, "complete", fail)
    code, said = made.restore("--replace")

    assert code == 1 and "It failed." in said
    assert made.values(tables) == before
    assert bool(before) == is_there


def test_a_dump_that_cannot_be_put_back_leaves_the_tables_where_they_are(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.restore()
    script = tmp_path / "bin" / "pg_restore"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\necho 'out of room' >&2\nexit 1\n")
    script.chmod(0o700)
    monkeypatch.setenv("PATH", str(script.parent), prepend=os.pathsep)

    code, said = made.restore("--replace")

    assert code == 1 and "out of room" in said
    assert made.values("SELECT name FROM area") == ["Bedum\t\\N\\."]


def test_a_dump_that_is_cut_off_is_no_backup(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "bin" / "pg_dump"
    script.parent.mkdir()
    script.write_text(CUT_OFF.format(program=shutil.which("pg_dump")))
    script.chmod(0o700)
    monkeypatch.setenv("PATH", str(script.parent), prepend=os.pathsep)
    made.backup.remove()

    with pytest.raises(BackupFailed, match="does not hold all its rows"):
        actions.make(SYSTEM, made.source)

    assert archives.found(made.backup.file.parent) == []


def test_programs_that_are_missing_are_named(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    code, said = made.restore()

    assert code == 1 and "pg_restore is not installed" in said
    with pytest.raises(BackupFailed, match="pg_dump is not installed"):
        actions.make(SYSTEM, made.source)
