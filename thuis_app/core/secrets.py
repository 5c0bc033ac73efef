"""Passwords and keys: made, kept as a hash only, and compared."""

import hashlib
import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_two_at_once = BoundedSemaphore(2)
_nobody = ""


def hash_password(password: str) -> str:
    """The argon2id hash of a password (46 MiB, one pass: OWASP's smallest setting)."""
    with _two_at_once:
        return _hasher.hash(password)


def is_password(password: str, kept: str) -> bool:
    """Whether this is the password; takes as long when there is no such account."""
    with _two_at_once:
        try:
            return bool(_hasher.verify(kept or _hash_of_nobody(), password) and kept)
        except (VerificationError, InvalidHashError):
            return False


def new_key() -> str:
    """A key nobody can guess (256 bits), fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def _hash_of_nobody() -> str:
    global _nobody
    _nobody = _nobody or _hasher.hash(secrets.token_hex())
    return _nobody
