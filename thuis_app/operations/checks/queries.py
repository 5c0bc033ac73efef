"""The checks: small functions in one list, `CHECKS`."""

import os
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, and_, exists, func, or_, select

from thuis_app.accountability.audit_chain import queries as audit_chain
from thuis_app.accountability.audit_chain.queries import ChainFiles
from thuis_app.core import archives, clock, disk_reserve, health, installation, startup
from thuis_app.core.actors import SYSTEM, Actor, Role
from thuis_app.core.database import db
from thuis_app.core.erasure_ledger import ErasureLedger
from thuis_app.core.errors import require
from thuis_app.core.health import HealthPaths
from thuis_app.core.outbox import MailState, OutgoingMail
from thuis_app.core.smtp import Security
from thuis_app.operations.checks import policy, rules
from thuis_app.operations.checks.rules import (
    CheckGroup,
    CheckName,
    Finding,
    Grade,
    Seen,
    finding,
)
from thuis_app.operations.jobs import queries as jobs
from thuis_app.operations.jobs.models import JobRun
from thuis_app.operations.jobs.rules import JobName
from thuis_app.operations.restore import queries as restore
from thuis_app.organisation.accounts import queries as accounts
from thuis_app.organisation.accounts.models import User, UserArea
from thuis_app.organisation.accounts.rules import MUST_HAVE_FACTOR
from thuis_app.organisation.areas.models import Area
from thuis_app.organisation.foundation.models import Foundation, HelpNumbers
from thuis_app.organisation.sessions import queries as sessions

YEAR = timedelta(days=366)
LOCAL = {"localhost", "127.0.0.1", "::1"}
PUBLIC_NAMES = {"__Host-thuis"}
SHOWN = 3
MOUNTS = Path("/proc/mounts")
OTHERS_MAY = 0o077
ONLY_GROW = ("trail_entry", "audit_block")


@dataclass(frozen=True)
class Circumstances:
    """What the checks look at beside the database.

    `mail_kinds` are the kinds of mail that may be counted; `seen` is the request of
    the browser, where there is one.
    """

    settings: Mapping[str, Any]
    migrations: Path
    assets: Path
    catalogue: Path
    mail_kinds: Collection[str] = ()
    seen: Seen | None = None

    @property
    def is_production(self) -> bool:
        return bool(self.settings.get("IS_PRODUCTION"))

    @property
    def folder(self) -> Path | None:
        """The folder of the data; None where a test has none."""
        return Path(self.settings["DATA"]) if self.settings.get("DATA") else None

    @property
    def backups(self) -> Path | None:
        found = self.settings.get("BACKUP")
        return Path(found) if found else None

    @property
    def paths(self) -> HealthPaths:
        file = self.settings["TABLET_KEY_FILE"]
        return HealthPaths(
            migrations=self.migrations,
            data=self.folder,
            tablet_keys=self.settings["TABLET_KEYS"],
            tablet_key_file=Path(file) if file else None,
        )


class Check(NamedTuple):
    """One check, and where it is made beside the page of the administrator.

    `is_public`: at /health, for strangers. `at_start`: an error keeps a real
    installation from starting. `is_slow`: by `thuis doctor` alone. It looks and says
    what it came to, or None where there is nothing of the kind to look at.
    """

    name: CheckName
    group: CheckGroup
    look: Callable[[Circumstances], Finding | None]
    is_public: bool = False
    at_start: bool = False
    is_slow: bool = False


@dataclass(frozen=True)
class Result:
    """A check, and what it came to now."""

    check: Check
    finding: Finding


def results(
    actor: Actor, at: Circumstances, *, with_slow: bool = False
) -> list[Result]:
    """Every check made now, in the order of the list.

    What there is not here, such as backups without a folder for them, is left out: to
    say that all is well with it would be untrue.
    """
    require(policy.may_look(actor))
    return _made([one for one in CHECKS if with_slow or not one.is_slow], at)


def public_results(at: Circumstances) -> list[Result]:
    """The checks that a monitor may see."""
    return _made([one for one in CHECKS if one.is_public], at)


def start_errors(at: Circumstances) -> list[Result]:
    """The checks of the start that come to an error."""
    made = _made([one for one in CHECKS if one.at_start], at)
    return [one for one in made if one.finding.grade is Grade.ERROR]


def own_address(actor: Actor) -> str:
    """The e-mail address of the user who asks; empty where there is none."""
    require(policy.may_test_mail(actor))
    return db.session.scalar(select(User.email).where(User.id == actor.id)) or ""


