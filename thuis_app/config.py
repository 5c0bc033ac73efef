"""The settings of one installation, read from its environment."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from thuis_app.core.postman import MailServer, Security
from thuis_app.core.seals import new_key

PRODUCTION = "production"


class SettingMissing(RuntimeError):
    """A setting without which this installation would not be safe."""


class SettingWrong(RuntimeError):
    """A setting that cannot be meant so."""


def from_environment() -> dict[str, Any]:
    """Read every setting; in production a required one that is absent stops the start.

    THUIS_ENVIRONMENT   `production`, or anything else for trying out
    THUIS_DATA          the folder for the database and the key; default `data`
    THUIS_DATABASE_URL  another database than the SQLite file in that folder
    THUIS_SECRET_KEY    signs cookies; made and kept in the folder when trying out
    THUIS_ADDRESS       where people find Thuis, `https://thuis.example.org`; every
                        link begins with it, and no other host name is answered
    THUIS_PROXIES       how many proxies in front add to X-Forwarded-For; default 1 in
                        production, else 0
    THUIS_TABLET_KEYS   open the reports that tablets seal; without it, see the next
    THUIS_TABLET_KEY_FILE   where they are kept, and made at the first start; default
                        `tablet-keys` in the folder. Processes that share a database
                        share these, and a backup without them opens no tablet.

    Without the next one no mail is sent, and everything else works:

    THUIS_MAIL_HOST      the mail server that takes our mail
    THUIS_MAIL_PORT      its port; default 587, or 465 with `tls`
    THUIS_MAIL_SECURITY  `starttls` (default), `tls`, or `none` on the machine itself
    THUIS_MAIL_USER      the account there, with THUIS_MAIL_PASSWORD; may be left out
    THUIS_MAIL_FROM      the address that mail comes from; needs THUIS_ADDRESS too
    """
    is_production = os.environ.get("THUIS_ENVIRONMENT") == PRODUCTION
    data = Path(os.environ.get("THUIS_DATA", "data")).resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "DATA": str(data),
        "IS_PRODUCTION": is_production,
        "ADDRESS": _address(is_production),
        "PROXIES": _proxies(is_production),
        "SECRET_KEY": _secret_key(data, is_production),
        "SQLALCHEMY_DATABASE_URI": os.environ.get("THUIS_DATABASE_URL")
        or f"sqlite:///{data / 'thuis.db'}",
        "TABLET_KEYS": _tablet_keys(data),
        "SESSION_COOKIE_SECURE": is_production,
        "SESSION_COOKIE_NAME": "__Host-thuis" if is_production else "thuis",
        "MAIL_SERVER": _mail_server(),
    }


def fixed() -> dict[str, Any]:
    """The settings that are the same in every installation."""
    return {
        "SESSION_COOKIE_SECURE": False,
        "SESSION_COOKIE_NAME": "thuis",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        # Flask-WTF asks for a Referer on https, which our Referrer-Policy takes away;
        # web/guard.py compares Sec-Fetch-Site and Origin instead.
        "WTF_CSRF_SSL_STRICT": False,
        "ADDRESS": "",
        "PROXIES": 0,
        # Bytes; web/bodies.py has a limit of its own for each kind of body.
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 500,
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
        "MAIL_SERVER": None,
    }


def _tablet_keys(data: Path) -> str:
    """Made in one go: of two processes that start at once, one makes them for both."""
    if keys := os.environ.get("THUIS_TABLET_KEYS"):
        return keys
    kept = Path(os.environ.get("THUIS_TABLET_KEY_FILE") or data / "tablet-keys")
    if not kept.exists():
        made = kept.with_name(f"{kept.name}.{os.getpid()}")
        made.touch(mode=0o600)
        made.write_text(f"{new_key()}\n")
        with suppress(FileExistsError):
            os.link(made, kept)
        made.unlink()
    return kept.read_text().strip()


def _secret_key(data: Path, is_production: bool) -> str:
    if key := os.environ.get("THUIS_SECRET_KEY"):
        return key
    if is_production:
        raise SettingMissing("THUIS_SECRET_KEY is not set. Give it 32 random bytes.")
    kept = data / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32))
    return kept.read_text().strip()


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
        password=os.environ.get("THUIS_MAIL_PASSWORD", ""),
        sender=_asked("THUIS_MAIL_FROM", "@"),
        site=_origin(_asked("THUIS_ADDRESS", "://")),
    )


def _asked(name: str, sign: str) -> str:
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
