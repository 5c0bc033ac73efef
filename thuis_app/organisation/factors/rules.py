"""Codes of a telephone (TOTP, RFC 6238), and printed recovery codes."""

import hmac
from datetime import datetime
from typing import TypeVar

import pyotp

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.printed_codes import new_code

DIGITS, STEP_SECONDS, DRIFT = 6, 30, 1
RECOVERY_CODES = 10
Found = TypeVar("Found")


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


class FactorAuditEvent(AuditEvent):
    SET_UP = "factor.set_up"
    GIVEN = "factor.given"
    RECOVERY_USED = "factor.recovery_used"
    CODES_MADE = "factor.codes_made"
    REMOVED = "factor.removed"
    RESET = "factor.reset"