def _made(checks: Iterable[Check], at: Circumstances) -> list[Result]:
    found = ((one, _finding(one, at)) for one in checks)
    return [Result(check, came_to) for check, came_to in found if came_to]


def _finding(check: Check, at: Circumstances) -> Finding | None:
    """A check that fails to be made is an error, with the name of what it met."""
    try:
        return check.look(at)
    except Exception as error:
        db.session.rollback()
        return Finding(Grade.ERROR, type(error).__name__)


def _answers(_at: Circumstances) -> Finding:
    return finding(health.answers())


def _is_of_this_version(at: Circumstances) -> Finding:
    return finding(health.is_of_this_version(at.paths))


def _writes(_at: Circumstances) -> Finding:
    return finding(health.writes(db.engine))


def _kept(name: str) -> Callable[[Circumstances], Finding | None]:
    """The check that SQLite kept one setting of the connection."""

    def look(_at: Circumstances) -> Finding | None:
        return finding(health.is_kept(name)) if _is_sqlite(db.engine) else None

    return look


def _was_read_through(_at: Circumstances) -> Finding | None:
    if not _is_sqlite(db.engine):
        return None
    read_at = installation.noted(db.engine)["intact_at"]
    fresh = rules.is_fresh(read_at, clock.now(), rules.READ_AGAIN)
    return finding(fresh, Grade.WARNING)


def _is_whole(_at: Circumstances) -> Finding | None:
    if not _is_sqlite(db.engine):
        return None
    startup.must_be_whole(db.engine)
    return finding(True)


def _references_hold(_at: Circumstances) -> Finding | None:
    if not _is_sqlite(db.engine):
        return None
    with db.engine.connect() as connection:
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return finding(not orphans, detail=str(len(orphans) or ""))


def _database_is_recent(_at: Circumstances) -> Finding:
    found: tuple[int | str, ...] = sqlite3.sqlite_version_info
    since: tuple[int | str, ...] = rules.SQLITE_SINCE
    if not _is_sqlite(db.engine):
        db.session.scalar(select(1))
        found, since = db.engine.dialect.server_version_info or (), rules.POSTGRES_SINCE
    detail = f"{db.engine.dialect.name} {'.'.join(map(str, found))}"
    return finding(found >= since, Grade.WARNING, detail)


def _is_on_own_disk(_at: Circumstances) -> Finding | None:
    if not _is_sqlite(db.engine) or not MOUNTS.exists():
        return None
    folder = str(health.database_file().resolve().parent)
    kind = rules.file_system(folder, MOUNTS.read_text())
    return finding(kind not in rules.OVER_NETWORK, detail=kind)


def _is_not_synced(_at: Circumstances) -> Finding | None:
    if not _is_sqlite(db.engine):
        return None
    return finding(not rules.is_synced(str(health.database_file().resolve())))


