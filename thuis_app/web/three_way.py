"""Three-way merge of the fields of a form: what the page showed, what was typed, and
what is stored now.

The page carries a digest of each value that it showed, so that it can be told later
which fields its user changed, and which were changed by others meanwhile.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from wtforms import Field

LENGTH = 12


def base_of(fields: Iterable[Field], stored: Any, now: Mapping[str, Any]) -> str:
    """Digests of the fields that show what is stored, as one text for the page.

    `now` holds what is stored under other names than those of the record.
    """
    shown = (one for one in fields if one.name in now or hasattr(stored, one.name))
    return " ".join(
        f"{one.name}:{_digest(one.data)}"
        for one in shown
        if _digest(one.data) == _digest(_value(one, stored, now))
    )


def base_now(fields: Iterable[Field], stored: Any, now: Mapping[str, Any]) -> str:
    """Digests of what is stored now under these names."""
    return " ".join(f"{one.name}:{_digest(_value(one, stored, now))}" for one in fields)


def read(base: str) -> Mapping[str, str]:
    """The digests by the names of their fields; what is no digest is left out."""
    pairs = (one.rpartition(":") for one in base.split())
    return {name: digest for name, _colon, digest in pairs if name}


def is_unchanged(value: Any, digest: str) -> bool:
    """Whether this is what the page showed."""
    return _digest(value) == digest


def fill(field: Field, value: Any) -> None:
    """Let a field show a stored value instead of what came with the form."""
    field.raw_data = None
    if hasattr(field, "typed"):
        field.typed = ""
    field.process(None, value)


def _value(field: Field, stored: Any, now: Mapping[str, Any]) -> Any:
    return now.get(field.name, getattr(stored, field.name, None))


def _digest(value: Any) -> str:
    return sha256(_plain(value).encode()).hexdigest()[:LENGTH]


def _plain(value: Any) -> str:
    """The same text for the same answer; nothing and an empty text are one."""
    if value is None or value is False:
        return ""
    if isinstance(value, (frozenset, set, list, tuple)):
        return "\n".join(sorted(_plain(one) for one in value))
    return "\n".join(str(value).split("\r\n")).strip()
