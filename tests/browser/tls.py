"""A proxy that ends TLS, as it stands in front of a real installation."""

import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "date", "server"}
TIMEOUT = 60


@dataclass
class Manners:
    """What the proxy does with a request, and what the browser behind it leaves out."""

    says_https: bool = True
    passes_host: bool = True
    is_old_safari: bool = False
    """No Sec-Fetch headers, and `Origin: null` as under Referrer-Policy no-referrer."""


@dataclass(frozen=True)
class Certificate:
    """A file with a certificate and its key, and the digest of the public key.

    Chromium trusts that key by a flag. To look away from every fault of certificates
    would not do: then it refuses service workers.
    """

    file: Path
    digest: str

    @property
    def flag(self) -> str:
        return f"--ignore-certificate-errors-spki-list={self.digest}"


def certificate_in(folder: Path) -> Certificate:
    """A certificate for this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "tls.pem"
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(made.public_bytes(Encoding.PEM) + plain)
    public = key.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return Certificate(file, b64encode(sha256(public).digest()).decode())


class Proxy(ThreadingHTTPServer):
    """Ends TLS on https://localhost, and asks `upstream`; `manners` may be changed."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, upstream: str, certificate: Certificate) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.manners = Manners()
        self.upstream = urlsplit(upstream).netloc
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.file)
        # The handshake is for the thread of the connection, not for the one listener.
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser closes connections as it likes; that is no error."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def do_GET(self) -> None:
        manners = self.server.manners
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        upstream = HTTPConnection(self.server.upstream, timeout=TIMEOUT)
        upstream.putrequest(
            self.command, self.path, skip_host=True, skip_accept_encoding=True
        )
        for name, value in self._headers(manners):
            upstream.putheader(name, value)
        upstream.endheaders(body or None)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_HEAD = do_GET

    def _headers(self, manners: Manners) -> Iterator[tuple[str, str]]:
        yield "Host", self.headers["Host"] if manners.passes_host else self._upstream
        yield "Connection", "close"
        yield "X-Forwarded-For", str(self.client_address[0])
        if manners.says_https:
            yield "X-Forwarded-Proto", "https"
        for name, value in self.headers.items():
            lower = name.lower()
            if lower in HOP_BY_HOP | {"host"} or lower.startswith("x-forwarded-"):
                continue
            if manners.is_old_safari and lower.startswith("sec-"):
                continue
            if manners.is_old_safari and lower == "origin":
                yield name, "null"
            else:
                yield name, value

    @property
    def _upstream(self) -> str:
        return self.server.upstream

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what goes wrong shows in the browser."""


@contextmanager
def tls_in_front_of(
    upstream: str, port: int, certificate: Certificate
) -> Iterator[Proxy]:
    """A proxy on this port that answers until the end of the block."""
    proxy = Proxy(port, upstream, certificate)
    Thread(target=proxy.serve_forever, daemon=True).start()
    yield proxy
    proxy.shutdown()
    proxy.server_close()
