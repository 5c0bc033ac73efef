"""A real mail server for tests, with a mailbox to look into."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession

from thuis_app.core.smtp import MailServer, Security

SITE = "https://thuis.example.org"
SENDER = "thuis@example.org"


class Mailbox:
    """What came in; `refuse` and `silent` say to which address it answers badly."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.silent: set[str] = set()
        self.signed_in = False

    @property
    def to(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]

    def text(self) -> str:
        """The words of the only mail."""
        [mail] = self.mails
        return str(mail.get_content())

    async def handle_RCPT(
        self,
        _server: Any,
        _session: SmtpSession,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if address in self.silent:
            await asyncio.sleep(60)
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(
        self, _server: Any, _session: SmtpSession, envelope: Envelope
    ) -> str:
        parsed = message_from_bytes(_bytes(envelope.content), policy=policy.SMTP)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        return "250 OK"

    def knows(self, *wanted: Any) -> AuthResult:
        given = wanted[-1]
        assert isinstance(given, LoginPassword)
        self.signed_in = given.password == b"melkbus"
        return AuthResult(success=self.signed_in, handled=self.signed_in)


@contextmanager
def served(
    mailbox: Mailbox, *, tls: ssl.SSLContext | None = None, wants_password: bool = False
) -> Iterator[MailServer]:
    """A server on a port of its own that fills this mailbox."""
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=_free_port(),
        tls_context=tls,
        auth_required=wants_password,
        authenticator=mailbox.knows,
    )
    controller.start()
    try:
        yield MailServer(
            host="127.0.0.1",
            port=controller.port,
            sender=SENDER,
            site=SITE,
            security=Security.STARTTLS if tls else Security.NONE,
            patience=1.0,
        )
    finally:
        controller.stop()


def _bytes(content: bytes | str | None) -> bytes:
    assert isinstance(content, bytes)
    return content


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
