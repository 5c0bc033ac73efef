"""How long a sign-in lasts, what a password must be, and who may be allowed what."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from thuis_app.core.actors import Role
from thuis_app.core.errors import RuleBroken

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


class MailWish(StrEnum):
    """How often somebody wants to be mailed."""

    DAILY = "daily"
    NEVER = "never"


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


WORK_IN_VILLAGES = frozenset({Role.VOLUNTEER, Role.COORDINATOR})
MAY_STAND_IN = frozenset({Role.COORDINATOR, Role.BOARD})


class RoleFault(StrEnum):
    LEAD_ALONE = "lead_alone"
    STAND_IN_ALONE = "stand_in_alone"
    OWN = "own"


@dataclass(frozen=True)
class Grant:
    """What an account is allowed: its roles, and the villages they hold in."""

    roles: frozenset[Role]
    all_areas: bool = False
    area_ids: frozenset[int] = frozenset()

    def goes_beyond(self, other: "Grant") -> bool:
        """Whether this allows anything that the other does not."""
        areas = self.area_ids - other.area_ids or self.all_areas
        return bool(self.roles - other.roles or (areas and not other.all_areas))

    @property
    def works_in_villages(self) -> bool:
        return bool(self.roles & WORK_IN_VILLAGES)

    @property
    def trimmed(self) -> "Grant":
        """Without villages where they mean nothing, or where all of them are meant."""
        if not self.works_in_villages:
            return Grant(self.roles)
        return Grant(self.roles, True) if self.all_areas else self


def role_fault(before: Grant, after: Grant, *, is_self: bool) -> RoleFault | None:
    """What is wrong with what an account is to be allowed, or None.

    Whoever keeps the accounts reads no files, and cannot give that to themselves.
    """
    lead_alone = Role.SAFEGUARDING_LEAD in after.roles
    if lead_alone and Role.COORDINATOR not in after.roles:
        return RoleFault.LEAD_ALONE
    if Role.STAND_IN in after.roles and not after.roles & MAY_STAND_IN:
        return RoleFault.STAND_IN_ALONE
    if is_self and after.goes_beyond(before):
        return RoleFault.OWN
    return None


def must_keep_an_administrator(*, was: bool, stays: bool, others: int) -> None:
    """There is always somebody who can let others in."""
    if was and not stays and others == 0:
        raise RuleBroken("account.last_administrator")


def must_be_in_use(is_active: bool) -> None:
    """An account that has ended is let back in first."""
    if not is_active:
        raise RuleBroken("account.ended")
