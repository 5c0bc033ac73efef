"""Each check: that it passes where all is in order, and what makes it fail."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from tests import make
from tests.conftest import ON_POSTGRES
from tests.operations.checks.conftest import SEEN, SERVER, Changed, backed_up
from thuis_app.core import (
    clock,
    deferred_writes,
    disk_reserve,
    health,
    installation,
    startup,
)
from thuis_app.core.actors import SYSTEM, Role
from thuis_app.core.audit_log import AuditEntry, log_view
from thuis_app.core.database import SQLITE_SETTINGS, db, write_transaction
from thuis_app.core.erasure_ledger import LEDGER_FILE, ErasureLedger
from thuis_app.core.errors import StartRefused
from thuis_app.core.legal_details import LegalDetails
from thuis_app.core.outbox import OutgoingMail
from thuis_app.core.smtp import Security
from thuis_app.operations.checks import queries, rules
from thuis_app.operations.checks.queries import CHECKS, Circumstances
from thuis_app.operations.checks.rules import CheckName, Grade, Seen
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JobName
from thuis_app.organisation.accounts.models import SecondFactor, User, UserRole
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.foundation.models import Foundation, HelpNumbers
from thuis_app.organisation.sessions.rules import SessionAuditEvent
from thuis_app.overview.reminders.rules import DayMail

OK, WARNING, ERROR = Grade.OK, Grade.WARNING, Grade.ERROR
EXPECTED_OF_THIS_MACHINE = {CheckName.OWN_USER, CheckName.BACKUP_DISK}
"""What depends on who runs the tests, and on the disks of the machine."""


def grades(at: Circumstances) -> dict[CheckName, Grade]:
    found = queries.results(SYSTEM, at, with_slow=True)
    return {one.check.name: one.finding.grade for one in found}


def wrong(at: Circumstances) -> dict[CheckName, Grade]:
    """What is not in order, apart from what this machine decides."""
    return {
        name: grade
        for name, grade in grades(at).items()
        if grade is not OK and name not in EXPECTED_OF_THIS_MACHINE
    }


def test_there_are_many_checks_each_with_its_own_name() -> None:
    names = [one.name for one in CHECKS]

    assert len(names) >= 35
    assert len(set(names)) == len(names)
    assert set(names) == set(CheckName)


def test_a_real_installation_in_order_passes_every_check(well: Changed) -> None:
    assert wrong(well()) == {}


@pytest.mark.parametrize(
    ("name", "grade", "settings"),
    [
        ("environment", WARNING, {"IS_PRODUCTION": False}),
        ("secret_key", ERROR, {"SECRET_KEY": "a" * 64}),
        ("backup_folder", ERROR, {"BACKUP": "/no/such/folder"}),
        ("debugging", ERROR, {"DEBUG": True}),
        ("cookies", ERROR, {"SESSION_COOKIE_SECURE": False}),
        ("cookies", ERROR, {"SESSION_COOKIE_HTTPONLY": False}),
        ("cookies", ERROR, {"SESSION_COOKIE_NAME": "thuis"}),
        ("address", WARNING, {"ADDRESS": "https://203.0.113.7"}),
        ("keys", ERROR, {"TABLET_KEYS": "broken"}),
        ("mail_server", WARNING, {"MAIL_SERVER": None}),
        ("privacy_papers", WARNING, {"LEGAL_DETAILS": LegalDetails(host="Jan")}),
        (
            "mail_encrypted",
            WARNING,
            {"MAIL_SERVER": replace(SERVER, security=Security.NONE)},
        ),
        ("proxy", WARNING, {"PROXIES": 2}),
        ("proxy", WARNING, {"PROXIES": 0}),
    ],
)
def test_a_setting_that_is_not_right(
    well: Changed, name: str, grade: Grade, settings: dict[str, Any]
) -> None:
    assert grades(well(**settings))[CheckName(name)] is grade


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("https", replace(SEEN, forwarded_proto="http")),
        ("host", replace(SEEN, host="other.example.org")),
        ("proxy", replace(SEEN, forwarded_for=())),
    ],
)
def test_a_browser_that_comes_in_another_way(
    well: Changed, name: str, seen: Seen
) -> None:
    assert set(wrong(well(seen=seen))) == {CheckName(name)}


@pytest.mark.parametrize(
    ("settings", "gone"),
    [
        (
            {"BACKUP": None, "IS_PRODUCTION": False},
            {
                *("backup_room", "backup_disk", "backup", "backup_copy"),
                *("backup_tried", "erasure_ledger", "https", "host"),
            },
        ),
        ({"MAIL_SERVER": None}, {"mail_encrypted", "mail_tested", "mail_waiting"}),
    ],
)
def test_what_there_is_not_is_not_said_to_be_well(
    well: Changed, settings: dict[str, Any], gone: set[str]
) -> None:
    """Without a folder for backups there is no backup of today."""
    assert set(grades(well())) - set(grades(well(**settings))) == gone


def test_backups_that_are_copied_nowhere_are_told(well: Changed) -> None:
    assert grades(well(BACKUP_COPY=[]))[CheckName.BACKUP_COPY] is WARNING


def test_a_copy_elsewhere_that_failed_is_told_with_its_words(well: Changed) -> None:
    failed = update(JobRun).where(JobRun.name == JobName.BACKUP_COPY)
    with write_transaction():
        db.session.execute(failed.values(went_well=False, words="no room"))

    found = queries.results(SYSTEM, well())
    [copy] = [one for one in found if one.check.name is CheckName.BACKUP_COPY]
    assert copy.finding == rules.Finding(ERROR, "no room")


def test_the_last_drill_is_shown_and_asked_for_again_after_100_days(
    well: Changed,
) -> None:
    drilled = f"{clock.today():%d-%m-%Y}"
    for days, grade in ((100, OK), (101, WARNING)):
        with clock.standing_at(clock.now() + timedelta(days=days)):
            found = queries.results(SYSTEM, well())
        [drill] = [one for one in found if one.check.name is CheckName.DRILL]
        assert drill.finding == rules.Finding(grade, drilled)


def test_a_ledger_that_was_not_copied_is_told(well: Changed, folder: Path) -> None:
    ErasureLedger(folder / "data").add(7, clock.now())
    (folder / "backups" / LEDGER_FILE).touch()

    assert wrong(well())[CheckName.LEDGER] is ERROR


def end_role(role: Role) -> None:
    with write_transaction():
        db.session.execute(
            update(UserRole).where(UserRole.role == role).values(until=clock.today())
        )


def change(kind: Any, **values: Any) -> None:
    with write_transaction():
        db.session.execute(update(kind).values(**values))


def end_one_administrator() -> None:
    one = db.session.scalars(
        select(User).where(User.has_role(Role.ADMINISTRATOR))
    ).first()
    assert one is not None
    with write_transaction():
        db.session.execute(
            update(User).where(User.id == one.id).values(is_active=False)
        )


def mail_that_waits() -> None:
    since = clock.now() - timedelta(days=2)
    payload = DayMail(clock.today())
    row = OutgoingMail(key="1", to_user_id=1, kind=payload.kind, not_before=since)
    make.saved(row)


def line_of_next_year() -> None:
    make.saved(
        AuditEntry(
            at=clock.now() + timedelta(days=300),
            actor_id=0,
            session_id=0,
            role="",
            event="x.y",
            shown="",
            subject="",
            subject_id="",
            ground="",
        )
    )


def guessed_at() -> None:
    user = make.user(Role.BOARD)
    for _ in range(10):
        log_view(SYSTEM, SessionAuditEvent.SIGN_IN_REFUSED, subject_id=str(user.id))
    deferred_writes.flush()


def without_second_factors() -> None:
    with write_transaction():
        db.session.execute(delete(SecondFactor))


def account_of_the_example() -> None:
    make.user(Role.BOARD, email="beheer@thuis.example")


@pytest.mark.parametrize(
    ("name", "grade", "spoil"),
    [
        ("administrators", WARNING, end_one_administrator),
        ("administrators", ERROR, lambda: end_role(Role.ADMINISTRATOR)),
        ("administrators_mail", WARNING, lambda: change(User, email="")),
        ("lead", ERROR, lambda: end_role(Role.SAFEGUARDING_LEAD)),
        ("stand_in", WARNING, lambda: end_role(Role.STAND_IN)),
        ("lead_mail", WARNING, lambda: change(User, email="")),
        ("coordinators", WARNING, lambda: end_role(Role.COORDINATOR)),
        ("coordinators", WARNING, lambda: make.area("Warffum")),
        ("demo_accounts", ERROR, account_of_the_example),
        ("mail_refused", WARNING, lambda: change(User, mail_refused_at=clock.now())),
        ("lead_mail", WARNING, lambda: change(User, mail_refused_at=clock.now())),
        ("mail_waiting", WARNING, mail_that_waits),
        ("second_factors", WARNING, without_second_factors),
        ("guessing", WARNING, guessed_at),
        ("foundation", WARNING, lambda: change(Foundation, telephone="")),
        ("help_numbers", WARNING, lambda: change(HelpNumbers, checked_on=None)),
        ("jobs_went_well", WARNING, lambda: change(JobRun, went_well=False)),
        (
            "jobs",
            ERROR,
            lambda: change(JobRun, claimed_at=clock.now() - timedelta(days=2)),
        ),
        ("clock", ERROR, line_of_next_year),
        pytest.param(
            *("integrity", WARNING),
            lambda: installation.note(db.engine, intact_at=None),
            marks=pytest.mark.skipif(ON_POSTGRES, reason="PostgreSQL has its own"),
        ),
        (
            "mail_tested",
            WARNING,
            lambda: installation.note(db.engine, mail_tested_at=None),
        ),
        (
            "mail_tested",
            ERROR,
            lambda: installation.note(db.engine, mail_trouble="550"),
        ),
    ],
)
def test_rows_that_are_not_right(
    well: Changed, name: str, grade: Grade, spoil: Callable[[], object]
) -> None:
    spoil()

    assert grades(well())[CheckName(name)] is grade


def test_a_passkey_is_a_second_factor_as_well(well: Changed) -> None:
    having = db.session.scalars(select(SecondFactor.user_id)).all()
    without_second_factors()
    for user_id in having:
        passkey = make.passkey(db.session.get_one(User, user_id))
        passkey.credential_id = f"of {user_id}"
        make.saved(passkey)

    assert wrong(well()) == {}


def test_jobs_that_were_never_called(well: Changed) -> None:
    with write_transaction():
        db.session.execute(JobRun.__table__.delete())  # type: ignore[attr-defined]

    assert set(wrong(well())) == {CheckName.JOBS_BEGUN}


def test_mail_that_cannot_wait_is_not_counted(well: Changed) -> None:
    since = clock.now() - timedelta(days=2)
    make.saved(OutgoingMail(key="1", to_user_id=1, kind="look", not_before=since))

    assert wrong(well()) == {}


@pytest.mark.parametrize(
    ("age", "grade"),
    [
        (timedelta(hours=25), OK),
        (timedelta(hours=27), WARNING),
        (timedelta(hours=49), ERROR),
        (timedelta(hours=-2), WARNING),
    ],
)
def test_the_newest_backup_grows_old(
    well: Changed, folder: Path, age: timedelta, grade: Grade
) -> None:
    backed_up(folder, clock.now() - age)

    assert grades(well())[CheckName.BACKUP] is grade


def test_before_the_first_backup_it_is_a_warning(well: Changed, folder: Path) -> None:
    for file in (folder / "backups").iterdir():
        file.unlink()

    assert grades(well())[CheckName.BACKUP] is WARNING


def test_a_file_of_the_data_that_others_may_read(well: Changed, folder: Path) -> None:
    (folder / "data/tablet-keys").chmod(0o644)

    assert wrong(well()) == {CheckName.PRIVATE_FILES: WARNING}


@pytest.mark.parametrize(
    ("free", "grade"),
    [
        (health.FREE_BYTES - 1, ERROR),
        (health.FREE_BYTES, WARNING),
        (2 * 1024**3, OK),
    ],
)
def test_the_room_on_both_disks(
    well: Changed, monkeypatch: pytest.MonkeyPatch, free: int, grade: Grade
) -> None:
    left = SimpleNamespace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: left)

    found = grades(well())

    assert found[CheckName.DISK] is grade
    assert found[CheckName.BACKUP_ROOM] is grade


@pytest.mark.skipif(ON_POSTGRES, reason="this is about the file of SQLite")
def test_a_reserve_of_the_disk_that_was_used_is_a_warning(well: Changed) -> None:
    disk_reserve.make(db.engine)
    assert wrong(well()) == {}

    disk_reserve.release(db.engine)

    assert wrong(well()) == {CheckName.DISK_RESERVE: WARNING}
    disk_reserve.make(db.engine)


def test_assets_and_words_that_were_not_built(well: Changed, tmp_path: Path) -> None:
    at = replace(well(), assets=tmp_path, catalogue=tmp_path / "messages.mo")

    assert wrong(at) == {CheckName.ASSETS: ERROR, CheckName.WORDS: ERROR}


@contextmanager
def revision(said: str) -> Iterator[None]:
    write = text("UPDATE alembic_version SET version_num = :said")
    found = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    with write_transaction():
        db.session.execute(write, {"said": said})
    yield
    with write_transaction():
        db.session.execute(write, {"said": found})


def test_a_database_of_another_version(well: Changed) -> None:
    with revision("0000_before"):
        assert wrong(well()) == {CheckName.MIGRATIONS: ERROR}


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("journal", "journal_mode"),
        ("synchronous", "synchronous"),
        ("foreign_keys", "foreign_keys"),
        ("secure_delete", "secure_delete"),
        ("busy_timeout", "busy_timeout"),
        ("trusted_schema", "trusted_schema"),
    ],
)
def test_a_setting_that_sqlite_does_not_keep(
    well: Changed, monkeypatch: pytest.MonkeyPatch, name: str, setting: str
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this is about SQLite")
    expected = SQLITE_SETTINGS | {setting: ("", "another")}
    monkeypatch.setattr(health, "SQLITE_SETTINGS", expected)

    assert wrong(well()) == {CheckName(name): ERROR}


def test_a_file_that_is_damaged_is_an_error_with_its_name(
    well: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads its own files")

    def damaged(_engine: object) -> None:
        raise StartRefused(startup.DAMAGED)

    monkeypatch.setattr(startup, "must_be_whole", damaged)

    found = {
        one.check.name: one for one in queries.results(SYSTEM, well(), with_slow=True)
    }

    assert found[CheckName.WHOLE].finding.grade is ERROR
    assert found[CheckName.WHOLE].finding.detail == "StartRefused"


def test_a_row_that_points_to_one_that_is_gone(well: Changed) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no rows like that")
    raw = db.engine.raw_connection()
    raw.execute("PRAGMA foreign_keys=OFF")
    raw.execute("INSERT INTO user_area (user_id, area_id) VALUES (4711, 4712)")
    raw.execute("PRAGMA foreign_keys=ON")
    raw.close()

    assert wrong(well()) == {CheckName.REFERENCES: ERROR}


@pytest.mark.parametrize(
    ("name", "attribute", "value"),
    [
        ("database_version", "SQLITE_SINCE", (4,)),
        ("sync_folder", "SYNCED", ("/",)),
        ("log_size", "LOG_BYTES", -1),
    ],
)
def test_a_database_in_the_wrong_place_or_too_old(
    well: Changed,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    attribute: str,
    value: object,
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this is about the file of SQLite")
    monkeypatch.setattr(rules, attribute, value)

    assert set(wrong(well())) == {CheckName(name)}


def test_a_database_on_a_disk_over_the_network(
    well: Changed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("this is about the file of SQLite")
    (tmp_path / "mounts").write_text("server:/all / nfs4 rw 0 0\n")
    monkeypatch.setattr(queries, "MOUNTS", tmp_path / "mounts")

    assert wrong(well()) == {CheckName.FILE_SYSTEM: ERROR}


def test_backups_on_the_disk_of_the_data_and_a_user_who_may_everything(
    well: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    found = grades(well())
    assert found[CheckName.BACKUP_DISK] is WARNING
    assert found[CheckName.OWN_USER] is WARNING

    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    found = grades(well(BACKUP="/proc"))
    assert found[CheckName.BACKUP_DISK] is OK
    assert found[CheckName.OWN_USER] is OK


def test_a_database_that_is_gone_fails_check_by_check(
    well: Changed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_statement: object, **_more: object) -> None:
        raise OSError

    at = well()
    monkeypatch.setattr(db.session, "execute", gone)
    monkeypatch.setattr(db.session, "scalar", gone)

    found = {one.check.name: one.finding for one in queries.results(SYSTEM, at)}

    assert found[CheckName.DATABASE].grade is ERROR
    assert found[CheckName.CLOCK].detail == "OSError"
    assert found[CheckName.DISK].grade is OK


def test_at_the_start_alone_what_belongs_there_is_an_error(well: Changed) -> None:
    end_role(Role.SAFEGUARDING_LEAD)
    assert queries.start_errors(well()) == []

    found = queries.start_errors(well(SECRET_KEY="a" * 64))

    assert [one.check.name for one in found] == [CheckName.SECRET_KEY]


def test_a_village_that_is_not_used_any_more_needs_no_coordinator(
    well: Changed,
) -> None:
    village = make.area("Warffum")
    with write_transaction():
        db.session.execute(
            update(Area).where(Area.id == village.id).values(is_active=False)
        )

    assert wrong(well()) == {}
