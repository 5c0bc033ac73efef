"""A database that was found damaged is written in no more, by any process."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.conftest import application
from thuis_app import PROJECT_ROOT
from thuis_app.core import damage, health, startup
from thuis_app.core.database import db, write_transaction
from thuis_app.core.errors import Damaged, StartRefused
from thuis_app.core.failures import Failure, kind_of

MIGRATIONS = PROJECT_ROOT / "migrations"


@pytest.fixture
def file(app: Flask, tmp_path: Path) -> Path:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("this is about the file of SQLite")
        empty = Path(str(db.engine.url.database)).with_name("empty.db")
    shutil.copy(empty, tmp_path / "thuis.db")
    return tmp_path / "thuis.db"


@pytest.fixture
def opened(file: Path) -> Iterator[Path]:
    """That file, with an application on it."""
    with application(f"sqlite:///{file}").app_context():
        yield file
        db.session.remove()
        db.engine.dispose()


def overwrite(file: Path, table: str) -> None:
    """Put noise over the page on which this table begins."""
    with closing(sqlite3.connect(file)) as connection:
        wanted = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        page = connection.execute(wanted, (table,)).fetchone()[0]
    with file.open("r+b") as content:
        content.seek((page - 1) * 4096)
        content.write(Random(3).randbytes(4096))


def write() -> None:
    with write_transaction():
        db.session.execute(text("INSERT INTO restore VALUES (1, 1, 1, 1, 1)"))


def test_a_statement_that_finds_damage_ends_all_writing(opened: Path) -> None:
    overwrite(opened, "contact")

    with pytest.raises(DatabaseError):
        db.session.execute(text("SELECT * FROM contact")).all()

    with pytest.raises(Damaged) as refused:
        write()
    assert kind_of(refused.value) is Failure.UNAVAILABLE


def test_what_is_whole_of_it_can_still_be_read(opened: Path) -> None:
    damage.mark(db.engine, "malformed")

    assert db.session.execute(text("SELECT * FROM area")).all() == []


def test_a_monitor_is_told_that_the_database_is_wrong(opened: Path) -> None:
    damage.mark(db.engine, "malformed")

    assert not health.answers()
    assert not health.writes(db.engine)


def test_another_process_on_it_does_not_write_either(opened: Path) -> None:
    damage.mark(db.engine, "malformed")

    with application(f"sqlite:///{opened}").app_context(), pytest.raises(Damaged):
        write()


def test_the_check_at_night_marks_what_the_start_overlooked(opened: Path) -> None:
    with closing(sqlite3.connect(opened)) as connection:
        connection.execute("INSERT INTO area VALUES (1, 1, 'A', '1', 'x', 1, 'a')")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, '(postcode4)', '(cluster)')"
            " WHERE name = 'ix_area_postcode4'"
        )
        connection.commit()

    startup.must_be_whole(db.engine)
    with pytest.raises(StartRefused, match="Nothing is written"):
        startup.must_be_whole(db.engine, fully=True)
    with pytest.raises(Damaged):
        write()


def test_a_start_reads_all_of_what_was_marked_and_refuses_it_again(
    opened: Path,
) -> None:
    overwrite(opened, "contact")
    damage.mark(db.engine, "malformed")

    for _time in range(2):
        with pytest.raises(StartRefused, match="damaged"):
            startup.check(db.engine, MIGRATIONS, is_server=False)
    assert damage.is_marked(db.engine)


def test_a_database_that_proves_whole_is_written_in_again(opened: Path) -> None:
    damage.mark(db.engine, "malformed")

    startup.check(db.engine, MIGRATIONS, is_server=True)

    write()
    assert not damage.is_marked(db.engine)


def test_a_fault_that_is_no_damage_marks_nothing(opened: Path) -> None:
    with pytest.raises(DatabaseError):
        db.session.execute(text("SELECT * FROM nowhere"))

    assert not damage.is_marked(db.engine)
