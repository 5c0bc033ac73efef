"""The settings of one installation, read from its environment.

THUIS_ENVIRONMENT   `production`, or `development` (default) for trying out
THUIS_DATA          the folder for the database and the keys; default `data`, made
                    when it is not there, but in production
THUIS_DATABASE_URL  another database than the SQLite file in that folder:
                    `postgresql+psycopg://...`, or `sqlite:////a/file`
THUIS_SECRET_KEY    signs cookies, 32 characters or more; made and kept in the
                    folder when trying out, required in production
THUIS_ADDRESS       where people find Thuis, `https://thuis.example.org`; every
                    link begins with it, and no other host name is answered
THUIS_PROXIES       how many proxies in front add to X-Forwarded-For; default 1 in
                    production, else 0
THUIS_TABLET_KEYS   decrypt the reports of tablets; without it, see the next
THUIS_TABLET_KEY_FILE   where they are kept, and made at the first start; default
                    `tablet-keys` in the folder. Processes that share a database
                    share these, and a backup without them opens no tablet.
THUIS_BACKUP        the folder for backups, best of another disk; required in
                    production, and without it none are made
THUIS_BACKUP_COPY   a command that copies that folder to another place, run after each
                    backup: `rclone copy /var/lib/thuis-backups elsewhere:thuis`
THUIS_PING          an address that is asked for after each round of the jobs in which
                    none is left that failed: a monitor that hears nothing calls you
THUIS_SECOND_FACTOR whether coordinators and administrators must have a second factor:
                    `required`, always so in production, or `optional` (default) for
                    trying out
THUIS_DEMO_PASSWORD the password of every account of the example

Without the next one no mail is sent, and everything else works:

THUIS_MAIL_HOST      the mail server that takes our mail
THUIS_MAIL_PORT      its port; default 587, or 465 with `tls`
THUIS_MAIL_SECURITY  `starttls` (default), `tls`, or `none` on the machine itself
THUIS_MAIL_USER      the account there, with THUIS_MAIL_PASSWORD; may be left out
THUIS_MAIL_FROM      the address that mail comes from; needs THUIS_ADDRESS too

What the privacy papers say of the foundation; what is not set is left blank on them:

THUIS_FOUNDATION_ADDRESS   where the foundation has its seat, in one line
THUIS_FOUNDATION_KVK       its number at the chamber of commerce, eight digits
THUIS_PRIVACY_CONTACT      who answers questions about data: name, telephone or e-mail
THUIS_PRIVACY_OFFICER      the data protection officer, or that there is none
THUIS_HOSTED_BY            who looks after this server: name and place

A secret may stand in a file, whose path the same name with `_FILE` gives, such as
THUIS_SECRET_KEY_FILE: those are SECRET_KEY, DATABASE_URL and MAIL_PASSWORD.
"""

import os
import secrets
import shlex
import shutil
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from thuis_app.core import keys, legal_details
from thuis_app.core.errors import StartRefused
from thuis_app.core.legal_details import LegalDetails
from thuis_app.core.smtp import MailServer, Security

PRODUCTION, DEVELOPMENT = "production", "development"
REQUIRED, OPTIONAL = "required", "optional"
SHORTEST_SECRET = 32
DRIVERS = {"sqlite", "postgresql", "postgresql+psycopg"}
CONNECT_SECONDS = 10

# All settings; any other name that begins with THUIS_ is refused as a misspelling.
NAMES = {
    *("THUIS_ENVIRONMENT", "THUIS_DATA", "THUIS_DATABASE_URL", "THUIS_SECRET_KEY"),
    *("THUIS_ADDRESS", "THUIS_PROXIES", "THUIS_TABLET_KEYS", "THUIS_TABLET_KEY_FILE"),
    *("THUIS_MAIL_HOST", "THUIS_MAIL_PORT", "THUIS_MAIL_SECURITY", "THUIS_MAIL_FROM"),
    *("THUIS_MAIL_USER", "THUIS_MAIL_PASSWORD", "THUIS_DEMO_PASSWORD"),
    *("THUIS_BACKUP", "THUIS_BACKUP_COPY", "THUIS_SECOND_FACTOR", "THUIS_PING"),
    *legal_details.SETTINGS.values(),
    *("THUIS_SECRET_KEY_FILE", "THUIS_DATABASE_URL_FILE", "THUIS_MAIL_PASSWORD_FILE"),
}
HOW_TO_MAKE_ONE = (
    "Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
)
OF_TESTS = ("THUIS_TEST_", "THUIS_BENCH")


