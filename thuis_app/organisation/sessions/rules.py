"""How many wrong passwords are answered, and what a password must be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from ipaddress import ip_address, ip_network
from typing import ClassVar

from thuis_app.core.audit_events import AuditEvent
from thuis_app.core.errors import RuleBroken
from thuis_app.core.normalize import normal
from thuis_app.core.passwords import is_easily_guessed, is_of_few_words
from thuis_app.core.payloads import MailPayload

# How often it is written down that a session is used; on a shared device its end is
# near at any time.
SEEN_EVERY, SEEN_EVERY_ON_SHARED = timedelta(minutes=1), timedelta(seconds=10)


MOST_TRIES_IN_SESSION = 5


# How long a wrong try counts. How many are free, and how long the next one waits at
# most: of one device at one account, of one device, at one account, from one network
# (a whole office shares one), and in all.
TRIES_COUNT_FOR = timedelta(hours=1)


LONGEST_WAIT = timedelta(minutes=1)


FREE_HERE, FREE_OF_DEVICE, FREE_ON_ACCOUNT, FREE_ON_NETWORK = 5, 20, 20, 20


FREE_ANYWHERE, LONGEST_ANYWHERE = 200, timedelta(seconds=10)


# Wrong tries at one account, or in all, within `TRIES_COUNT_FOR`, of which the
# administrator is told.
ALERT_ON_ACCOUNT, ALERT_ANYWHERE = 10, 50


# Wrong codes of an account that are answered at once within `TRIES_COUNT_FOR`.
FREE_CODES = 10


# What stands for the account where a passkey says itself which one it is of.
BY_PASSKEY = "passkey"


class DeviceUse(StrEnum):
    """Whose device this is, as is said at the sign-in."""

    ORDINARY = "ordinary"
    OWN = "own"
    SHARED = "shared"


class PasswordFault(StrEnum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    HOLDS_NAME = "holds_name"
    TOO_COMMON = "too_common"


@dataclass(frozen=True)
class SignInAttempt:
    """A try to sign in: at which account, on which device, from which network.

    The first three are keyed hashes, by which wrong tries are counted; `network` is
    empty where it is not known.
    """

    account: str
    device: str
    network: str
    email: str
    device_key: str


@dataclass(frozen=True)
class SignInTries:
    """Wrong tries of the last hour, and when the last of them was."""

    count: int = 0
    last_at: datetime | None = None

    def must_wait(
        self, now: datetime, free: int, longest: timedelta = LONGEST_WAIT
    ) -> bool:
        """Whether another try comes too soon: after 1 s, 2 s, 4 s …, at most
        `longest`."""
        if self.last_at is None or self.count < free:
            return False
        gap = timedelta(seconds=2 ** min(self.count - free, 16))
        return now < self.last_at + min(gap, longest)

    def is_suspect(self, now: datetime) -> bool:
        """Whether these are more than mistakes, or one of them was a moment ago."""
        if self.last_at is None:
            return False
        return self.count > FREE_HERE or now < self.last_at + LONGEST_WAIT


@dataclass(frozen=True)
class TriesBefore:
    """The wrong tries before an attempt, by what they have in common with it."""

    here: SignInTries
    of_device: SignInTries
    on_account: SignInTries
    on_network: SignInTries
    anywhere: SignInTries


def must_wait(
    now: datetime, tries: TriesBefore, *, is_known_device: bool, has_network: bool
) -> bool:
    """Whether this attempt comes too soon, and is not looked at.

    A device that signed in to the account before waits for its own wrong tries alone.
    A new one waits for those of others, at the account or in all, where its own network
    had many wrong ones, or one within the last minute: nobody can lock a volunteer out
    from afar, by a try a minute neither.
    """
    if tries.here.must_wait(now, FREE_HERE):
        return True
    if tries.of_device.must_wait(now, FREE_OF_DEVICE):
        return True
    if is_known_device:
        return False
    if tries.on_network.must_wait(now, FREE_ON_NETWORK):
        return True
    if has_network and not tries.on_network.is_suspect(now):
        return False
    is_many = tries.anywhere.must_wait(now, FREE_ANYWHERE, LONGEST_ANYWHERE)
    return is_many or tries.on_account.must_wait(now, FREE_ON_ACCOUNT)


@dataclass(frozen=True)
class GuessingMail(MailPayload):
    """A mail to an administrator that passwords are guessed, once a day."""

    kind: ClassVar[str] = "guessing"
    day: date


def is_guessing(wrong: Mapping[str, int]) -> bool:
    """Whether so many wrong passwords, by account, are told to the administrator."""
    many = sum(wrong.values()) >= ALERT_ANYWHERE
    return many or any(map(is_guessed_at, wrong.values()))


def is_guessed_at(count: int) -> bool:
    """Whether so many wrong passwords at one account are more than mistakes."""
    return count >= ALERT_ON_ACCOUNT


def key_of_guessing(user_id: int, day: date) -> str:
    """The same for everything on one day: a thousand tries are one mail."""
    return f"guessing:{user_id}:{day.isoformat()}"


def in_session(session_id: int) -> str:
    """The key under which wrong passwords of a session are counted."""
    return f"session {session_id}"


def of_codes(user_id: int) -> str:
    """The key under which wrong codes of an account are counted."""
    return f"codes {user_id}"


def must_be_new(has_way_in: bool) -> None:
    """Raise RuleBroken where there is a way to sign in to an account already."""
    if has_way_in:
        raise RuleBroken("passkey.not_new")


def network_of(address: str) -> str:
    """The network that one subscriber has: an IPv4 address, or a /64 of IPv6.

    Nothing for the machine itself: behind a proxy that is not trusted everybody comes
    from there.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    plain = getattr(found, "ipv4_mapped", None) or found
    if plain.is_loopback:
        return ""
    return str(plain if plain.version == 4 else ip_network((plain, 64), strict=False))


