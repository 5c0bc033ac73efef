"""Hashes of passwords that cost next to nothing, where hashing is not the matter."""

from functools import cache

from argon2 import PasswordHasher

_cheapest = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@cache
def cheap_hash(password: str) -> str:
    """The argon2id hash of a password with as little work as argon2 allows.

    A hash says itself what it costs: Thuis compares this one a hundred times as fast
    as one of its own.
    """
    return _cheapest.hash(password)