class SettingMissing(StartRefused):
    """A setting without which this installation would not be safe."""


class SettingWrong(StartRefused):
    """A setting that cannot be meant so."""


def from_environment() -> dict[str, Any]:
    """Read every setting.

    Raises `SettingMissing` or `SettingWrong` with one sentence that names the setting:
    for a value that cannot be meant, and for a name that is none of those above.
    """
    _refuse_unknown_names()
    is_production = _environment() == PRODUCTION
    data = _data(is_production)
    address = _database(data)
    return {
        "DATA": str(data),
        "BACKUP": _backup(data, is_production),
        "BACKUP_COPY": _backup_copy(),
        "PING": _ping(),
        "IS_PRODUCTION": is_production,
        "ADDRESS": _address(is_production),
        "IS_FACTOR_REQUIRED": _is_factor_required(is_production),
        "PROXIES": _proxies(is_production),
        "SECRET_KEY": _secret_key(data, is_production),
        "SQLALCHEMY_DATABASE_URI": address,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(address),
        **_tablet_keys(data),
        "SESSION_COOKIE_SECURE": is_production,
        "SESSION_COOKIE_NAME": "__Host-thuis" if is_production else "thuis",
        "MAIL_SERVER": _mail_server(),
        "LEGAL_DETAILS": _legal_details(),
    }


def fixed() -> dict[str, Any]:
    """The settings that are the same in every installation."""
    return {
        "SESSION_COOKIE_SECURE": False,
        "SESSION_COOKIE_NAME": "thuis",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(""),
        "WTF_CSRF_TIME_LIMIT": None,
        # Flask-WTF asks for a Referer on https, which our Referrer-Policy takes away;
        # web/guard.py compares Sec-Fetch-Site and Origin instead.
        "WTF_CSRF_SSL_STRICT": False,
        "ADDRESS": "",
        "IS_FACTOR_REQUIRED": False,
        "BACKUP": "",
        "BACKUP_COPY": [],
        "PING": "",
        "PROXIES": 0,
        "TABLET_KEYS": "",
        "TABLET_KEY_FILE": "",
        # Bytes; web/bodies.py has a limit of its own for each kind of body.
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 500,
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
        "MAIL_SERVER": None,
        "LEGAL_DETAILS": LegalDetails(),
    }


def engine_options(address: str) -> dict[str, Any]:
    """For SQLAlchemy: no values of statements in errors, no endless wait."""
    options: dict[str, Any] = {"hide_parameters": True}
    if address.startswith("postgresql"):
        options["connect_args"] = {"connect_timeout": CONNECT_SECONDS}
    return options


def _refuse_unknown_names() -> None:
    for name in sorted(os.environ):
        is_ours = name.startswith("THUIS_") and not name.startswith(OF_TESTS)
        if is_ours and name not in NAMES:
            near = get_close_matches(name, NAMES, n=1)
            meant = f"Do you mean {near[0]}?" if near else "Take it away."
            raise SettingWrong(f"{name} is not a setting of Thuis. {meant}")


def _secret(name: str) -> str:
    """A setting as it is given, or as it stands in the file that its `_FILE` names."""
    given, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "").strip()
    if not file:
        return given
    if given:
        raise SettingWrong(f"{name} and {name}_FILE are both set. Take one away.")
    try:
        found = Path(file).read_text().strip()
    except (OSError, ValueError):
        raise SettingWrong(f"{name}_FILE is {file!r}, which cannot be read.") from None
    if not found:
        raise SettingWrong(f"{name}_FILE is {file!r}, which is empty.")
    return found


def _environment() -> str:
    found = os.environ.get("THUIS_ENVIRONMENT") or DEVELOPMENT
    if found not in (PRODUCTION, DEVELOPMENT):
        raise SettingWrong(
            f"THUIS_ENVIRONMENT is {found!r}, not {PRODUCTION!r} or {DEVELOPMENT!r}."
        )
    return found


def _data(is_production: bool) -> Path:
    """The folder of the data. In production another folder than the one that is meant
    would be an empty installation with new keys, so it is never made there."""
    data = Path(os.environ.get("THUIS_DATA") or "data").resolve()
    if is_production and not data.is_dir():
        raise SettingWrong(
            f"THUIS_DATA is {str(data)!r}, which is no folder: make it first."
        )
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingWrong(
            f"THUIS_DATA is {str(data)!r}, which cannot be made: {error.strerror}."
        ) from None
    return data