def _log_is_small(_at: Circumstances) -> Finding | None:
    if not _is_sqlite(db.engine):
        return None
    file = health.database_file()
    log = file.with_name(f"{file.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    return finding(size <= rules.LOG_BYTES, Grade.WARNING)


def _log_was_verified(_at: Circumstances) -> Finding:
    noted = installation.noted(db.engine)
    if noted["log_faults"]:
        return Finding(Grade.ERROR, str(noted["log_faults"]))
    verified_at = noted["log_verified_at"]
    fresh = rules.is_fresh(verified_at, clock.now(), rules.READ_AGAIN)
    return finding(fresh, Grade.WARNING)


def _log_is_as_chained(at: Circumstances) -> Finding:
    verdict = audit_chain.verdict(SYSTEM, ChainFiles.of(db.engine, at.settings))
    return finding(not verdict.faults, detail=str(len(verdict.faults) or ""))


def _log_only_grows(_at: Circumstances) -> Finding:
    return finding(health.has_triggers(ONLY_GROW))


def _backups_have_a_folder(at: Circumstances) -> Finding:
    if at.backups is None:
        return finding(False, Grade.ERROR if at.is_production else Grade.WARNING)
    return finding(at.backups.is_dir() and os.access(at.backups, os.W_OK))


def _backups_have_room(at: Circumstances) -> Finding | None:
    if at.backups is None:
        return None
    free = health.free_bytes(HealthPaths(at.migrations, at.backups))
    return rules.room(free, health.FREE_BYTES)


def _backups_are_on_another_disk(at: Circumstances) -> Finding | None:
    if at.backups is None or at.folder is None:
        return None
    is_other = at.backups.stat().st_dev != at.folder.stat().st_dev
    return finding(is_other, Grade.WARNING)


def _backup_is_recent(at: Circumstances) -> Finding | None:
    if at.backups is None and not at.is_production:
        return None
    return rules.backup_age(newest_backup(at.backups), clock.now())


def _backups_are_copied(at: Circumstances) -> Finding | None:
    """By the last run of the job that copies them; before the first, others tell."""
    if at.backups is None:
        return None
    if not at.settings["BACKUP_COPY"]:
        return Finding(Grade.WARNING)
    run = db.session.scalar(select(JobRun).where(JobRun.name == JobName.BACKUP_COPY))
    if run is None or run.finished_at is None:
        return None
    fresh = rules.is_fresh(run.finished_at, clock.now(), rules.BACKUP_MISSING)
    return finding(run.went_well and fresh, detail=run.words)


def _backup_was_tried(at: Circumstances) -> Finding | None:
    if at.backups is None and not at.is_production:
        return None
    tried_at = restore.last_drill(SYSTEM)
    fresh = rules.is_fresh(tried_at, clock.now(), rules.TRIED_AGAIN)
    day = f"{clock.local(tried_at):%d-%m-%Y}" if tried_at else ""
    return finding(fresh, Grade.WARNING, day)


def _ledger_lies_beside_backups(at: Circumstances) -> Finding | None:
    if at.backups is None or at.folder is None:
        return None
    return finding(ErasureLedger(at.folder, at.backups).is_copied())


def newest_backup(folder: Path | None) -> datetime | None:
    """When the newest backup in this folder was made, by its name: a copy of the
    folder has times of its own."""
    made = archives.found(folder) if folder else []
    return made[0].made_at if made else None


def _timer_is_alive(_at: Circumstances) -> Finding:
    return finding(jobs.is_timer_alive())


def _timer_has_begun(_at: Circumstances) -> Finding:
    return finding(bool(db.session.scalar(select(exists(JobRun.id)))), Grade.WARNING)


def _jobs_went_well(_at: Circumstances) -> Finding:
    broken = select(JobRun.name).where(
        JobRun.finished_at.is_not(None), ~JobRun.went_well
    )
    names = db.session.scalars(broken.order_by(JobRun.name)).all()
    return finding(not names, Grade.WARNING, ", ".join(names))


def _mail_has_a_server(at: Circumstances) -> Finding:
    server = at.settings["MAIL_SERVER"]
    return finding(server is not None, Grade.WARNING, server.host if server else "")


def _mail_is_encrypted(at: Circumstances) -> Finding | None:
    server = at.settings["MAIL_SERVER"]
    if server is None:
        return None
    return finding(
        server.host in LOCAL or server.security is not Security.NONE, Grade.WARNING
    )


def _mail_was_tested(at: Circumstances) -> Finding | None:
    if at.settings["MAIL_SERVER"] is None:
        return None
    noted = installation.noted(db.engine)
    if noted["mail_trouble"]:
        return Finding(Grade.ERROR, noted["mail_trouble"])
    fresh = rules.is_fresh(noted["mail_tested_at"], clock.now(), rules.TESTED_AGAIN)
    return finding(fresh, Grade.WARNING)


def _mail_flows(at: Circumstances) -> Finding | None:
    """Mail that could not wait is not counted: it would tell that there was some."""
    if at.settings["MAIL_SERVER"] is None:
        return None
    late = select(func.count(OutgoingMail.id)).where(
        OutgoingMail.kind.in_(at.mail_kinds),
        OutgoingMail.state == MailState.WAITING,
        OutgoingMail.not_before < clock.now() - rules.WAITS_TOO_LONG,
    )
    count = db.session.scalar(late) or 0
    return finding(not count, Grade.WARNING, str(count or ""))


def _addresses_take_mail(_at: Circumstances) -> Finding:
    refused = select(func.count(User.id)).where(
        User.is_active, User.mail_refused_at.is_not(None)
    )
    count = db.session.scalar(refused) or 0
    return finding(not count, Grade.WARNING, str(count or ""))


def _has_two_administrators(_at: Circumstances) -> Finding:
    found = [one for one in _holders(Role.ADMINISTRATOR) if one.password_hash]
    if not found:
        return Finding(Grade.ERROR)
    return finding(len(found) > 1, Grade.WARNING)


def _administrators_have_mail(_at: Circumstances) -> Finding:
    found = _holders(Role.ADMINISTRATOR)
    return finding(all(one.email for one in found), Grade.WARNING)


def _has_a_lead(_at: Circumstances) -> Finding:
    return finding(bool(_holders(Role.SAFEGUARDING_LEAD)))


def _has_a_stand_in(_at: Circumstances) -> Finding:
    return finding(bool(_holders(Role.STAND_IN)), Grade.WARNING)


def _leads_have_mail(_at: Circumstances) -> Finding:
    found = [*_holders(Role.SAFEGUARDING_LEAD), *_holders(Role.STAND_IN)]
    return finding(
        all(one.email and not one.mail_refused_at for one in found), Grade.WARNING
    )


def _villages_have_a_coordinator(_at: Circumstances) -> Finding:
    coordinates = and_(User.has_role(Role.COORDINATOR), User.is_active)
    theirs = select(UserArea.area_id).join(User, User.id == UserArea.user_id)
    alone = select(Area.name).where(
        Area.is_active,
        Area.id.not_in(theirs.where(coordinates)),
        ~exists(User.id).where(coordinates, User.all_areas),
    )
    return _finding_of(db.session.scalars(alone.order_by(Area.sort_name)).all())


def _nobody_uses_the_example(at: Circumstances) -> Finding:
    invented = exists(User.id).where(
        User.is_active, User.email.endswith(rules.DEMO_DOMAIN)
    )
    is_there = bool(db.session.scalar(select(invented)))
    return finding(not (at.is_production and is_there))


def _have_second_factors(_at: Circumstances) -> Finding:
    held = or_(*(User.has_role(role) for role in sorted(MUST_HAVE_FACTOR)))
    without = select(User.name).where(
        User.is_active,
        User.password_hash != "",
        held,
        ~accounts.device_factor_exists(User.id),
    )
    names = db.session.scalars(without.order_by(User.sort_name)).all()
    return _finding_of(names)


def _nobody_guesses(_at: Circumstances) -> Finding:
    names = sessions.guessed_accounts(SYSTEM, clock.now() - rules.GUESSING_SHOWN)
    return _finding_of(names)


def _finding_of(names: Sequence[str]) -> Finding:
    """A warning with the first of these names, where there are any."""
    more = " …" if len(names) > SHOWN else ""
    return finding(not names, Grade.WARNING, ", ".join(names[:SHOWN]) + more)


def _foundation_has_its_details(_at: Circumstances) -> Finding:
    row = db.session.scalar(select(Foundation).limit(1))
    is_whole = row is not None and bool(row.name and row.telephone)
    return finding(is_whole, Grade.WARNING)


def _help_numbers_were_checked(_at: Circumstances) -> Finding:
    checked_on = db.session.scalar(select(HelpNumbers.checked_on).limit(1))
    fresh = checked_on is not None and clock.today() - checked_on <= YEAR
    return finding(fresh, Grade.WARNING)


def _papers_are_filled_in(at: Circumstances) -> Finding:
    missing = at.settings["LEGAL_DETAILS"].missing
    return finding(not missing, Grade.WARNING, ", ".join(missing))


def _is_over_https(at: Circumstances) -> Finding | None:
    if at.seen is None or not at.is_production:
        return None
    return finding(at.seen.forwarded_proto in ("", "https"), detail=at.seen.scheme)


def _host_is_the_address(at: Circumstances) -> Finding | None:
    if at.seen is None or not at.is_production:
        return None
    host = at.seen.host.rsplit(":", 1)[0].lower()
    expected = urlsplit(at.settings["ADDRESS"]).hostname
    return finding(host in {expected, *LOCAL}, detail=at.seen.host)


def _proxy_says_for_whom(at: Circumstances) -> Finding | None:
    if at.seen is None:
        return None
    agree = rules.proxies_agree(at.seen, at.settings["PROXIES"])
    return finding(agree, Grade.WARNING, at.seen.address)


def _cookies_are_closed(at: Circumstances) -> Finding:
    settings = at.settings
    is_closed = settings["SESSION_COOKIE_HTTPONLY"] and bool(
        settings["SESSION_COOKIE_SAMESITE"]
    )
    is_bound = settings["SESSION_COOKIE_NAME"] in PUBLIC_NAMES
    is_safe = settings["SESSION_COOKIE_SECURE"] and is_bound
    return finding(is_closed and (is_safe or not at.is_production))


def _address_is_a_name(at: Circumstances) -> Finding:
    host = urlsplit(at.settings["ADDRESS"]).hostname or ""
    try:
        is_number = bool(ip_address(host))
    except ValueError:
        is_number = False
    is_name = "." in host and not is_number
    return finding(is_name or not at.is_production, Grade.WARNING, host)


def _is_a_real_installation(at: Circumstances) -> Finding:
    return finding(at.is_production, Grade.WARNING)


def _secret_is_no_word(at: Circumstances) -> Finding:
    grade = Grade.ERROR if at.is_production else Grade.WARNING
    return finding(rules.is_likely_secret(at.settings["SECRET_KEY"]), grade)


def _tablet_keys_are_kept(at: Circumstances) -> Finding:
    return finding(health.are_keys_there(at.paths))


def _shows_no_source(at: Circumstances) -> Finding:
    is_open = at.settings.get("DEBUG") or at.settings.get("PROPAGATE_EXCEPTIONS")
    return finding(not (at.is_production and is_open))


def _files_are_private(at: Circumstances) -> Finding:
    files = sorted(at.folder.iterdir()) if at.folder else []
    if at.backups is not None:
        files.extend(at.backups.glob("*.age"))
    open_ones = [file.name for file in files if _may_others_read(file)]
    return finding(not open_ones, Grade.WARNING, ", ".join(open_ones[:SHOWN]))


def _may_others_read(file: Path) -> bool:
    return file.is_file() and bool(file.stat().st_mode & OTHERS_MAY)


def _has_room(at: Circumstances) -> Finding:
    return rules.room(health.free_bytes(at.paths), health.FREE_BYTES)


def _reserve_is_unused(_at: Circumstances) -> Finding:
    return finding(not disk_reserve.is_used(db.engine), Grade.WARNING)


def _clock_is_likely(_at: Circumstances) -> Finding:
    return finding(health.is_clock_likely())


def _knows_summer_time(_at: Circumstances) -> Finding:
    july = datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Amsterdam"))
    return finding(july.utcoffset() == timedelta(hours=2))


def _runs_as_own_user(at: Circumstances) -> Finding:
    return finding(os.geteuid() != 0 or not at.is_production, Grade.WARNING)


def _python_is_kept_up(_at: Circumstances) -> Finding:
    return rules.python_version(sys.version_info[:2], clock.today())


def _assets_are_there(at: Circumstances) -> Finding:
    return finding(any(at.assets.glob("*.css")) and any(at.assets.glob("*.js")))


def _words_are_there(at: Circumstances) -> Finding:
    return finding(at.catalogue.is_file())


def _software(_at: Circumstances) -> Finding:
    names = ("thuis-app", "flask", "sqlalchemy", "waitress", "cryptography")
    return finding(True, detail=", ".join(f"{name} {version(name)}" for name in names))


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _holders(role: Role) -> Sequence[User]:
    """The users who hold this role and can come in."""
    return db.session.scalars(
        select(User).where(User.has_role(role), User.is_active).order_by(User.id)
    ).all()


_N, _G = CheckName, CheckGroup
CHECKS: tuple[Check, ...] = (
    Check(_N.DATABASE, _G.DATABASE, _answers, is_public=True, at_start=True),
    Check(_N.MIGRATIONS, _G.DATABASE, _is_of_this_version, is_public=True),
    Check(_N.WRITING, _G.DATABASE, _writes, is_public=True),
    *(
        Check(_N(name), _G.DATABASE, _kept(setting), is_public=True, at_start=True)
        for name, setting in {
            "journal": "journal_mode",
            "synchronous": "synchronous",
            "foreign_keys": "foreign_keys",
            "secure_delete": "secure_delete",
            "busy_timeout": "busy_timeout",
            "trusted_schema": "trusted_schema",
        }.items()
    ),
    Check(_N.INTEGRITY, _G.DATABASE, _was_read_through, is_public=True),
    Check(_N.WHOLE, _G.DATABASE, _is_whole, is_slow=True),
    Check(_N.REFERENCES, _G.DATABASE, _references_hold, is_slow=True),
    Check(_N.DATABASE_VERSION, _G.DATABASE, _database_is_recent),
    Check(_N.FILE_SYSTEM, _G.DATABASE, _is_on_own_disk, at_start=True),
    Check(_N.SYNC_FOLDER, _G.DATABASE, _is_not_synced, at_start=True),
    Check(_N.LOG_SIZE, _G.DATABASE, _log_is_small),
    Check(_N.AUDIT_LOG, _G.DATABASE, _log_was_verified, is_public=True),
    Check(_N.AUDIT_CHAIN, _G.DATABASE, _log_is_as_chained, is_slow=True),
    Check(_N.AUDIT_TRIGGERS, _G.DATABASE, _log_only_grows),
    Check(_N.BACKUP_FOLDER, _G.BACKUP, _backups_have_a_folder, at_start=True),
    Check(_N.BACKUP_ROOM, _G.BACKUP, _backups_have_room, is_public=True),
    Check(_N.BACKUP_DISK, _G.BACKUP, _backups_are_on_another_disk),
    Check(_N.BACKUP, _G.BACKUP, _backup_is_recent, is_public=True),
    Check(_N.BACKUP_COPY, _G.BACKUP, _backups_are_copied),
    Check(_N.DRILL, _G.BACKUP, _backup_was_tried),
    Check(_N.LEDGER, _G.BACKUP, _ledger_lies_beside_backups),
    Check(_N.JOBS, _G.BY_ITSELF, _timer_is_alive, is_public=True),
    Check(_N.JOBS_BEGUN, _G.BY_ITSELF, _timer_has_begun),
    Check(_N.JOBS_WENT_WELL, _G.BY_ITSELF, _jobs_went_well),
    Check(_N.MAIL_SERVER, _G.MAIL, _mail_has_a_server),
    Check(_N.MAIL_ENCRYPTED, _G.MAIL, _mail_is_encrypted),
    Check(_N.MAIL_TESTED, _G.MAIL, _mail_was_tested),
    Check(_N.MAIL_WAITING, _G.MAIL, _mail_flows),
    Check(_N.MAIL_REFUSED, _G.MAIL, _addresses_take_mail),
    Check(_N.ADMINISTRATORS, _G.ACCOUNTS, _has_two_administrators),
    Check(_N.ADMINISTRATORS_MAIL, _G.ACCOUNTS, _administrators_have_mail),
    Check(_N.LEAD, _G.ACCOUNTS, _has_a_lead),
    Check(_N.STAND_IN, _G.ACCOUNTS, _has_a_stand_in),
    Check(_N.LEAD_MAIL, _G.ACCOUNTS, _leads_have_mail),
    Check(_N.COORDINATORS, _G.ACCOUNTS, _villages_have_a_coordinator),
    Check(_N.DEMO_ACCOUNTS, _G.ACCOUNTS, _nobody_uses_the_example),
    Check(_N.FACTORS, _G.ACCOUNTS, _have_second_factors),
    Check(_N.GUESSING, _G.ACCOUNTS, _nobody_guesses),
    Check(_N.FOUNDATION, _G.ACCOUNTS, _foundation_has_its_details),
    Check(_N.HELP_NUMBERS, _G.ACCOUNTS, _help_numbers_were_checked),
    Check(_N.PRIVACY_PAPERS, _G.ACCOUNTS, _papers_are_filled_in),
    Check(_N.HTTPS, _G.SITE, _is_over_https),
    Check(_N.HOST, _G.SITE, _host_is_the_address),
    Check(_N.PROXY, _G.SITE, _proxy_says_for_whom),
    Check(_N.COOKIES, _G.SITE, _cookies_are_closed, at_start=True),
    Check(_N.ADDRESS, _G.SITE, _address_is_a_name),
    Check(_N.ENVIRONMENT, _G.SETTINGS, _is_a_real_installation),
    Check(_N.SECRET_KEY, _G.SETTINGS, _secret_is_no_word, at_start=True),
    Check(_N.TABLET_KEYS, _G.SETTINGS, _tablet_keys_are_kept, is_public=True),
    Check(_N.DEBUGGING, _G.SETTINGS, _shows_no_source, at_start=True),
    Check(_N.PRIVATE_FILES, _G.SETTINGS, _files_are_private),
    Check(_N.DISK, _G.MACHINE, _has_room, is_public=True),
    Check(_N.DISK_RESERVE, _G.MACHINE, _reserve_is_unused),
    Check(_N.CLOCK, _G.MACHINE, _clock_is_likely, is_public=True),
    Check(_N.TIME_ZONE, _G.MACHINE, _knows_summer_time, at_start=True),
    Check(_N.OWN_USER, _G.MACHINE, _runs_as_own_user),
    Check(_N.PYTHON, _G.MACHINE, _python_is_kept_up),
    Check(_N.ASSETS, _G.MACHINE, _assets_are_there, is_public=True, at_start=True),
    Check(_N.WORDS, _G.MACHINE, _words_are_there, is_public=True, at_start=True),
    Check(_N.SOFTWARE, _G.MACHINE, _software),
)
