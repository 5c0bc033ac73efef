"""The postman: carries mail to the mail server of the foundation."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from hashlib import sha256
from types import TracebackType
from urllib.parse import urlsplit

from thuis_app.core import clock

NOT_TAKEN = (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)
NO_ANSWER = (OSError, smtplib.SMTPException)


class Security(StrEnum):
    """The encryption of the connection to the mail server."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, in whose name, and where its link leads."""

    host: str
    sender: str
    site: str
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)
    security: Security = Security.STARTTLS
    patience: float = 20.0

    @property
    def name(self) -> str:
        """The host name that is given to the server in EHLO."""
        return urlsplit(self.site).hostname or "localhost"


class Undelivered(Exception):
    """A mail was not taken; `trouble` says why, without a name or an address."""

    def __init__(self, trouble: str) -> None:
        self.trouble = trouble
        super().__init__(trouble)


class AddressRefused(Undelivered):
    """The address takes no mail, and will not take the next one either."""


class NoAnswer(Undelivered):
    """The server stopped answering; whether it has the mail is not known."""


class ServerAway(Undelivered):
    """There is no talking to the server now, about any mail."""


def message_id(server: MailServer, key: str) -> str:
    """The Message-ID of a mail: the same for the same key."""
    digest = sha256(f"{server.site} {key}".encode()).hexdigest()[:40]
    return f"<{digest}@{server.name}>"


def message(
    server: MailServer, *, key: str, to: str, subject: str, text: str, sender: str
) -> EmailMessage:
    """A mail as it goes out. Its headers ask machines not to answer it."""
    found = EmailMessage(policy=SMTP)
    found["From"] = Address(sender, addr_spec=server.sender)
    found["To"] = _address(to)
    found["Subject"] = subject
    found["Date"] = format_datetime(clock.local(clock.now()))
    found["Message-ID"] = message_id(server, key)
    found["Auto-Submitted"] = "auto-generated"
    found["X-Auto-Response-Suppress"] = "All"
    found.set_content(text, cte="quoted-printable")
    return found


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        raise AddressRefused("address") from None


class SmtpClient:
    """A connection to the mail server; opened when the first mail is sent."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> "SmtpClient":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail. When this returns, the server has taken it."""
        line = self._line or self._connect()
        self._line = line
        try:
            line.send_message(mail)
        except NOT_TAKEN as error:
            self._close()
            raise _not_taken(error) from None
        except smtplib.SMTPNotSupportedError:
            raise AddressRefused("address") from None
        except NO_ANSWER:
            self._drop()
            raise NoAnswer("no answer") from None

    def _connect(self) -> smtplib.SMTP:
        try:
            return self._opened()
        except smtplib.SMTPResponseException as error:
            raise ServerAway(_code(error)) from None
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(type(error).__name__) from None

    def _opened(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        place = (server.host, server.port, server.name)
        line: smtplib.SMTP
        if server.security is Security.TLS:
            line = smtplib.SMTP_SSL(*place, timeout=server.patience, context=context)
        else:
            line = smtplib.SMTP(*place, timeout=server.patience)
        try:
            if server.security is Security.STARTTLS:
                line.starttls(context=context)
            if server.user:
                line.login(server.user, server.password)
        except BaseException:
            line.close()
            raise
        return line

    def _close(self) -> None:
        """Say goodbye, as far as the server still listens."""
        if self._line is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._line.quit()
        self._drop()

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None


def _not_taken(error: Exception) -> Undelivered:
    """What to raise: only a lasting answer (5xx) to the address is of the address."""
    code = _code(error)
    is_of_address = isinstance(error, smtplib.SMTPRecipientsRefused)
    return (AddressRefused if is_of_address and code[:1] == "5" else Undelivered)(code)


def _code(error: Exception) -> str:
    """The number of an answer; its words may hold an address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return str(next(iter(error.recipients.values()))[0])
    return str(getattr(error, "smtp_code", ""))
