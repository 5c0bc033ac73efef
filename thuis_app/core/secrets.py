"""Passwords and keys: made, kept as a hash only, and compared."""

import hashlib
import hmac
import os
import secrets
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, get_native_id
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from thuis_app.core.errors import Busy
from thuis_app.core.normalize import normal

# A hash takes 46 MiB and some 0.05 s of a processor; those who wait hold a thread each.
HASHES_AT_ONCE, HASHES_WAITING = 2, 8
NICENESS = 10

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def _give_way() -> None:
    """Lower the priority of this thread (on Linux), so that requests go first."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), NICENESS)


_hasher = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
_taken = BoundedSemaphore(HASHES_AT_ONCE + HASHES_WAITING)
_dummy = ""
_hashers = ThreadPoolExecutor(HASHES_AT_ONCE, "hash", _give_way)


def hash_password(password: str) -> str:
    """The argon2id hash of a password (46 MiB, one pass: OWASP's smallest setting).

    An é of one sign and one of two are the same password: NIST SP 800-63B, 5.1.1.2.
    Raises `Busy` when too many hashes are waiting. Call it outside any transaction.
    """
    return _in_turn(_hasher.hash, normal(password, "NFKC"))


def is_password(password: str, kept: str) -> bool:
    """Whether this is the password; takes as long when there is no such account.

    Hashes of before passwords were normalized still match what was typed then.
    Raises `Busy` when too many hashes are waiting. Call it outside any transaction.
    """
    spellings = dict.fromkeys((normal(password, "NFKC"), password))
    return _in_turn(_matches_any, [*spellings], kept)


def keyed_hash(secret: str, text: str) -> str:
    """A hash by which a text can be compared with the secret alone (HMAC)."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def new_key() -> str:
    """A random key of 256 bits, as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    """The hash under which a key is stored."""
    return hashlib.sha256(key.encode()).hexdigest()


def _in_turn(
    work: Callable[Arguments, Result],
    *arguments: Arguments.args,
    **named: Arguments.kwargs,
) -> Result:
    """Wait until fewer than two hashes are made, unless too many wait already."""
    if not _taken.acquire(blocking=False):
        raise Busy
    try:
        return _hashers.submit(work, *arguments, **named).result()
    finally:
        _taken.release()


def _matches_any(spellings: list[str], kept: str) -> bool:
    return any(_matches(spelling, kept) for spelling in spellings)


def _matches(password: str, kept: str) -> bool:
    try:
        return bool(_hasher.verify(kept or _dummy_hash(), password) and kept)
    except (VerificationError, InvalidHashError):
        return False


def _dummy_hash() -> str:
    global _dummy
    _dummy = _dummy or _hasher.hash(secrets.token_hex())
    return _dummy
