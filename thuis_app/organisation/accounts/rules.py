"""The length of a session, and which roles and villages an account may have."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from thuis_app.core import clock
from thuis_app.core.actors import Role, SignInStep
from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.payloads import MailPayload

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
IDLE_ON_SHARED = timedelta(minutes=5)
LONGEST_ON_OWN = timedelta(days=14)
INVITATION_LASTS = timedelta(days=7)


# In the place of a hash: this account is signed in to by passkey alone. No password
# has this hash.
NO_PASSWORD = "!"


@dataclass(frozen=True)
class SessionLimits:
    """How long a session lasts without being used, and in all; and how long unused it
    is before it is locked."""

    idle: timedelta
    longest: timedelta
    locks_after: timedelta | None = None


ORDINARY = SessionLimits(IDLE, LONGEST)
SHARED_DEVICE = SessionLimits(IDLE_ON_SHARED, LONGEST)
OWN_DEVICE = SessionLimits(LONGEST_ON_OWN, LONGEST_ON_OWN, locks_after=IDLE)
GUARDED = frozenset(Role) - {Role.VOLUNTEER}
"""The roles that open files or account numbers, or agree to what opens them."""


class AgreementKind(StrEnum):
    """What is in force only when a second person agreed."""

    GRANT = "grant"
    LINK = "link"
    ADDRESS = "address"
    REOPEN = "reopen"
    FACTOR = "factor"
    DEPUTY = "deputy"


@dataclass(frozen=True)
class AccountEnded:
    """Event: this account is closed."""

    user_id: int


@dataclass(frozen=True)
class RoleEnded:
    """Event: this user no longer has this role, by itself or with the account.

    `heir_id` is who goes on with what they had taken on, if anybody does.
    """

    user_id: int
    role: Role
    heir_id: int | None = None


@dataclass(frozen=True)
class AccountReopened:
    """Event: this account had ended, and is open again."""

    user_id: int


@dataclass(frozen=True)
class GrantChanged:
    """Event: this user has other roles than before, or works in other villages."""

    user_id: int


@dataclass(frozen=True)
class RoleGiven:
    """Event: this user has a role that they had not before."""

    user_id: int
    role: Role


@dataclass(frozen=True)
class TabletLost:
    """Event: a tablet of this user is lost, and must open nothing any more.

    `kept_passkeys` are the ids of those that were not on it.
    """

    user_id: int
    kept_passkeys: frozenset[int] = frozenset()


class AccountNews(StrEnum):
    """What the owner of an account is mailed at once, whatever user did it."""

    LINK_MADE = "link_made"
    PASSWORD_CHANGED = "password_changed"
    ADDRESS_CHANGED = "address_changed"
    ROLES_CHANGED = "roles_changed"
    TABLET_LOST = "tablet_lost"
    FACTOR_SET_UP = "factor_set_up"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_RESET = "factor_reset"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    BANK_ACCOUNT_CHANGED = "bank_account_changed"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_LINK_MADE = "passkey_link_made"
    CODES_REFUSED = "codes_refused"
    UNLOCK_CODE_CHOSEN = "unlock_code_chosen"
    CALENDAR_LINK_MADE = "calendar_link_made"
    DEPUTY_NAMED = "deputy_named"
    REOPENED = "reopened"


NEWS_LASTS = timedelta(days=7)


@dataclass(frozen=True)
class AccountMail(MailPayload):
    """A mail to the owner of an account about a change of it, on this day."""

    kind: ClassVar[str] = "account"
    news: AccountNews
    day: date


class MailWish(StrEnum):
    """How often a user wants mail."""

    DAILY = "daily"
    NEVER = "never"


def is_over(
    started: datetime, seen: datetime, now: datetime, limits: SessionLimits = ORDINARY
) -> bool:
    """Whether a session has ended by itself: not used for so long, or begun so long
    ago.

    One that was begun or seen in the future is over too: a clock was wrong.
    """
    is_odd = max(started, seen) > now + clock.SLACK
    return is_odd or now - seen > limits.idle or now - started > limits.longest


def is_locked(seen: datetime, now: datetime, limits: SessionLimits) -> bool:
    """Whether a session has to be unlocked before it opens anything again."""
    return limits.locks_after is not None and now - seen > limits.locks_after


FRESH = timedelta(minutes=10)
MUST_HAVE_FACTOR = frozenset(
    {
        Role.COORDINATOR,
        Role.SAFEGUARDING_LEAD,
        Role.TREASURER,
        Role.ADMINISTRATOR,
    }
)
MUST_SIGN_IN_DAILY = MUST_HAVE_FACTOR | {Role.STAND_IN}


def session_limits(
    roles: frozenset[Role], *, has_unlock_code: bool, is_shared: bool
) -> SessionLimits:
    """The limits of a session, by the roles of today and by whose device it is.

    Who sees the files of others signs in every day, also on a device of their own.
    """
    if is_shared:
        return SHARED_DEVICE
    is_own = has_unlock_code and not roles & MUST_SIGN_IN_DAILY
    return OWN_DEVICE if is_own else ORDINARY


def sign_in_step(
    roles: frozenset[Role],
    *,
    has_factor: bool,
    was_given: bool,
    is_required: bool,
    is_on_paper: bool = False,
) -> SignInStep | None:
    """What is still to be done in a session, by the roles that it would have.

    Who sees the files or the account numbers of others, or keeps the accounts, has a
    second factor; the rest may have one. `is_on_paper` is whether it is no more than
    printed codes: they let in, to set up another.
    """
    if has_factor and not was_given:
        return SignInStep.CODE
    if has_factor and not is_on_paper:
        return None
    return SignInStep.SET_UP if is_required and roles & MUST_HAVE_FACTOR else None


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether a password or a code was given within the last minutes."""
    return proved_at is not None and now - FRESH <= proved_at <= now + clock.SLACK


