"""The five digits that unlock a session on a device of one's own."""

import re
from enum import StrEnum
from itertools import pairwise

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.normalize import normal
from thuis_app.core.secrets import keyed_hash

DIGITS = 5
MOST_WRONG = 5
FEWEST_DIFFERENT = 3
# What people choose for dates and years, and the corners and the cross of the keys.
YEAR = re.compile("19[0-9]{2}|20[0-3][0-9]")
ON_THE_KEYS = {"25800", "02580", "14789", "12369", "13791", "15937", "35715", "45654"}
OFTEN_CHOSEN = {"12312", "11223", "12233", "12321", "54345", "90210"}


class CodeFault(StrEnum):
    NOT_DIGITS = "not_digits"
    TOO_EASY = "too_easy"
    HOLDS_YEAR = "holds_year"


def plain_code(typed: str) -> str:
    """A code as it is compared: without spaces, digits of any script as ASCII."""
    return "".join(normal(typed, "NFKC").split())


def code_fault(code: str) -> CodeFault | None:
    """The reason why this code is refused when it is chosen, or None.

    A year may be that of a birth: those are the first that are tried.
    """
    if not is_code(code):
        return CodeFault.NOT_DIGITS
    if len(set(code)) < FEWEST_DIFFERENT or _is_row(code):
        return CodeFault.TOO_EASY
    if code in ON_THE_KEYS | OFTEN_CHOSEN:
        return CodeFault.TOO_EASY
    return CodeFault.HOLDS_YEAR if YEAR.search(code) else None


def is_code(code: str) -> bool:
    """Whether this can be a code at all."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def bound_code(secret: str, session_id: int, code: str) -> str:
    """What is hashed of a code: it fits one session of this installation alone.

    Five digits are soon tried out; a copy of the database without the secret says
    nothing of them.
    """
    return keyed_hash(secret, f"unlock {session_id} {code}")


def is_last_try(wrong_codes: int) -> bool:
    """Whether after so many wrong codes only the password opens anything."""
    return wrong_codes >= MOST_WRONG


def _is_row(code: str) -> bool:
    """Whether each digit is as far from the one before: 12345, 98765, 13579, 67890."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(code)}
    return len(steps) == 1


class UnlockCodeAuditEvent(AuditEvent):
    CHOSEN = "device.code_chosen"
    UNLOCKED = "device.unlocked"
    REFUSED = "device.code_refused"
