"""The names of the checks, what they come to, and what is judged without a database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from thuis_app.core import clock
from thuis_app.core.audit_events import AuditEvent

FEW_SIGNS = 10
PLENTY_BYTES = 1024 * 1024 * 1024
LOG_BYTES = 64 * 1024 * 1024
BACKUP_LATE, BACKUP_MISSING = timedelta(hours=26), timedelta(days=2)
READ_AGAIN, TESTED_AGAIN = timedelta(days=2), timedelta(days=365)
TRIED_AGAIN = timedelta(days=100)
WAITS_TOO_LONG = timedelta(days=1)
GUESSING_SHOWN = timedelta(days=1)
SQLITE_SINCE, POSTGRES_SINCE = (3, 40), (15,)
OVER_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph"}
OVER_NETWORK |= {"fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.s3fs"}
SYNCED = ("dropbox", "onedrive", "nextcloud", "google drive", "icloud")
DEMO_DOMAIN = "@thuis.example"
# When a version of Python gets its last security fix: devguide.python.org/versions.
PYTHON_UNTIL = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}


class Grade(StrEnum):
    """What a check comes to. An error of the start keeps production from starting."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class CheckGroup(StrEnum):
    """What a check is about, in the order in which they are shown."""

    DATABASE = "database"
    BACKUP = "backup"
    BY_ITSELF = "by_itself"
    MAIL = "mail"
    ACCOUNTS = "accounts"
    SITE = "site"
    SETTINGS = "settings"
    MACHINE = "machine"


class CheckName(StrEnum):
    """The name of each check, as monitors and `thuis doctor` show it."""

    DATABASE = "database"
    MIGRATIONS = "migrations"
    WRITING = "writing"
    JOURNAL = "journal"
    SYNCHRONOUS = "synchronous"
    FOREIGN_KEYS = "foreign_keys"
    SECURE_DELETE = "secure_delete"
    BUSY_TIMEOUT = "busy_timeout"
    TRUSTED_SCHEMA = "trusted_schema"
    INTEGRITY = "integrity"
    WHOLE = "whole"
    REFERENCES = "references"
    DATABASE_VERSION = "database_version"
    FILE_SYSTEM = "file_system"
    SYNC_FOLDER = "sync_folder"
    LOG_SIZE = "log_size"
    AUDIT_LOG = "audit_log"
    AUDIT_CHAIN = "audit_chain"
    AUDIT_TRIGGERS = "audit_triggers"
    BACKUP_FOLDER = "backup_folder"
    BACKUP_ROOM = "backup_room"
    BACKUP_DISK = "backup_disk"
    BACKUP = "backup"
    BACKUP_COPY = "backup_copy"
    DRILL = "backup_tried"
    LEDGER = "erasure_ledger"
    JOBS = "jobs"
    JOBS_BEGUN = "jobs_begun"
    JOBS_WENT_WELL = "jobs_went_well"
    MAIL_SERVER = "mail_server"
    MAIL_ENCRYPTED = "mail_encrypted"
    MAIL_TESTED = "mail_tested"
    MAIL_WAITING = "mail_waiting"
    MAIL_REFUSED = "mail_refused"
    ADMINISTRATORS = "administrators"
    ADMINISTRATORS_MAIL = "administrators_mail"
    LEAD = "lead"
    STAND_IN = "stand_in"
    LEAD_MAIL = "lead_mail"
    COORDINATORS = "coordinators"
    DEMO_ACCOUNTS = "demo_accounts"
    FACTORS = "second_factors"
    GUESSING = "guessing"
    FOUNDATION = "foundation"
    HELP_NUMBERS = "help_numbers"
    PRIVACY_PAPERS = "privacy_papers"
    HTTPS = "https"
    HOST = "host"
    PROXY = "proxy"
    COOKIES = "cookies"
    ADDRESS = "address"
    ENVIRONMENT = "environment"
    SECRET_KEY = "secret_key"
    TABLET_KEYS = "keys"
    DEBUGGING = "debugging"
    PRIVATE_FILES = "private_files"
    DISK = "disk"
    DISK_RESERVE = "disk_reserve"
    CLOCK = "clock"
    TIME_ZONE = "time_zone"
    OWN_USER = "own_user"
    PYTHON = "python"
    ASSETS = "assets"
    WORDS = "words"
    SOFTWARE = "software"


@dataclass(frozen=True)
class Finding:
    """What a check came to; `detail` is a version, an address or a number."""

    grade: Grade
    detail: str = ""


@dataclass(frozen=True)
class Seen:
    """A request as it came in: what the browser and the proxies said."""

    address: str
    scheme: str
    host: str
    forwarded_for: tuple[str, ...] = ()
    forwarded_proto: str = ""


def finding(holds: bool, otherwise: Grade = Grade.ERROR, detail: str = "") -> Finding:
    """OK when it holds, and else this grade."""
    return Finding(Grade.OK if holds else otherwise, detail)


def room(free: int, least: int) -> Finding:
    """An error under the least number of bytes, a warning under a gigabyte."""
    if free < least:
        return Finding(Grade.ERROR)
    return finding(free >= PLENTY_BYTES, Grade.WARNING)


def backup_age(newest: datetime | None, now: datetime) -> Finding:
    """By the time of the newest backup; None before the first."""
    if newest is None or newest > now + clock.SLACK:
        return Finding(Grade.WARNING)
    if now - newest > BACKUP_MISSING:
        return Finding(Grade.ERROR)
    return finding(now - newest <= BACKUP_LATE, Grade.WARNING)


def is_fresh(at: datetime | None, now: datetime, within: timedelta) -> bool:
    """Whether it was so long ago at most; a time in the future tells nothing."""
    return at is not None and now - within <= at <= now + clock.SLACK


def is_likely_secret(text: str) -> bool:
    """Whether a key of enough characters is not one that was typed by hand."""
    return len(set(text)) >= FEW_SIGNS


def python_version(version: tuple[int, int], today: date) -> Finding:
    """A warning once this version of Python gets no security fixes."""
    until = PYTHON_UNTIL.get(version, date.max)
    detail = ".".join(map(str, version))
    return finding(today <= until, Grade.WARNING, detail)


def file_system(folder: str, mounts: str) -> str:
    """The kind of file system of a folder, by the lines of /proc/mounts."""
    found, longest = "", -1
    for line in mounts.splitlines():
        words = line.split()
        if len(words) < 3:
            continue
        place = words[1].replace("\\040", " ").rstrip("/")
        if f"{folder}/".startswith(f"{place}/") and len(place) > longest:
            found, longest = words[2], len(place)
    return found


def is_synced(folder: str) -> bool:
    """Whether a program copies this folder while it is written in."""
    return any(word in folder.lower() for word in SYNCED)


def proxies_agree(seen: Seen, proxies: int) -> bool:
    """Whether as many proxies say for whom they ask as the setting counts."""
    if proxies == 0:
        return not seen.forwarded_for
    return len(seen.forwarded_for) >= proxies


class CheckAuditEvent(AuditEvent):
    MAIL_TESTED = "check.mail_tested"
