"""A device that makes and uses passkeys: an authenticator of WebAuthn (ES256)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

ORIGIN = "http://localhost"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def text_of(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """A tablet with one passkey. What differs from a good one is given to a call."""

    credential_id: bytes = b"a passkey of a tablet"
    sign_count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def cose_key(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def create(
        self, options: dict[str, Any], *, origin: str = ORIGIN, verified: bool = True
    ) -> str:
        """What a browser sends after `navigator.credentials.create`."""
        about = bytes(16) + len(self.credential_id).to_bytes(2, "big")
        data = self._about(options["rp"]["id"], verified, HAS_KEY)
        data += about + self.credential_id + self.cose_key
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"], origin)
        return self._sent(clientDataJSON=client, attestationObject=attested)

    def get(
        self,
        options: dict[str, Any],
        *,
        origin: str = ORIGIN,
        site: str = "",
        verified: bool = True,
    ) -> str:
        """What a browser sends after `navigator.credentials.get`."""
        self.sign_count += 1
        data = self._about(site or options["rpId"], verified)
        client = self._client("webauthn.get", options["challenge"], origin)
        signed = data + sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._sent(
            clientDataJSON=client, authenticatorData=data, signature=signature
        )

    def _about(self, site: str, verified: bool, more: int = 0) -> bytes:
        flags = PRESENT | more | (VERIFIED if verified else 0)
        count = self.sign_count.to_bytes(4, "big")
        return sha256(site.encode()).digest() + bytes([flags]) + count

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": origin}
        return json.dumps(said).encode()

    def _sent(self, **response: bytes) -> str:
        name = text_of(self.credential_id)
        parts = {key: text_of(value) for key, value in response.items()}
        kind = "public-key"
        return json.dumps({"id": name, "rawId": name, "type": kind, "response": parts})


SAMPLE_DEVICE = Device(b"a passkey of the sample")
"""The device of `make.passkey`."""
