"""Errors of the domain, which `web/errors.py` translates into answers.

The words themselves are translated in `web/errors.py`; a feature may hand in its own
sentence, already translated or lazily so.
"""

from typing import Any


class Refused(Exception):
    """Something was asked that cannot be done; `message` may be shown to the user."""

    def __init__(self, message: Any = None) -> None:
        self.message = message
        super().__init__(str(type(self).__name__))


class Missing(Refused):
    """There is no such record, or none that this actor may know of."""


class Denied(Refused):
    """The actor may see the record but may not do this to it."""


class RuleBroken(Refused):
    """The record is not in a state that allows this.

    `code` names the rule in plain words (`room.full`); the web has its sentence.
    """

    def __init__(self, code: str, message: Any = None) -> None:
        self.code = code
        super().__init__(message)


class Clash(Refused):
    """Another request changed the same rows first, twice in a row."""


class Busy(Refused):
    """Too much is waiting already; the same request succeeds a little later."""


class Damaged(Busy):
    """The database is damaged: nothing is written until a backup was put back."""


class StartRefused(RuntimeError):
    """Thuis must not start; the message says in one sentence why, and what to do."""


def require(allowed: bool) -> None:
    """Stop here unless a policy allowed it."""
    if not allowed:
        raise Denied