WORK_IN_VILLAGES = frozenset({Role.VOLUNTEER, Role.COORDINATOR})
MAY_STAND_IN = frozenset({Role.COORDINATOR, Role.BOARD})


class RoleFault(StrEnum):
    LEAD_ALONE = "lead_alone"
    STAND_IN_ALONE = "stand_in_alone"
    OWN = "own"


@dataclass(frozen=True)
class Grant:
    """Roles of an account, and the villages in which they hold."""

    roles: frozenset[Role]
    all_areas: bool = False
    area_ids: frozenset[int] = frozenset()

    def goes_beyond(self, other: "Grant") -> bool:
        """Whether this allows anything that the other does not."""
        areas = self.area_ids - other.area_ids or self.all_areas
        return bool(self.roles - other.roles or (areas and not other.all_areas))

    def __or__(self, other: "Grant") -> "Grant":
        """What both allow together."""
        return Grant(
            self.roles | other.roles,
            self.all_areas or other.all_areas,
            self.area_ids | other.area_ids,
        ).trimmed

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
    """The reason why this change of roles is not possible, or None.

    An administrator reads no files, and cannot give that role to themselves.
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
    """Raise RuleBroken when no active administrator would be left."""
    if was and not stays and others == 0:
        raise RuleBroken("account.last_administrator")


def must_keep_a_lead(*, was: bool, stays: bool, others: int) -> None:
    """Raise RuleBroken when nobody would be left to read a worry.

    Whether there is one makes no difference: the answer tells nothing of that.
    """
    if was and not stays and others == 0:
        raise RuleBroken("account.last_lead")


def must_keep_coordinators(left_alone: Sequence[str]) -> None:
    """Raise RuleBroken when villages would be left without a coordinator."""
    if left_alone:
        raise RuleBroken("account.last_coordinator")


def roles_end(
    user_id: int, roles: Iterable[Role], heir_id: int | None = None
) -> list[RoleEnded]:
    """The events that these roles of a user end."""
    return [RoleEnded(user_id, role, heir_id) for role in sorted(roles)]


def must_be_in_use(is_active: bool) -> None:
    """An account that has ended is let back in first."""
    if not is_active:
        raise RuleBroken("account.ended")


def must_have_address(email: str) -> None:
    """Raise RuleBroken where there is no address to sign in with."""
    if not email:
        raise RuleBroken("account.no_address")


def needs_address(roles: frozenset[Role], *, has_password: bool) -> bool:
    """Whether an account cannot do without an e-mail address, to sign in with.

    A volunteer may have none: others write down what they tell by telephone.
    """
    return has_password or bool(roles - {Role.VOLUNTEER})


@dataclass(frozen=True)
class AgreementNeeded:
    """Question: for which of these roles of a user must a second person agree?"""

    user_id: int
    roles: frozenset[Role]


@dataclass(frozen=True)
class AgreementAsked:
    """Event: this change of an account waits until a second person agrees.

    `roles` are those for whose sake that is. An empty `grant` of the kind GRANT asks
    for nothing, and takes back what was asked before; `is_anew` asks again, also for
    the same.
    """

    kind: AgreementKind
    user_id: int
    roles: frozenset[Role]
    grant: Grant = Grant(frozenset())
    email: str = ""
    is_anew: bool = False


@dataclass(frozen=True)
class GrantWaiting:
    """Question: which roles and villages of a user wait until another agrees?"""

    user_id: int


@dataclass(frozen=True)
class IsAsked:
    """Question: does anything about this user wait until another agrees?"""

    user_id: int


@dataclass(frozen=True)
class AgreersWanted:
    """Question: what are the names of those who may agree to something about a user?"""

    user_id: int


def opened(before: Grant, after: Grant) -> frozenset[Role]:
    """The guarded roles that a change gives, or in which it gives more villages."""
    given = (after.roles - before.roles) & GUARDED
    alike = frozenset({Role.COORDINATOR}) & after.roles
    here = Grant(alike, after.all_areas, after.area_ids)
    if here.goes_beyond(Grant(alike, before.all_areas, before.area_ids)):
        return given | alike
    return given


def in_force(before: Grant, after: Grant, waiting: frozenset[Role]) -> Grant:
    """What of a change is in force while these roles wait until another agrees."""
    roles = after.roles - (waiting - before.roles)
    if Role.COORDINATOR not in roles:
        roles -= {Role.SAFEGUARDING_LEAD}
    if not roles & MAY_STAND_IN:
        roles -= {Role.STAND_IN}
    if Role.COORDINATOR not in waiting & before.roles or before.all_areas:
        return Grant(roles, after.all_areas, after.area_ids).trimmed
    kept = before.area_ids if after.all_areas else after.area_ids & before.area_ids
    return Grant(roles, area_ids=kept).trimmed


class AccountAuditEvent(AuditEvent):
    CREATED = "account.created"
    BEGUN = "account.begun"
    CHANGED = "account.changed"
    INVITED = "account.invited"
    ENDED = "account.ended"
    LET_IN = "account.let_in"
    MAIL_REFUSED = "account.mail_refused"
