"""The jobs at night: the database is read through, then a backup is made of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests import make
from tests.conftest import ON_POSTGRES, SignIn
from tests.operations.backup.conftest import Place
from tests.operations.backup.conftest import place as place
from tests.operations.jobs.conftest import later
from tests.operations.jobs.test_commands import last
from thuis_app.core import archives, copy_command, damage, disk_reserve, startup
from thuis_app.core.actors import Role
from thuis_app.core.archives import BackupFailed
from thuis_app.core.audit_log import AuditEntry
from thuis_app.core.database import db
from thuis_app.core.errors import StartRefused
from thuis_app.operations.jobs.rules import JOBS, JobName

Run = Callable[[], tuple[int, str]]


@pytest.fixture
def run(app: Flask) -> Run:
    def typed() -> tuple[int, str]:
        answer = app.test_cli_runner().invoke(args=["jobs", "run"])
        db.session.rollback()
        return answer.exit_code, answer.output

    return typed


def health(app: Flask) -> dict[str, str]:
    found: dict[str, str] = app.test_client().get("/health").json["checks"]  # type: ignore[index]
    return found


def test_every_night_a_backup_is_made_and_has_its_line(place: Place, run: Run) -> None:
    for _night in range(2):
        assert "backup: 1 done" in run()[1]
        later(days=1)

    assert len(archives.found(place.folder)) == 2
    made = select(AuditEntry).where(AuditEntry.event == "backup.made")
    assert len(db.session.scalars(made).all()) == 2


def test_the_database_is_read_through_before_a_backup_is_made() -> None:
    names = [job.name for job in JOBS]

    assert names.index(JobName.INTEGRITY) < names.index(JobName.BACKUP)


@pytest.mark.skipif(ON_POSTGRES, reason="this is about the file of SQLite")
@pytest.mark.usefixtures("place")
def test_a_reserve_of_the_disk_that_was_used_is_made_again_that_night(run: Run) -> None:
    disk_reserve.make(db.engine)
    disk_reserve.release(db.engine)

    assert run()[0] == 0

    assert not disk_reserve.is_used(db.engine)


def test_where_there_is_no_folder_none_is_made_and_all_is_well(
    place: Place, run: Run
) -> None:
    place.app.config["BACKUP"] = ""

    assert "backup: 0 done" in run()[1]
    assert last(JobName.BACKUP).went_well


def test_a_backup_that_fails_is_shown_with_what_to_do(
    place: Place, run: Run, sign_in: SignIn
) -> None:
    place.source.key_file.unlink()

    code, _said = run()

    assert code == 1
    page = sign_in(make.user(Role.ADMINISTRATOR)).get("/jobs/").text("main")
    assert "Run: thuis backup keys" in page
    assert "There are no keys for backups yet, so none are made." in page
    assert health(place.app)["backup"] == "warning"


def test_a_monitor_is_told_when_no_backup_was_made_for_two_days(
    place: Place, run: Run, sign_in: SignIn
) -> None:
    run()
    assert health(place.app)["backup"] == "ok"

    later(days=2, minutes=1)
    assert health(place.app)["backup"] == "error"
    page = sign_in(make.user(Role.ADMINISTRATOR)).get("/jobs/").text("main")
    assert "In the last two days no backup was made." in page


def test_the_administrator_sees_how_many_there_are_and_where(
    place: Place, run: Run, sign_in: SignIn
) -> None:
    for _night in range(3):
        run()
        later(days=1)
    later(days=-1)

    page = sign_in(make.user(Role.ADMINISTRATOR)).get("/jobs/").text("main")

    assert f"How many 3 In the folder {place.folder}" in page
    assert "no backup was made" not in page


def test_a_database_that_is_damaged_ends_the_jobs_and_every_write(
    app: Flask, place: Place, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(_engine: object, *, fully: bool = False) -> None:
        if fully:
            damage.mark(db.engine, "malformed")
            raise StartRefused(startup.DAMAGED)

    if db.engine.dialect.name != "sqlite":
        pytest.skip("this is about the file of SQLite")
    with monkeypatch.context() as night:
        night.setattr(startup, "must_be_whole", damaged)
        later(days=2)
        code, said = run()

    assert "papers: 0 done" in said and "integrity" not in said
    assert code == 1 and "the database file is damaged" in said
    assert archives.found(place.folder) == []
    assert app.test_client().get("/health").status_code == 503
    damage.clear(db.engine)


def copied_by(place: Place, *words: str) -> None:
    place.app.config["BACKUP_COPY"] = list(words)


def test_after_the_backup_a_command_copies_the_folder_elsewhere(
    place: Place, run: Run, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    copied_by(place, "cp", "-r", str(place.folder), str(elsewhere))

    assert "backup_copy: 1 done" in run()[1]

    names = {file.name for file in place.folder.iterdir()}
    assert {file.name for file in elsewhere.iterdir()} == names
    assert "erasure-ledger" in names and len(names) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sh", "-c", "echo one; echo no room >&2; exit 3"), "ended with 3: no room"),
        (("/no/such/program",), "No such file or directory"),
    ],
)
def test_a_copy_that_fails_is_told_and_the_backup_stays(
    place: Place, run: Run, words: tuple[str, ...], said: str
) -> None:
    copied_by(place, *words)

    code, _said = run()

    assert code == 1 and said in last(JobName.BACKUP_COPY).words
    assert len(archives.found(place.folder)) == 1


def test_a_copy_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy_command, "LONGEST_SECONDS", 0.2)
    monkeypatch.setattr(copy_command, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(copy_command, "RENEW_SECONDS", 0.01)
    renewed: list[bool] = []

    with pytest.raises(BackupFailed, match="ended with -9"):
        copy_command.run(["sleep", "600"], lambda: renewed.append(True))

    assert renewed
