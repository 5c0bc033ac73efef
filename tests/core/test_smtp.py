"""The talk with a real mail server: in private, with a password, and with patience."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.mailbox import SENDER, SITE, Mailbox, served
from thuis_app.core.smtp import (
    MailServer,
    NoAnswer,
    Security,
    ServerAway,
    SmtpClient,
    Undelivered,
    message,
    message_id,
)

NOWHERE = MailServer(host="127.0.0.1", port=1, sender=SENDER, site=SITE, patience=1)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def server(mailbox: Mailbox) -> Iterator[MailServer]:
    with served(mailbox) as found:
        yield found


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of this machine, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    shape = serialization.PrivateFormat.PKCS8
    pem = serialization.Encoding.PEM
    file = tmp_path / "certificate.pem"
    file.write_bytes(made.public_bytes(pem) + key.private_bytes(pem, shape, plain))
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def private(mailbox: Mailbox, tls: ssl.SSLContext) -> Iterator[MailServer]:
    with served(mailbox, tls=tls) as found:
        yield found


def carry(server: MailServer, to: str = "griet@example.org", **more: str) -> None:
    words = {
        "key": "k",
        "subject": "Tea",
        "text": "Two cups.",
        "sender": "Thuis",
    } | more
    with SmtpClient(server) as client:
        client.send(message(server, to=to, **words))


def test_a_mail_arrives_as_it_was_written(server: MailServer, mailbox: Mailbox) -> None:
    carry(server, subject="Één kop thee", text="Twee koppen: één voor jou.\n")

    [mail] = mailbox.mails
    assert (mail["Subject"], mail["To"]) == ("Één kop thee", "griet@example.org")
    assert mail["From"] == f"Thuis <{SENDER}>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mailbox.text().strip() == "Twee koppen: één voor jou."


def test_a_copy_has_the_same_name_and_another_house_another(server: MailServer) -> None:
    elsewhere = replace(server, site="https://elders.example.org")

    assert message_id(server, "k") == message_id(server, "k")
    assert message_id(server, "k") != message_id(server, "l")
    assert message_id(server, "k").split("@")[0] != message_id(elsewhere, "k")
    assert "k:12" not in message_id(server, "k:12")


def test_the_name_of_a_house_cannot_add_a_line(
    server: MailServer, mailbox: Mailbox
) -> None:
    for wrong in (
        {"sender": "Thuis\nBcc: x@example.org"},
        {"subject": "a\r\nBcc: x@y"},
    ):
        with pytest.raises(ValueError, match=r"linefeed|carriage|CR or LF"):
            carry(server, **wrong)

    assert mailbox.mails == []


@pytest.mark.parametrize("address", ["", "griet", "a b@c", "a@b\nBcc: x@y", "@"])
def test_what_is_no_address_is_not_tried(server: MailServer, address: str) -> None:
    with pytest.raises(Undelivered):
        carry(server, to=address)


@pytest.mark.parametrize("code", ["450", "550"])
def test_a_refusal_tells_its_number_and_no_address(
    server: MailServer, mailbox: Mailbox, code: str
) -> None:
    mailbox.refuse["griet@example.org"] = f"{code} <griet@example.org> not here"

    with pytest.raises(Undelivered) as refused:
        carry(server)

    assert refused.value.trouble == code


def test_after_a_refusal_the_next_one_is_taken(
    server: MailServer, mailbox: Mailbox
) -> None:
    mailbox.refuse["griet@example.org"] = "550 no"
    words = {"key": "k", "subject": "Tea", "text": "Two.", "sender": "Thuis"}

    with SmtpClient(server) as client:
        with pytest.raises(Undelivered):
            client.send(message(server, to="griet@example.org", **words))
        client.send(message(server, to="jan@example.org", **words))

    assert mailbox.to == ["jan@example.org"]


def test_patience_with_a_silent_server_ends(
    server: MailServer, mailbox: Mailbox
) -> None:
    mailbox.silent.add("griet@example.org")

    with pytest.raises(NoAnswer):
        carry(replace(server, patience=0.3))


def test_a_server_that_is_not_there_is_away() -> None:
    with pytest.raises(ServerAway):
        carry(NOWHERE)


def test_mail_goes_in_private_to_a_server_that_proves_who_it_is(
    private: MailServer,
    mailbox: Mailbox,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    carry(private)

    assert len(mailbox.mails) == 1


def test_a_server_that_does_not_prove_it_gets_nothing(
    private: MailServer, mailbox: Mailbox
) -> None:
    with pytest.raises(ServerAway):
        carry(private)

    assert mailbox.mails == []


def test_without_private_talk_nothing_is_sent_to_a_server_that_should_have_it(
    server: MailServer, mailbox: Mailbox
) -> None:
    with pytest.raises(ServerAway):
        carry(replace(server, security=Security.STARTTLS))

    assert mailbox.mails == []


def test_the_password_is_used_and_never_shown(
    mailbox: Mailbox,
    tls: ssl.SSLContext,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with served(mailbox, tls=tls, wants_password=True) as found:
        carry(replace(found, user="thuis", password="melkbus"))
        with pytest.raises(ServerAway) as refused:
            carry(replace(found, user="thuis", password="fout"))

    assert refused.value.trouble == "535"
    assert "melkbus" not in repr(replace(NOWHERE, password="melkbus"))
    assert len(mailbox.mails) == 1