def _backup(data: Path, is_production: bool) -> str:
    """The folder for backups; empty where none are made, when trying out."""
    given = os.environ.get("THUIS_BACKUP", "").strip()
    if not given and not is_production:
        return ""
    if not given:
        raise SettingMissing(
            "THUIS_BACKUP is not set. Give it a folder for backups, best of another "
            "disk than THUIS_DATA."
        )
    folder = Path(given).resolve()
    if folder == data or not folder.is_dir():
        raise SettingWrong(
            f"THUIS_BACKUP is {str(folder)!r}, which must be a folder that is there, "
            "and another than that of the data."
        )
    return str(folder)


def _backup_copy() -> list[str]:
    """The words of the command that copies the backups; empty where none is set."""
    given = os.environ.get("THUIS_BACKUP_COPY", "").strip()
    try:
        words = shlex.split(given)
    except ValueError:
        words = [given]
    if words and shutil.which(words[0]) is None:
        raise SettingWrong(
            f"THUIS_BACKUP_COPY begins with {words[0]!r}, which is no program that "
            "Thuis finds. Give its whole path."
        )
    return words


def _ping() -> str:
    """The address to ask for after the jobs; empty where none is set."""
    given = os.environ.get("THUIS_PING", "").strip()
    try:
        parts = urlsplit(given)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_whole = False
    is_plain = given.isascii() and given.isprintable() and " " not in given
    if given and not (is_whole and is_plain):
        raise SettingWrong("THUIS_PING is no web address: give it https://...")
    return given


