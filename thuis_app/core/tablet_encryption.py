"""Encryption of the reports that tablets keep and of short secrets, and opaque names
of rows.

A tablet encrypts with a key made for one envelope (ECDH on P-256), which it forgets: it
cannot read the report again. We hold the private keys, one on each line of one text:
the last one is for new envelopes, the earlier ones still decrypt what is on its way,
and the first one makes the names.
"""

import base64
import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
KEY_BYTES, POINT_BYTES, NONCE_BYTES = 32, 65, 12
PURPOSE, NAMES = b"thuis tablet report", b"thuis tablet names"
STORED = b"thuis stored secrets"


class DecryptionFailed(Exception):
    """The envelope is not for our keys, was changed, or its key is gone."""


def plain(text: str) -> bytes:
    """The bytes of url-safe base64 without padding."""
    if not text.isascii():
        raise ValueError("not base64")
    return base64.b64decode(text + "=" * (-len(text) % 4), "-_", validate=True)


def written(value: bytes) -> str:
    """Bytes as base64 that fits in an address."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def new_key() -> str:
    """A new private key, as one line of text."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return written(number.to_bytes(KEY_BYTES, "big"))


class Keyring:
    """The private keys of the installation: they decrypt envelopes and make names."""

    def __init__(self, lines: str) -> None:
        private = [plain(line.strip()) for line in lines.split()]
        if not private or any(len(key) != KEY_BYTES for key in private):
            raise ValueError("the keys for tablets are not what they should be")
        keys = [ec.derive_private_key(int.from_bytes(k, "big"), CURVE) for k in private]
        self._keys: Mapping[str, ec.EllipticCurvePrivateKey] = {
            _name_of(point(key.public_key())): key for key in keys
        }
        self.key_id = _name_of(point(keys[-1].public_key()))
        self.public = written(point(keys[-1].public_key()))
        self._names = AESSIV(_derived(private[0], b"", NAMES))
        self._stored = [AESGCM(_derived(key, b"", STORED)) for key in private]

    def has(self, key_id: str) -> bool:
        """Whether the key of this name is among them."""
        return key_id in self._keys

    def open(
        self,
        *,
        key_id: str,
        sender: bytes,
        nonce: bytes,
        ciphertext: bytes,
        about: bytes,
    ) -> bytes:
        """The decrypted content, `about` being associated data; or DecryptionFailed."""
        try:
            key = self._keys[key_id]
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
            shared = key.exchange(ec.ECDH(), theirs)
            salt = sender + point(key.public_key())
            once = AESGCM(_derived(shared, salt, PURPOSE))
            return once.decrypt(nonce, ciphertext, about)
        except (KeyError, ValueError, InvalidTag) as error:
            raise DecryptionFailed from error

    def name(self, number: int, *about: str) -> str:
        """A name for a row that tells an outsider nothing, the same each time."""
        kind = [part.encode() for part in about]
        return written(self._names.encrypt(number.to_bytes(8, "big"), kind))

    def number(self, name: str, *about: str) -> int | None:
        """The row id behind a name; None when it was not made for this user."""
        try:
            kind = [part.encode() for part in about]
            return int.from_bytes(self._names.decrypt(plain(name), kind), "big")
        except (ValueError, InvalidTag):
            return None

    def encrypt(self, secret: str, *about: str) -> str:
        """A short secret, encrypted to be stored, for what it is about alone."""
        nonce, kind = os.urandom(NONCE_BYTES), "\0".join(about).encode()
        return written(nonce + self._stored[-1].encrypt(nonce, secret.encode(), kind))

    def decrypt(self, stored: str, *about: str) -> str:
        """The secret that `encrypt` made, with any of the keys; or DecryptionFailed."""
        kind = "\0".join(about).encode()
        for key in reversed(self._stored):
            with suppress(ValueError, InvalidTag):
                content = plain(stored)
                secret = key.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], kind)
                return secret.decode()
        raise DecryptionFailed


@lru_cache(maxsize=8)
def keyring(lines: str) -> Keyring:
    """The keyring of these lines, made once."""
    return Keyring(lines)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """A public key as browsers write it: 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _name_of(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:12]


def _derived(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt, purpose).derive(secret)
