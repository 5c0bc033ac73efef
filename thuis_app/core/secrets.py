"""Passwords and keys: made, kept as a hash only, and compared."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from thuis_app.core.errors import Busy
from thuis_app.core.words import normal

# A hash takes 46 MiB and some 0.05 s of a processor; those who wait hold a thread each.
HASHES_AT_ONCE, HASHES_WAITING = 2, 8

_hasher = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_running = BoundedSemaphore(HASHES_AT_ONCE)
_taken = BoundedSemaphore(HASHES_AT_ONCE + HASHES_WAITING)
_nobody = ""


def hash_password(password: str) -> str:
    """The argon2id hash of a password (46 MiB, one pass: OWASP's smallest setting).

    An é of one sign and one of two are the same password: NIST SP 800-63B, 5.1.1.2.
    Raises `Busy` when too many hashes are waiting. Call it outside any transaction.
    """
    with _turn():
        return _hasher.hash(normal(password, "NFKC"))


def is_password(password: str, kept: str) -> bool:
    """Whether this is the password; takes as long when there is no such account.

    Hashes of before passwords were normalized still match what was typed then.
    Raises `Busy` when too many hashes are waiting. Call it outside any transaction.
    """
    spellings = dict.fromkeys((normal(password, "NFKC"), password))
    with _turn():
        return any(_matches(spelling, kept) for spelling in spellings)


def keyed_hash(secret: str, text: str) -> str:
    """A hash by which a text is known again, to nobody without the secret."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def new_key() -> str:
    """A key nobody can guess (256 bits), fit for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until fewer than two hashes are made, unless too many wait already."""
    if not _taken.acquire(blocking=False):
        raise Busy
    try:
        with _running:
            yield
    finally:
        _taken.release()


def _matches(password: str, kept: str) -> bool:
    try:
        return bool(_hasher.verify(kept or _hash_of_nobody(), password) and kept)
    except (VerificationError, InvalidHashError):
        return False


def _hash_of_nobody() -> str:
    global _nobody
    _nobody = _nobody or _hasher.hash(secrets.token_hex())
    return _nobody
