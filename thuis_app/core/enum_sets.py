"""Sets of members of an enumeration in one column."""

import json
import logging
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

Member = TypeVar("Member", bound=StrEnum)

log = logging.getLogger(__name__)


class EnumSet(TypeDecorator[frozenset[Member]]):
    """A set of members of an enumeration, as a JSON array of their values.

    The array is text on every database, in the order of the enumeration, so that equal
    sets are equal texts. A value in an old row that is no member any more is left out
    of what is read, with a warning in the log; the row keeps it until the set changes.
    """

    impl = String
    cache_ok = True

    def __init__(self, kind: type[Member]) -> None:
        super().__init__()
        self.kind = kind

    @property
    def python_type(self) -> type[Any]:
        """What a row holds, of whatever the text is made."""
        return frozenset

    def process_bind_param(
        self, value: frozenset[Member] | None, dialect: Dialect
    ) -> str | None:
        return None if value is None else as_json(self.kind, frozenset(value))

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> frozenset[Member] | None:
        return None if value is None else _members(self.kind, value)


@lru_cache(maxsize=4096)
def as_json(kind: type[Member], members: frozenset[Member]) -> str:
    """The JSON array that `EnumSet` stores; ValueError for what is no member."""
    return json.dumps(ordered(map(kind, members)))


def ordered(members: Iterable[Member]) -> list[Member]:
    """These members, each once, in the order of their enumeration."""
    return sorted(set(members), key=_position)


def _position(member: StrEnum) -> int:
    return list(type(member)).index(member)


@lru_cache(maxsize=4096)
def _members(kind: type[Member], text: str) -> frozenset[Member]:
    """The members in a JSON array; thousands of rows hold a few hundred sets."""
    values = frozenset(json.loads(text))
    members = frozenset(member for member in kind if member.value in values)
    if unknown := len(values - members):
        log.warning(
            "%s unknown value(s) in a set of %s left out", unknown, kind.__name__
        )
    return members