def without_secrets(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings among these that may stand in a backup, to set them again by."""
    secret = ("KEY", "KEYS", "PASSWORD")
    found = {
        name: value
        for name, value in settings.items()
        if name in NAMES and not name.endswith(secret)
    }
    if address := found.get("THUIS_DATABASE_URL"):
        found["THUIS_DATABASE_URL"] = make_url(address).render_as_string()
    return found


def _database(data: Path) -> str:
    """The address of the database, as SQLAlchemy writes it."""
    given = _secret("THUIS_DATABASE_URL").strip()
    if not given:
        return f"sqlite:///{data / 'thuis.db'}"
    try:
        url = make_url(given)
    except (SQLAlchemyError, ValueError):
        raise SettingWrong("THUIS_DATABASE_URL is no address of a database.") from None
    if url.drivername not in DRIVERS:
        raise SettingWrong(
            f"THUIS_DATABASE_URL begins with {url.drivername!r}; Thuis works with "
            "postgresql+psycopg:// and sqlite:///."
        )
    _refuse_without_driver(url)
    _refuse_nowhere(url)
    return given


def _refuse_without_driver(url: URL) -> None:
    try:
        url.get_dialect().import_dbapi()
    except (ImportError, SQLAlchemyError):
        raise SettingWrong(
            f"THUIS_DATABASE_URL begins with {url.drivername!r}, whose driver is not "
            "installed. Give it postgresql+psycopg:// and install thuis-app[postgres]."
        ) from None


def _refuse_nowhere(url: URL) -> None:
    if url.drivername != "sqlite":
        if not url.database:
            raise SettingWrong("THUIS_DATABASE_URL names no database.")
        return
    file = Path((url.database or "").removeprefix("file:"))
    if not file.is_absolute():
        raise SettingWrong(
            "THUIS_DATABASE_URL names no file by its whole path: sqlite:////a/file."
        )
    if not file.parent.is_dir():
        raise SettingWrong(
            f"THUIS_DATABASE_URL has {str(file.parent)!r}, which is no folder."
        )


def _tablet_keys(data: Path) -> dict[str, str]:
    """The keys for tablets and the file that holds them; empty where there is none."""
    given = os.environ.get("THUIS_TABLET_KEYS", "")
    if given:
        keys.must_be_a_keyring(given, "THUIS_TABLET_KEYS")
        return {"TABLET_KEYS": given, "TABLET_KEY_FILE": ""}
    file = Path(os.environ.get("THUIS_TABLET_KEY_FILE") or data / "tablet-keys")
    found = keys.read(file)
    if file.exists():
        keys.must_be_a_keyring(found, f"The file {file}")
    return {"TABLET_KEYS": found, "TABLET_KEY_FILE": str(file)}


def _secret_key(data: Path, is_production: bool) -> str:
    key, file = _secret("THUIS_SECRET_KEY"), data / "secret-key"
    if key:
        if len(key) < SHORTEST_SECRET:
            raise SettingWrong(
                f"THUIS_SECRET_KEY has {len(key)} characters, fewer than "
                f"{SHORTEST_SECRET}. {HOW_TO_MAKE_ONE}"
            )
        return key
    if is_production:
        raise SettingMissing(f"THUIS_SECRET_KEY is not set. {HOW_TO_MAKE_ONE}")
    if not file.exists():
        keys.write_once(file, secrets.token_hex(32))
    if len(found := keys.read(file)) < SHORTEST_SECRET:
        raise SettingWrong(
            f"The file {file} holds no key. Remove it: a new one is made, and "
            "everybody signs in again."
        )
    return found


def _mail_server() -> MailServer | None:
    """Half a mail server is none: what is missing is asked for at the start."""
    host = os.environ.get("THUIS_MAIL_HOST", "").strip()
    if not host:
        return None
    security = _security(os.environ.get("THUIS_MAIL_SECURITY") or Security.STARTTLS)
    usual = "465" if security is Security.TLS else "587"
    return MailServer(
        host=host,
        port=_port(os.environ.get("THUIS_MAIL_PORT") or usual),
        security=security,
        user=os.environ.get("THUIS_MAIL_USER", ""),
        password=_secret("THUIS_MAIL_PASSWORD"),
        sender=_required("THUIS_MAIL_FROM", "@"),
        site=_origin(_required("THUIS_ADDRESS", "://")),
    )


def _legal_details() -> LegalDetails:
    """What the foundation says of itself, each in one line."""
    given = {
        name: os.environ.get(setting, "").strip()
        for name, setting in legal_details.SETTINGS.items()
    }
    for name, words in given.items():
        if len(words) > legal_details.LONGEST or not words.isprintable():
            raise SettingWrong(
                f"{legal_details.SETTINGS[name]} must be one line of at most "
                f"{legal_details.LONGEST} characters."
            )
    if given["kvk"] and not legal_details.is_kvk(given["kvk"]):
        raise SettingWrong(
            f"{legal_details.SETTINGS['kvk']} is {given['kvk']!r}, not eight digits."
        )
    return LegalDetails(**given)


def _required(name: str, sign: str) -> str:
    found = os.environ.get(name, "").strip()
    if not found:
        raise SettingMissing(f"{name} is not set. Mail needs it.")
    if sign not in found or any(letter.isspace() for letter in found):
        raise SettingWrong(f"{name} is {found!r}, which it cannot be.")
    return found


def _address(is_production: bool) -> str:
    """The address of this installation; empty where none is set for trying out."""
    address = os.environ.get("THUIS_ADDRESS", "").strip()
    if not address and not is_production:
        return ""
    if not address:
        raise SettingMissing("THUIS_ADDRESS is not set. Give it https://your.address.")
    origin = _origin(address)
    if is_production and not origin.startswith("https://"):
        raise SettingWrong(f"THUIS_ADDRESS is {address!r}; in production it is https.")
    return origin


def _origin(address: str) -> str:
    """This address as browsers write an origin: lower case, no default port."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise SettingWrong(
            f"THUIS_ADDRESS is {address!r}, not a web address."
        ) from None
    usual = {"http": 80, "https": 443}
    is_whole = parts.scheme in usual and parts.hostname and address.isascii()
    if not is_whole or parts.username or parts.path.strip("/") or parts.query:
        raise SettingWrong(f"THUIS_ADDRESS is {address!r}, not a web address.")
    own_port = f":{port}" if port and port != usual[parts.scheme] else ""
    return f"{parts.scheme}://{parts.hostname}{own_port}"


def _is_factor_required(is_production: bool) -> bool:
    usual = REQUIRED if is_production else OPTIONAL
    found = os.environ.get("THUIS_SECOND_FACTOR") or usual
    if found not in (REQUIRED, OPTIONAL):
        raise SettingWrong(
            f"THUIS_SECOND_FACTOR is {found!r}, not {REQUIRED!r} or {OPTIONAL!r}."
        )
    if is_production and found != REQUIRED:
        raise SettingWrong(
            "THUIS_SECOND_FACTOR is 'optional', which is for trying out: in production "
            "it is 'required'."
        )
    return found == REQUIRED


def _proxies(is_production: bool) -> int:
    text = os.environ.get("THUIS_PROXIES") or str(int(is_production))
    if not (text.isascii() and text.isdecimal()) or int(text) > 9:
        raise SettingWrong(f"THUIS_PROXIES is {text!r}, not a number from 0 to 9.")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SettingWrong(f"THUIS_MAIL_PORT is {text!r}, not a port.")
    return int(text)


def _security(text: str) -> Security:
    if text not in set(Security):
        known = ", ".join(Security)
        raise SettingWrong(f"THUIS_MAIL_SECURITY is {text!r}, none of: {known}.")
    return Security(text)