def password_fault(
    password: str, *, names: Sequence[str], places: Sequence[str] = ()
) -> PasswordFault | None:
    """The reason why this password is refused, or None.

    Length over composition, after NIST SP 800-63B section 5.1.1: three or four words
    are better than a sign and a capital. `places` are words that everybody here knows.
    It is judged as it is hashed: in one spelling of its letters (NFKC).
    """
    password = normal(password, "NFKC")
    folded, known = password.casefold(), [*names, *places, *COMMON_WORDS]
    if len(password) < SHORTEST_PASSWORD:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordFault.TOO_LONG
    if len(set(folded)) < 5:
        return PasswordFault.TOO_PLAIN
    if any(len(name) > 3 and name.casefold() in folded for name in names):
        return PasswordFault.HOLDS_NAME
    if is_of_few_words(password, known) or is_easily_guessed(password, known):
        return PasswordFault.TOO_COMMON
    return None


COMMON_WORDS = tuple(
    files(__package__).joinpath("common_words.txt").read_text("utf-8").split()
)


SHORTEST_PASSWORD = 12


LONGEST_PASSWORD = 128


class SessionAuditEvent(AuditEvent):
    SIGNED_IN = "account.signed_in"
    SIGN_IN_REFUSED = "account.sign_in_refused"
    PASSWORD_REFUSED = "account.password_refused"
    CODE_REFUSED = "account.code_refused"
    PROVED = "account.proved"
    GUESSING_ANNOUNCED = "account.guessing_announced"
    SIGNED_OUT = "account.signed_out"
    SIGNED_OUT_EVERYWHERE = "account.signed_out_everywhere"
    TABLET_LOST = "account.tablet_lost"
    LANGUAGE_CHOSEN = "account.language_chosen"
    KEYS_CHOSEN = "account.keys_chosen"
    MAILS_CHOSEN = "account.mails_chosen"
    PASSWORD_CHANGED = "account.password_changed"
    INVITATION_ACCEPTED = "account.invitation_accepted"


GUESSES = (
    SessionAuditEvent.SIGN_IN_REFUSED,
    SessionAuditEvent.PASSWORD_REFUSED,
    SessionAuditEvent.CODE_REFUSED,
)
"""What is counted when it is looked whether an account is guessed at."""
