"""Payloads of mails: ids, dates, numbers and enumerations, no text.

Each kind of mail has a frozen dataclass, in the rules of the feature that posts it.
"""

import json
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, get_type_hints


@dataclass(frozen=True)
class MailPayload:
    """The payload of one kind of mail.

    Its fields are of `int`, `date` or a `StrEnum`, so that no name fits in.
    """

    kind: ClassVar[str]


Payload = TypeVar("Payload", bound=MailPayload)


def as_json(payload: MailPayload) -> str:
    """The fields of a payload as JSON; TypeError where one holds anything else."""
    found = {one.name: getattr(payload, one.name) for one in fields(payload)}
    return json.dumps({name: _plain(value) for name, value in found.items()})


def from_json(kind: type[Payload], text: str) -> Payload:
    """The payload that `as_json` wrote; an error where a field is missing or wrong."""
    types, kept = get_type_hints(kind), json.loads(text)
    values = {one.name: _read(types[one.name], kept[one.name]) for one in fields(kind)}
    return kind(**values)


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if type(value) is date:
        return value.isoformat()
    if type(value) is int:
        return value
    raise TypeError("a mail keeps integers, dates and enumerations alone")


def _read(kind: Any, value: Any) -> Any:
    return date.fromisoformat(value) if kind is date else kind(value)
