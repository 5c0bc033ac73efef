"""How long a sign-in lasts, what a password must be, and when to say: wait."""

from datetime import datetime, timedelta
from enum import StrEnum

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
INVITATION_LASTS = timedelta(days=7)

TRIES_LAST = timedelta(minutes=15)
MOST_TRIES_TOGETHER = 5
MOST_TRIES_OF_DEVICE = 20
MOST_TRIES_ON_ACCOUNT = 20

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128


class PasswordFault(StrEnum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    HOLDS_NAME = "holds_name"


def is_over(started: datetime, seen: datetime, now: datetime) -> bool:
    """Whether a session has ended by itself: half an hour still, or twelve hours."""
    return now - seen > IDLE or now - started > LONGEST


def must_wait(
    *, together: int, of_device: int, on_account: int, is_known_device: bool
) -> bool:
    """Whether this device must wait before another try at this account.

    A device that signed in to the account before is not kept out by the wrong tries
    of others, so that nobody can lock a volunteer out from afar.
    """
    crowded = on_account >= MOST_TRIES_ON_ACCOUNT and not is_known_device
    return (
        together >= MOST_TRIES_TOGETHER or of_device >= MOST_TRIES_OF_DEVICE or crowded
    )


def password_fault(password: str, *, names: list[str]) -> PasswordFault | None:
    """What is wrong with a password somebody chooses, or None.

    Length over composition, after NIST SP 800-63B section 5.1.1: three or four words
    are better than a sign and a capital.
    """
    folded = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordFault.TOO_LONG
    if len(set(folded)) < 5:
        return PasswordFault.TOO_PLAIN
    if any(len(name) > 3 and name.casefold() in folded for name in names):
        return PasswordFault.HOLDS_NAME
    return None
