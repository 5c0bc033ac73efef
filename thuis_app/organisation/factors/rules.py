"""Codes of a telephone (TOTP, RFC 6238), and printed recovery codes."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import pyotp
import segno

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.printed_codes import new_code

DIGITS, STEP_SECONDS, DRIFT = 6, 30, 1
RECOVERY_CODES = 10
Found = TypeVar("Found")

QUIET = 4
"""The white border of a QR code, in modules: ISO/IEC 18004."""


@dataclass(frozen=True)
class QrCode:
    """A QR code as an SVG draws it: its size, and the path of what is dark."""

    size: int
    path: str


def new_secret() -> str:
    """A random secret of 160 bits, as an app takes it."""
    return pyotp.random_base32()


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The step of 30 seconds of which this is the code, or None.

    The clock of a telephone may be one step away.
    """
    codes, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP_SECONDS
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(codes.generate_otp(step).encode(), code.encode()):
            return step
    return None


def address_for_app(secret: str, email: str, issuer: str) -> str:
    """What the QR code says to an app (`otpauth://`)."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def stored_for(user_id: int) -> tuple[str, str]:
    """What a stored secret is encrypted for, so that no row opens at another user."""
    return "second factor", str(user_id)


def qr_code(text: str) -> QrCode:
    """The QR code of a text."""
    rows = segno.make_qr(text, error="m").matrix
    path = "".join(
        f"M{start + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _dark(bytes(row))
    )
    return QrCode(len(rows) + 2 * QUIET, path)


def new_recovery_codes() -> list[str]:
    """Ten random codes of 80 bits, in groups of four."""
    return [new_code() for _ in range(RECOVERY_CODES)]


def must_have_address(email: str) -> None:
    """Raise RuleBroken where nobody would be mailed that the factor is taken away."""
    if not email:
        raise RuleBroken("factor.no_address")


def must_have_factor(found: Found | None) -> Found:
    """What was found; raises RuleBroken where there is nothing."""
    if found is None:
        raise RuleBroken("factor.none")
    return found


def must_not_be_required(is_required: bool) -> None:
    """Raise RuleBroken where the role of a user asks for a second factor."""
    if is_required:
        raise RuleBroken("factor.required")


def _dark(row: bytes) -> Iterator[tuple[int, int]]:
    """Where the dark runs of a row of modules begin, and how long they are."""
    at = 0
    while at < len(row):
        length = 1
        while at + length < len(row) and row[at + length] == row[at]:
            length += 1
        if row[at]:
            yield at, length
        at += length


class FactorAuditEvent(AuditEvent):
    SET_UP = "factor.set_up"
    GIVEN = "factor.given"
    RECOVERY_USED = "factor.recovery_used"
    CODES_MADE = "factor.codes_made"
    REMOVED = "factor.removed"
    RESET = "factor.reset"
